-- When a moderator is handed nothing, as they chose: hours by their own clock, and how many things a day are enough.
CREATE TABLE moderator_rest (
    member_id BLOB PRIMARY KEY NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    quiet_from INTEGER,
    quiet_to INTEGER,
    ahead INTEGER NOT NULL,
    most INTEGER
) STRICT;
-- How many things somebody decided within a day, without reading the whole log.
CREATE INDEX audit_moderator ON audit (moderator, at);
