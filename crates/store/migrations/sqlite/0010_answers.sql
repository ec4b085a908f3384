-- Who may answer and when it shows. `shows` is the author's: through, waiting or aside. `review` is the moderators':
-- it waits for one of them. `notes` are what a moderator says it mentions.
ALTER TABLE answer ADD COLUMN shows TEXT NOT NULL DEFAULT 'through';
-- Somebody let it through by hand: it stays when others begin to wait.
ALTER TABLE answer ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;
ALTER TABLE answer ADD COLUMN review INTEGER NOT NULL DEFAULT 0;
ALTER TABLE answer ADD COLUMN notes TEXT NOT NULL DEFAULT '';
-- Removed by a moderator: erased thirty days later, so that it can be looked at once more until then.
ALTER TABLE answer ADD COLUMN removed_at INTEGER;
CREATE INDEX answer_waiting ON answer (story_id, shows, at, id) WHERE shows <> 'through';
CREATE INDEX answer_removed ON answer (removed_at) WHERE removed_at IS NOT NULL;

ALTER TABLE story ADD COLUMN removed_at INTEGER;
-- What a moderator says it mentions, beside what its author says.
ALTER TABLE story ADD COLUMN added_notes TEXT NOT NULL DEFAULT '';
CREATE INDEX story_removed ON story (removed_at) WHERE removed_at IS NOT NULL;

ALTER TABLE member ADD COLUMN paused_until INTEGER;

-- Which pen names an author keeps away from the stories under one of hers. A block holds for everybody behind the
-- pen name, which is why the member is here, and it stays when that pen name is erased; a restriction for the pen name
-- alone. Nobody is shown the member.
CREATE TABLE keep_away (
    pen_id BLOB NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    other_pen BLOB NOT NULL,
    other_member BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    how TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (pen_id, other_pen)
) STRICT;
CREATE INDEX keep_away_other ON keep_away (other_pen);
CREATE INDEX keep_away_member ON keep_away (other_member, pen_id);

-- Pen names a member does not want to read.
CREATE TABLE mute (
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    pen_id BLOB NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    PRIMARY KEY (member_id, pen_id)
) STRICT;
CREATE INDEX mute_pen ON mute (pen_id);

-- Words of one's own: an answer that has one of them is set aside.
CREATE TABLE hidden_word (
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    word TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (member_id, word)
) STRICT;

-- Who reads the answers to a pen name's stories first. Holds from when they said yes.
CREATE TABLE first_reader (
    pen_id BLOB PRIMARY KEY NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    reader_pen BLOB NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    reader_member BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    asked_at INTEGER NOT NULL,
    accepted_at INTEGER
) STRICT;
CREATE INDEX first_reader_pen ON first_reader (reader_pen);
CREATE INDEX first_reader_member ON first_reader (reader_member);

-- What waits for moderators: one open matter a thing.
CREATE TABLE matter (
    id BLOB PRIMARY KEY NOT NULL,
    story_id BLOB NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    answer_id BLOB REFERENCES answer (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    claimed_by BLOB REFERENCES member (id) ON DELETE SET NULL,
    claimed_until INTEGER,
    decided_at INTEGER
) STRICT;
CREATE UNIQUE INDEX matter_story ON matter (story_id) WHERE answer_id IS NULL AND decided_at IS NULL;
CREATE UNIQUE INDEX matter_answer ON matter (answer_id) WHERE decided_at IS NULL;
CREATE INDEX matter_of_story ON matter (story_id);
CREATE INDEX matter_of_answer ON matter (answer_id);
CREATE INDEX matter_open ON matter (at, id) WHERE decided_at IS NULL;
CREATE INDEX matter_claimed ON matter (claimed_by);

-- Why it waits: newcomer, report, phrase, appeal or second. A report has who told, who is never shown, and their words.
CREATE TABLE raised (
    id BLOB PRIMARY KEY NOT NULL,
    matter_id BLOB NOT NULL REFERENCES matter (id) ON DELETE CASCADE,
    why TEXT NOT NULL,
    by_member BLOB REFERENCES member (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    notes TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX raised_matter ON raised (matter_id, at, id);
CREATE INDEX raised_member ON raised (by_member, at);

-- A moderator who may not take a matter: they decided it before, or asked for another's eyes.
CREATE TABLE not_for (
    matter_id BLOB NOT NULL REFERENCES matter (id) ON DELETE CASCADE,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (matter_id, member_id)
) STRICT;
CREATE INDEX not_for_member ON not_for (member_id);

-- What moderators decided, for whoever it is about: who, what they read, until when.
ALTER TABLE decision ADD COLUMN member_id BLOB REFERENCES member (id) ON DELETE CASCADE;
ALTER TABLE decision ADD COLUMN moderator_id BLOB REFERENCES member (id) ON DELETE SET NULL;
ALTER TABLE decision ADD COLUMN until INTEGER;
ALTER TABLE decision ADD COLUMN appealed_at INTEGER;
CREATE INDEX decision_member ON decision (member_id, at DESC, id DESC);
CREATE INDEX decision_moderator_id ON decision (moderator_id, at);

-- Every decision, each line bound to the one before by its hash. No names, no words: the things are random ids that
-- lead nowhere once what they stand for is erased. Nothing in it can be changed or taken out.
CREATE TABLE audit (
    n INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    moderator BLOB NOT NULL,
    what TEXT NOT NULL,
    thing BLOB NOT NULL,
    reason_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log cannot be changed'); END;
