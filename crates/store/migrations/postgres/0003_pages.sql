-- A page for them: sealed, opened by whoever has the link. Nothing is kept of its readers.
CREATE TABLE page (
    -- Chosen by the client; the link has it.
    id BYTEA PRIMARY KEY,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    rev BIGINT NOT NULL,
    size BIGINT NOT NULL,
    -- NULL: until it is taken away.
    ends_at BIGINT,
    -- A whole UTC hour.
    at BIGINT NOT NULL,
    bytes BYTEA NOT NULL
);
CREATE INDEX page_member ON page (member_id, at, id);
CREATE INDEX page_ends ON page (ends_at);
