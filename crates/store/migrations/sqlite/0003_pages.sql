-- A page for them: sealed, opened by whoever has the link. Nothing is kept of its readers.
CREATE TABLE page (
    -- Chosen by the client; the link has it.
    id BLOB PRIMARY KEY NOT NULL,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    rev INTEGER NOT NULL,
    size INTEGER NOT NULL,
    -- NULL: until it is taken away.
    ends_at INTEGER,
    -- A whole UTC hour.
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX page_member ON page (member_id, at, id, rev, size, ends_at);
CREATE INDEX page_ends ON page (ends_at);
