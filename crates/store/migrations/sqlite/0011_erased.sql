-- Who was in a circle when they erased their account: the log still says that they are in, until the keeper's browser
-- writes that they are not. An opaque user, of nobody any more.
CREATE TABLE circle_gone (
    circle_id BLOB NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL,
    PRIMARY KEY (circle_id, user_id)
) STRICT;
