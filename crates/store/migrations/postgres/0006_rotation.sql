-- A change of all keys under way: what is sealed for the new ones lies here until it takes its place at once.
CREATE TABLE rotation (
    member_id BYTEA PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    -- SHA-256 of what whoever began it was given.
    id BYTEA NOT NULL
);
CREATE INDEX rotation_at ON rotation (at);

CREATE TABLE staged_entry (
    member_id BYTEA NOT NULL REFERENCES rotation (member_id) ON DELETE CASCADE,
    id BYTEA NOT NULL,
    size BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (member_id, id)
);

CREATE TABLE staged_media (
    member_id BYTEA NOT NULL REFERENCES rotation (member_id) ON DELETE CASCADE,
    id BYTEA NOT NULL,
    entry_id BYTEA NOT NULL,
    size BIGINT NOT NULL,
    sha BYTEA NOT NULL,
    store_key TEXT NOT NULL,
    PRIMARY KEY (member_id, id)
);

CREATE TABLE staged_page (
    member_id BYTEA NOT NULL REFERENCES rotation (member_id) ON DELETE CASCADE,
    id BYTEA NOT NULL,
    size BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (member_id, id)
);

-- New keys that a member asks the keeper to write into the log in the place of their old ones: a line that the old
-- ones signed.
ALTER TABLE circle_member ADD COLUMN renewal TEXT;
