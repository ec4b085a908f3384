-- The right to sign up once, where that is not open to everybody: asked for, or given by a member or the operator.
-- Its row goes when it is used, so that nobody can tell later who came through which.
CREATE TABLE admission (
    id BLOB PRIMARY KEY NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    state TEXT NOT NULL,
    -- What somebody who asks answered, until it is decided; what a moderator said with a no.
    answer TEXT,
    words TEXT,
    member_id BLOB REFERENCES member (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX admission_state ON admission (state, at, id);
CREATE INDEX admission_member ON admission (member_id);
CREATE INDEX admission_ends ON admission (ends_at);
