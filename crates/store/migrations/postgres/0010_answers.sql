-- Who may answer and when it shows. `shows` is the author's: through, waiting or aside. `review` is the moderators':
-- it waits for one of them. `notes` are what a moderator says it mentions.
ALTER TABLE answer ADD COLUMN shows TEXT NOT NULL DEFAULT 'through';
-- Somebody let it through by hand: it stays when others begin to wait.
ALTER TABLE answer ADD COLUMN by_hand BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE answer ADD COLUMN review BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE answer ADD COLUMN notes TEXT NOT NULL DEFAULT '';
-- Removed by a moderator: erased thirty days later, so that it can be looked at once more until then.
ALTER TABLE answer ADD COLUMN removed_at BIGINT;
CREATE INDEX answer_waiting ON answer (story_id, shows, at, id) WHERE shows <> 'through';
CREATE INDEX answer_removed ON answer (removed_at) WHERE removed_at IS NOT NULL;

ALTER TABLE story ADD COLUMN removed_at BIGINT;
-- What a moderator says it mentions, beside what its author says.
ALTER TABLE story ADD COLUMN added_notes TEXT NOT NULL DEFAULT '';
CREATE INDEX story_removed ON story (removed_at) WHERE removed_at IS NOT NULL;

ALTER TABLE member ADD COLUMN paused_until BIGINT;

-- Which pen names an author keeps away from the stories under one of hers. A block holds for everybody behind the
-- pen name, which is why the member is here, and it stays when that pen name is erased; a restriction for the pen name
-- alone. Nobody is shown the member.
CREATE TABLE keep_away (
    pen_id BYTEA NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    other_pen BYTEA NOT NULL,
    other_member BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    how TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (pen_id, other_pen)
);
CREATE INDEX keep_away_other ON keep_away (other_pen);
CREATE INDEX keep_away_member ON keep_away (other_member, pen_id);

-- Pen names a member does not want to read.
CREATE TABLE mute (
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    pen_id BYTEA NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    PRIMARY KEY (member_id, pen_id)
);
CREATE INDEX mute_pen ON mute (pen_id);

-- Words of one's own: an answer that has one of them is set aside.
CREATE TABLE hidden_word (
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    word TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (member_id, word)
);

-- Who reads the answers to a pen name's stories first. Holds from when they said yes.
CREATE TABLE first_reader (
    pen_id BYTEA PRIMARY KEY REFERENCES pen (id) ON DELETE CASCADE,
    reader_pen BYTEA NOT NULL REFERENCES pen (id) ON DELETE CASCADE,
    reader_member BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    asked_at BIGINT NOT NULL,
    accepted_at BIGINT
);
CREATE INDEX first_reader_pen ON first_reader (reader_pen);
CREATE INDEX first_reader_member ON first_reader (reader_member);

-- What waits for moderators: one open matter a thing.
CREATE TABLE matter (
    id BYTEA PRIMARY KEY,
    story_id BYTEA NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    answer_id BYTEA REFERENCES answer (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    claimed_by BYTEA REFERENCES member (id) ON DELETE SET NULL,
    claimed_until BIGINT,
    decided_at BIGINT
);
CREATE UNIQUE INDEX matter_story ON matter (story_id) WHERE answer_id IS NULL AND decided_at IS NULL;
CREATE UNIQUE INDEX matter_answer ON matter (answer_id) WHERE decided_at IS NULL;
CREATE INDEX matter_of_story ON matter (story_id);
CREATE INDEX matter_of_answer ON matter (answer_id);
CREATE INDEX matter_open ON matter (at, id) WHERE decided_at IS NULL;
CREATE INDEX matter_claimed ON matter (claimed_by);

-- Why it waits: newcomer, report, phrase, appeal or second. A report has who told, who is never shown, and their words.
CREATE TABLE raised (
    id BYTEA PRIMARY KEY,
    matter_id BYTEA NOT NULL REFERENCES matter (id) ON DELETE CASCADE,
    why TEXT NOT NULL,
    by_member BYTEA REFERENCES member (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    notes TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX raised_matter ON raised (matter_id, at, id);
CREATE INDEX raised_member ON raised (by_member, at);

-- A moderator who may not take a matter: they decided it before, or asked for another's eyes.
CREATE TABLE not_for (
    matter_id BYTEA NOT NULL REFERENCES matter (id) ON DELETE CASCADE,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (matter_id, member_id)
);
CREATE INDEX not_for_member ON not_for (member_id);

-- What moderators decided, for whoever it is about: who, what they read, until when.
ALTER TABLE decision ADD COLUMN member_id BYTEA REFERENCES member (id) ON DELETE CASCADE;
ALTER TABLE decision ADD COLUMN moderator_id BYTEA REFERENCES member (id) ON DELETE SET NULL;
ALTER TABLE decision ADD COLUMN until BIGINT;
ALTER TABLE decision ADD COLUMN appealed_at BIGINT;
CREATE INDEX decision_member ON decision (member_id, at DESC, id DESC);
CREATE INDEX decision_moderator_id ON decision (moderator_id, at);

-- Every decision, each line bound to the one before by its hash. No names, no words: the things are random ids that
-- lead nowhere once what they stand for is erased. Nothing in it can be changed or taken out.
CREATE TABLE audit (
    n BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    moderator BYTEA NOT NULL,
    what TEXT NOT NULL,
    thing BYTEA NOT NULL,
    reason_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL
);
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log cannot be changed'; END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
