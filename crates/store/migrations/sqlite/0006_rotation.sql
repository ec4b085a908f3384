-- A change of all keys under way: what is sealed for the new ones lies here until it takes its place at once.
CREATE TABLE rotation (
    member_id BLOB PRIMARY KEY NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    -- SHA-256 of what whoever began it was given.
    id BLOB NOT NULL
) STRICT;
CREATE INDEX rotation_at ON rotation (at);

CREATE TABLE staged_entry (
    member_id BLOB NOT NULL REFERENCES rotation (member_id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    size INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (member_id, id)
) STRICT;

CREATE TABLE staged_media (
    member_id BLOB NOT NULL REFERENCES rotation (member_id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    entry_id BLOB NOT NULL,
    size INTEGER NOT NULL,
    sha BLOB NOT NULL,
    store_key TEXT NOT NULL,
    PRIMARY KEY (member_id, id)
) STRICT;

CREATE TABLE staged_page (
    member_id BLOB NOT NULL REFERENCES rotation (member_id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    size INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (member_id, id)
) STRICT;

-- New keys that a member asks the keeper to write into the log in the place of their old ones: a line that the old
-- ones signed.
ALTER TABLE circle_member ADD COLUMN renewal TEXT;
