-- Secrets of this server, 32 bytes each: what its HMACs are made with.
CREATE TABLE server_key (
    name TEXT PRIMARY KEY,
    key BYTEA NOT NULL
);

CREATE TABLE member (
    id BYTEA PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    standing TEXT NOT NULL,
    -- JSON: how words become keys. Not secret.
    kdf TEXT NOT NULL,
    -- SHA-256 of the login secret and of the sheet's; the secrets themselves never reach the server.
    login_hash BYTEA NOT NULL,
    recovery_hash BYTEA NOT NULL,
    -- A whole UTC day, so that a member is not matched to a pen name by the minute.
    signed_up_at BIGINT NOT NULL,
    keyring_pass BYTEA NOT NULL,
    keyring_recovery BYTEA NOT NULL
);

CREATE TABLE session (
    id BYTEA PRIMARY KEY,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    side TEXT NOT NULL,
    -- A session of the commons ends with the session of the room it came from.
    parent_id BYTEA REFERENCES session (id) ON DELETE CASCADE,
    secret_hash BYTEA NOT NULL UNIQUE,
    half BYTEA,
    device TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX session_member ON session (member_id, started_at);
CREATE INDEX session_parent ON session (parent_id);
CREATE INDEX session_ends ON session (ends_at);

CREATE TABLE handover (
    code_hash BYTEA PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    ends_at BIGINT NOT NULL
);
CREATE INDEX handover_session ON handover (session_id);

-- Bytes are last, as in SQLite, where a list of entries then never touches the pages they overflow into.
CREATE TABLE entry (
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    id BYTEA NOT NULL,
    rev BIGINT NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (member_id, id)
);
CREATE INDEX entry_newest ON entry (member_id, at, id, rev, size);

CREATE TABLE media (
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    id BYTEA NOT NULL,
    entry_id BYTEA NOT NULL,
    size BIGINT NOT NULL,
    sha BYTEA NOT NULL,
    at BIGINT NOT NULL,
    -- Where its bytes are in the media store. Random, so that a listing of files tells nothing.
    store_key TEXT NOT NULL,
    PRIMARY KEY (member_id, id)
);
CREATE INDEX media_entry ON media (member_id, entry_id, size);

CREATE TABLE pen (
    id BYTEA PRIMARY KEY,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL
);
CREATE INDEX pen_member ON pen (member_id, at);

-- The open copy of a story. Lists of words are slugs with a space between.
CREATE TABLE story (
    id BYTEA PRIMARY KEY,
    pen_id BYTEA NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    audience TEXT NOT NULL,
    title TEXT,
    state TEXT,
    kind TEXT,
    weeks TEXT,
    happened TEXT,
    role TEXT,
    path TEXT NOT NULL,
    notes TEXT NOT NULL,
    wish TEXT NOT NULL,
    answers TEXT NOT NULL,
    quoting TEXT NOT NULL,
    words TEXT,
    findable BOOLEAN NOT NULL,
    -- The reason, when a moderator holds it.
    held TEXT,
    shared_at BIGINT NOT NULL,
    edited_at BIGINT,
    stirred_at BIGINT NOT NULL,
    -- One more with every change that a page shows.
    version BIGINT NOT NULL,
    master_rev BIGINT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX story_newest ON story (shared_at DESC, id DESC);
CREATE INDEX story_stirred ON story (stirred_at DESC, id DESC);
CREATE INDEX story_newest_by_audience ON story (audience, shared_at DESC, id DESC);
CREATE INDEX story_stirred_by_audience ON story (audience, stirred_at DESC, id DESC);
CREATE INDEX story_pen ON story (pen_id, shared_at DESC, id DESC);
CREATE INDEX story_member ON story (member_id, shared_at DESC, id DESC);

CREATE TABLE moment (
    id BYTEA PRIMARY KEY,
    story_id BYTEA NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX moment_story ON moment (story_id, at, id);

-- Without a story it was uploaded and not yet placed: only its member sees it, and it is swept after a day.
CREATE TABLE photo (
    id BYTEA PRIMARY KEY,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    story_id BYTEA REFERENCES story (id) ON DELETE CASCADE,
    moment_id BYTEA REFERENCES moment (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    alt TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX photo_story ON photo (story_id, place);
CREATE INDEX photo_moment ON photo (moment_id, place);
CREATE INDEX photo_member ON photo (member_id, at);

CREATE TABLE answer (
    id BYTEA PRIMARY KEY,
    story_id BYTEA NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    parent_id BYTEA REFERENCES answer (id) ON DELETE CASCADE,
    pen_id BYTEA NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    held TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX answer_story ON answer (story_id, parent_id, at, id);
CREATE INDEX answer_parent ON answer (parent_id, at, id);
CREATE INDEX answer_all ON answer (story_id, at, id);
CREATE INDEX answer_member ON answer (member_id, at);
CREATE INDEX answer_pen ON answer (pen_id);

CREATE TABLE with_author (
    id BYTEA NOT NULL UNIQUE,
    story_id BYTEA NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    pen_id BYTEA NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (story_id, pen_id, kind)
);
CREATE INDEX with_author_story ON with_author (story_id, at DESC, id DESC);
CREATE INDEX with_author_pen ON with_author (pen_id);
CREATE INDEX with_author_member ON with_author (member_id, story_id);

-- What a request that may come twice answered the first time. Dropped after seven days, and
-- with the story it is about.
CREATE TABLE once (
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL,
    story_id BYTEA REFERENCES story (id) ON DELETE CASCADE,
    PRIMARY KEY (member_id, key)
);
CREATE INDEX once_at ON once (at);
CREATE INDEX once_story ON once (story_id);

-- What moderators decided, with the reason the person reads.
CREATE TABLE decision (
    id BYTEA PRIMARY KEY,
    moderator_pen BYTEA REFERENCES pen (id) ON DELETE SET NULL,
    story_id BYTEA REFERENCES story (id) ON DELETE CASCADE,
    answer_id BYTEA REFERENCES answer (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX decision_story ON decision (story_id, at);
CREATE INDEX decision_answer ON decision (answer_id, at);
CREATE INDEX decision_moderator ON decision (moderator_pen);

CREATE TABLE job (
    id BYTEA PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    claimed_until BIGINT
);
CREATE INDEX job_due ON job (due_at, id);

-- Every word of a story that can be looked for: title, text, moments. Gone with its story.
CREATE TABLE story_search (
    row_id BIGINT PRIMARY KEY NOT NULL,
    story_id BYTEA NOT NULL UNIQUE REFERENCES story (id) ON DELETE CASCADE,
    words TEXT NOT NULL
);

CREATE INDEX story_search_index ON story_search USING gin (to_tsvector('simple', words));
