-- A passkey signs a member in, and where it can, opens the keyring too.
CREATE TABLE passkey (
    id BLOB PRIMARY KEY NOT NULL,
    member_id BLOB NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    -- What the authenticator calls it, and the random bytes by which it knows its member.
    credential_id BLOB NOT NULL UNIQUE,
    user_handle BLOB NOT NULL,
    -- JSON: the public key and the counter. Not secret.
    credential TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Whole UTC days.
    at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    -- The keyring, sealed to the passkey's PRF; NULL where it has none, and only signs in.
    keyring BLOB
) STRICT;
CREATE INDEX passkey_member ON passkey (member_id, at, id);

-- A challenge that was given out and not answered yet.
CREATE TABLE passkey_try (
    id BLOB PRIMARY KEY NOT NULL,
    -- Who adds a passkey; NULL for signing in.
    member_id BLOB REFERENCES member (id) ON DELETE CASCADE,
    -- JSON.
    state TEXT NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX passkey_try_ends ON passkey_try (ends_at);
CREATE INDEX passkey_try_member ON passkey_try (member_id);

-- The newest sheet's recipient, signed and sealed to the keyring itself: a passkey's copy of the keyring may be older
-- than the sheet. NULL until there is a second sheet.
ALTER TABLE member ADD COLUMN sheet_note BLOB;
