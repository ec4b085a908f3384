-- Where letters go: a pair of keys of its own for each pen name that takes them, and one for circles.
CREATE TABLE address (
    -- Made from the signing key, as in circles.
    user_id BLOB PRIMARY KEY NOT NULL,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    pen_id BLOB REFERENCES pen (id) ON DELETE CASCADE,
    -- The public keys, as a line that they signed.
    line TEXT NOT NULL,
    -- Whether somebody new may write.
    open INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX address_pen ON address (pen_id) WHERE pen_id IS NOT NULL;
CREATE UNIQUE INDEX address_circles ON address (member_id) WHERE pen_id IS NULL;
CREATE INDEX address_member ON address (member_id);

CREATE TABLE letter (
    -- Chosen by the client.
    id BLOB PRIMARY KEY NOT NULL,
    from_user BLOB NOT NULL,
    to_user BLOB NOT NULL,
    from_member BLOB REFERENCES member (id) ON DELETE SET NULL,
    to_member BLOB REFERENCES member (id) ON DELETE SET NULL,
    at INTEGER NOT NULL,
    -- One file for each of the two; whoever erases theirs takes nothing from the other.
    mine BLOB,
    theirs BLOB,
    size INTEGER NOT NULL,
    was_read INTEGER NOT NULL
) STRICT;
CREATE INDEX letter_from ON letter (from_member, at, id);
CREATE INDEX letter_to ON letter (to_member, at, id);

-- How one address stands to another: asked, taken, declined.
CREATE TABLE correspondent (
    of_user BLOB NOT NULL REFERENCES address (user_id) ON DELETE CASCADE,
    with_user BLOB NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (of_user, with_user)
) STRICT;

-- Whom a member takes no letters from, whichever address they write from.
CREATE TABLE letter_block (
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    blocked_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (member_id, blocked_id)
) STRICT;
CREATE INDEX letter_block_blocked ON letter_block (blocked_id);

-- One opened letter, given to the moderators by whoever received it.
CREATE TABLE letter_report (
    id BLOB PRIMARY KEY NOT NULL,
    letter_id BLOB NOT NULL UNIQUE,
    sender_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    -- What the sender signed, and what the reporter says about it.
    opened TEXT NOT NULL,
    why TEXT NOT NULL,
    -- The pen name that it was written under, if it was one.
    pen_name TEXT,
    at INTEGER NOT NULL,
    decided_at INTEGER
) STRICT;
CREATE INDEX letter_report_open ON letter_report (decided_at, at);
CREATE INDEX letter_report_sender ON letter_report (sender_id);

-- Members who cannot write letters for now.
ALTER TABLE member ADD COLUMN letters_stopped_at INTEGER;
