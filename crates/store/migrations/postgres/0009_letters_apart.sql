-- A block is said from one address, and holds for that one: were it for all of a member's addresses, whoever is blocked
-- could find out which those are. It names the address that it was said of, so that nothing is told of others.
CREATE TABLE letter_block_of (
    of_user BYTEA NOT NULL,
    with_user BYTEA NOT NULL,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    blocked_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (of_user, with_user)
);
INSERT INTO letter_block_of (of_user, with_user, member_id, blocked_id)
SELECT DISTINCT l.to_user, l.from_user, b.member_id, b.blocked_id
FROM letter_block b JOIN letter l ON l.to_member = b.member_id AND l.from_member = b.blocked_id;
DROP TABLE letter_block;
ALTER TABLE letter_block_of RENAME TO letter_block;
CREATE INDEX letter_block_blocked ON letter_block (of_user, blocked_id);
CREATE INDEX letter_block_member ON letter_block (member_id);
CREATE INDEX letter_block_other ON letter_block (blocked_id);

-- How one stands to another outlives the keys of an address: other keys are no way round a no.
CREATE TABLE correspondent_of (
    of_user BYTEA NOT NULL,
    with_user BYTEA NOT NULL,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (of_user, with_user)
);
INSERT INTO correspondent_of (of_user, with_user, member_id, state, at)
SELECT c.of_user, c.with_user, a.member_id, c.state, c.at
FROM correspondent c JOIN address a ON a.user_id = c.of_user;
DROP TABLE correspondent;
ALTER TABLE correspondent_of RENAME TO correspondent;
CREATE INDEX correspondent_with ON correspondent (with_user, at);
CREATE INDEX correspondent_member ON correspondent (member_id);

-- Under which pen name a letter was written, whatever becomes of the address.
ALTER TABLE letter ADD COLUMN from_pen BYTEA REFERENCES pen (id) ON DELETE SET NULL;
UPDATE letter SET from_pen = (SELECT a.pen_id FROM address a WHERE a.user_id = letter.from_user);
CREATE INDEX letter_pen ON letter (from_pen);

-- Who reported, for as long as nobody has decided, so that nobody can fill the page.
ALTER TABLE letter_report ADD COLUMN reporter_id BYTEA REFERENCES member (id) ON DELETE SET NULL;
CREATE INDEX letter_report_reporter ON letter_report (reporter_id);

-- The id of a page that was taken away, or has ended, is never another's: whoever has the link would take it for hers.
CREATE TABLE page_gone (
    -- SHA-256 of the id.
    id_hash BYTEA PRIMARY KEY NOT NULL,
    -- Whose it was, when it has ended and can be prolonged.
    member_id BYTEA REFERENCES member (id) ON DELETE SET NULL
);
CREATE INDEX page_gone_member ON page_gone (member_id);
