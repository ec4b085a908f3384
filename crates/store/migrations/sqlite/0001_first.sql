-- Secrets of this server, 32 bytes each: what its HMACs are made with.
CREATE TABLE server_key (
    name TEXT PRIMARY KEY NOT NULL,
    key BLOB NOT NULL
) STRICT;

CREATE TABLE member (
    id BLOB PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    standing TEXT NOT NULL,
    -- JSON: how words become keys. Not secret.
    kdf TEXT NOT NULL,
    -- SHA-256 of the login secret and of the sheet's; the secrets themselves never reach the server.
    login_hash BLOB NOT NULL,
    recovery_hash BLOB NOT NULL,
    -- A whole UTC day, so that a member is not matched to a pen name by the minute.
    signed_up_at INTEGER NOT NULL,
    keyring_pass BLOB NOT NULL,
    keyring_recovery BLOB NOT NULL
) STRICT;

CREATE TABLE session (
    id BLOB PRIMARY KEY NOT NULL,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    side TEXT NOT NULL,
    -- A session of the commons ends with the session of the room it came from.
    parent_id BLOB REFERENCES session (id) ON DELETE CASCADE,
    secret_hash BLOB NOT NULL UNIQUE,
    half BLOB,
    device TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_member ON session (member_id, started_at);
CREATE INDEX session_parent ON session (parent_id);
CREATE INDEX session_ends ON session (ends_at);

CREATE TABLE handover (
    code_hash BLOB PRIMARY KEY NOT NULL,
    session_id BLOB NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX handover_session ON handover (session_id);

-- Bytes are last: a list of entries never touches the pages they overflow into.
CREATE TABLE entry (
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    rev INTEGER NOT NULL,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (member_id, id)
) STRICT;
CREATE INDEX entry_newest ON entry (member_id, at, id, rev, size);

CREATE TABLE media (
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    entry_id BLOB NOT NULL,
    size INTEGER NOT NULL,
    sha BLOB NOT NULL,
    at INTEGER NOT NULL,
    -- Where its bytes are in the media store. Random, so that a listing of files tells nothing.
    store_key TEXT NOT NULL,
    PRIMARY KEY (member_id, id)
) STRICT;
CREATE INDEX media_entry ON media (member_id, entry_id, size);

CREATE TABLE pen (
    id BLOB PRIMARY KEY NOT NULL,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX pen_member ON pen (member_id, at);

-- The open copy of a story. Lists of words are slugs with a space between.
CREATE TABLE story (
    id BLOB PRIMARY KEY NOT NULL,
    pen_id BLOB NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
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
    findable INTEGER NOT NULL,
    -- The reason, when a moderator holds it.
    held TEXT,
    shared_at INTEGER NOT NULL,
    edited_at INTEGER,
    stirred_at INTEGER NOT NULL,
    -- One more with every change that a page shows.
    version INTEGER NOT NULL,
    master_rev INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX story_newest ON story (shared_at DESC, id DESC);
CREATE INDEX story_stirred ON story (stirred_at DESC, id DESC);
CREATE INDEX story_newest_by_audience ON story (audience, shared_at DESC, id DESC);
CREATE INDEX story_stirred_by_audience ON story (audience, stirred_at DESC, id DESC);
CREATE INDEX story_pen ON story (pen_id, shared_at DESC, id DESC);
CREATE INDEX story_member ON story (member_id, shared_at DESC, id DESC);

CREATE TABLE moment (
    id BLOB PRIMARY KEY NOT NULL,
    story_id BLOB NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX moment_story ON moment (story_id, at, id);

-- Without a story it was uploaded and not yet placed: only its member sees it, and it is swept after a day.
CREATE TABLE photo (
    id BLOB PRIMARY KEY NOT NULL,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    story_id BLOB REFERENCES story (id) ON DELETE CASCADE,
    moment_id BLOB REFERENCES moment (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    alt TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX photo_story ON photo (story_id, place);
CREATE INDEX photo_moment ON photo (moment_id, place);
CREATE INDEX photo_member ON photo (member_id, at);

CREATE TABLE answer (
    id BLOB PRIMARY KEY NOT NULL,
    story_id BLOB NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    parent_id BLOB REFERENCES answer (id) ON DELETE CASCADE,
    pen_id BLOB NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    held TEXT,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX answer_story ON answer (story_id, parent_id, at, id);
CREATE INDEX answer_parent ON answer (parent_id, at, id);
CREATE INDEX answer_all ON answer (story_id, at, id);
CREATE INDEX answer_member ON answer (member_id, at);
CREATE INDEX answer_pen ON answer (pen_id);

CREATE TABLE with_author (
    id BLOB NOT NULL UNIQUE,
    story_id BLOB NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    pen_id BLOB NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (story_id, pen_id, kind)
) STRICT;
CREATE INDEX with_author_story ON with_author (story_id, at DESC, id DESC);
CREATE INDEX with_author_pen ON with_author (pen_id);
CREATE INDEX with_author_member ON with_author (member_id, story_id);

-- What a request that may come twice answered the first time. Dropped after seven days, and
-- with the story it is about.
CREATE TABLE once (
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    outcome TEXT NOT NULL,
    at INTEGER NOT NULL,
    story_id BLOB REFERENCES story (id) ON DELETE CASCADE,
    PRIMARY KEY (member_id, key)
) STRICT;
CREATE INDEX once_at ON once (at);
CREATE INDEX once_story ON once (story_id);

-- What moderators decided, with the reason the person reads.
CREATE TABLE decision (
    id BLOB PRIMARY KEY NOT NULL,
    moderator_pen BLOB REFERENCES pen (id) ON DELETE SET NULL,
    story_id BLOB REFERENCES story (id) ON DELETE CASCADE,
    answer_id BLOB REFERENCES answer (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_story ON decision (story_id, at);
CREATE INDEX decision_answer ON decision (answer_id, at);
CREATE INDEX decision_moderator ON decision (moderator_pen);

CREATE TABLE job (
    id BLOB PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    claimed_until INTEGER
) STRICT;
CREATE INDEX job_due ON job (due_at, id);

-- Every word of a story that can be looked for, once: title, text, moments. Gone with its story. row_id is made from
-- the time and id of the story, so that the index yields stories in the order of the list.
CREATE TABLE story_search (
    row_id INTEGER PRIMARY KEY NOT NULL,
    story_id BLOB NOT NULL UNIQUE REFERENCES story (id) ON DELETE CASCADE,
    words TEXT NOT NULL
) STRICT;

-- The index takes its words from story_search and keeps no copy. secure-delete takes them out of the index at once,
-- where FTS5 would otherwise leave them until it merges. Beginnings of words are indexed as well: finding what starts
-- with a common one would otherwise read every story that has it.
CREATE VIRTUAL TABLE story_search_index USING fts5 (
    words, content = 'story_search', content_rowid = 'row_id', tokenize = "unicode61 remove_diacritics 2",
    prefix = '3 4 5 6 7 8 9 10 11 12'
);
INSERT INTO story_search_index (story_search_index, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER story_search_added AFTER INSERT ON story_search BEGIN
    INSERT INTO story_search_index (rowid, words) VALUES (new.row_id, new.words);
END;
CREATE TRIGGER story_search_removed AFTER DELETE ON story_search BEGIN
    INSERT INTO story_search_index (story_search_index, rowid, words) VALUES ('delete', old.row_id, old.words);
END;
CREATE TRIGGER story_search_changed AFTER UPDATE ON story_search BEGIN
    INSERT INTO story_search_index (story_search_index, rowid, words) VALUES ('delete', old.row_id, old.words);
    INSERT INTO story_search_index (rowid, words) VALUES (new.row_id, new.words);
END;
