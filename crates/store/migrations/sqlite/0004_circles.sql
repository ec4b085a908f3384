-- A circle: who is in it, when, and padded sizes. Its name, the names in it and all words are sealed.
CREATE TABLE circle (
    -- Chosen by the client.
    id BLOB PRIMARY KEY NOT NULL,
    -- The opaque user who keeps it.
    keeper BLOB NOT NULL,
    -- How many lines its log has, and the fingerprint of the last.
    lines INTEGER NOT NULL,
    head TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE circle_line (
    circle_id BLOB NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (circle_id, seq)
) STRICT;

CREATE TABLE circle_member (
    circle_id BLOB NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    -- The key that the member signs with.
    sig TEXT NOT NULL,
    -- A whole UTC hour.
    since INTEGER NOT NULL,
    -- Gone already; the keeper has not written it into the log yet.
    has_left INTEGER NOT NULL,
    grant_file BLOB,
    PRIMARY KEY (circle_id, user_id),
    UNIQUE (member_id, circle_id)
) STRICT;

CREATE TABLE circle_invite (
    -- Nine bytes; the link has them.
    id BLOB PRIMARY KEY NOT NULL,
    circle_id BLOB NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    uses_left INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX circle_invite_circle ON circle_invite (circle_id, ends_at);
CREATE INDEX circle_invite_ends ON circle_invite (ends_at);

CREATE TABLE circle_request (
    id BLOB PRIMARY KEY NOT NULL,
    circle_id BLOB NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    invite_id BLOB NOT NULL REFERENCES circle_invite (id) ON DELETE CASCADE,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    p TEXT NOT NULL,
    name_file BLOB NOT NULL,
    mac TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (circle_id, member_id)
) STRICT;
CREATE INDEX circle_request_invite ON circle_request (invite_id);
CREATE INDEX circle_request_member ON circle_request (member_id);

-- Which entry answers which is inside.
CREATE TABLE circle_entry (
    circle_id BLOB NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    rev INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- Until this user lets it through, nobody but its author and this user is given it.
    first_user BLOB,
    bytes BLOB NOT NULL,
    PRIMARY KEY (circle_id, id)
) STRICT;
CREATE INDEX circle_entry_oldest ON circle_entry (circle_id, at, id, user_id, rev, epoch, size, first_user);
CREATE INDEX circle_entry_member ON circle_entry (member_id, size);

CREATE TABLE circle_media (
    circle_id BLOB NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    entry_id BLOB NOT NULL,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    size INTEGER NOT NULL,
    sha BLOB NOT NULL,
    at INTEGER NOT NULL,
    store_key TEXT NOT NULL,
    PRIMARY KEY (circle_id, id)
) STRICT;
CREATE INDEX circle_media_entry ON circle_media (circle_id, entry_id);
CREATE INDEX circle_media_member ON circle_media (member_id, size);
