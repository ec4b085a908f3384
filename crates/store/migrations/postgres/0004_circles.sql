-- A circle: who is in it, when, and padded sizes. Its name, the names in it and all words are sealed.
CREATE TABLE circle (
    -- Chosen by the client.
    id BYTEA PRIMARY KEY,
    -- The opaque user who keeps it.
    keeper BYTEA NOT NULL,
    -- How many lines its log has, and the fingerprint of the last.
    lines BIGINT NOT NULL,
    head TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE circle_line (
    circle_id BYTEA NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (circle_id, seq)
);

CREATE TABLE circle_member (
    circle_id BYTEA NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    user_id BYTEA NOT NULL,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    -- The key that the member signs with.
    sig TEXT NOT NULL,
    -- A whole UTC hour.
    since BIGINT NOT NULL,
    -- Gone already; the keeper has not written it into the log yet.
    has_left BIGINT NOT NULL,
    grant_file BYTEA,
    PRIMARY KEY (circle_id, user_id),
    UNIQUE (member_id, circle_id)
);

CREATE TABLE circle_invite (
    -- Nine bytes; the link has them.
    id BYTEA PRIMARY KEY,
    circle_id BYTEA NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    uses_left BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX circle_invite_circle ON circle_invite (circle_id, ends_at);
CREATE INDEX circle_invite_ends ON circle_invite (ends_at);

CREATE TABLE circle_request (
    id BYTEA PRIMARY KEY,
    circle_id BYTEA NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    invite_id BYTEA NOT NULL REFERENCES circle_invite (id) ON DELETE CASCADE,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    p TEXT NOT NULL,
    name_file BYTEA NOT NULL,
    mac TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (circle_id, member_id)
);
CREATE INDEX circle_request_invite ON circle_request (invite_id);
CREATE INDEX circle_request_member ON circle_request (member_id);

-- Which entry answers which is inside.
CREATE TABLE circle_entry (
    circle_id BYTEA NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    rev BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- Until this user lets it through, nobody but its author and this user is given it.
    first_user BYTEA,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (circle_id, id)
);
CREATE INDEX circle_entry_oldest ON circle_entry (circle_id, at, id);
CREATE INDEX circle_entry_member ON circle_entry (member_id, size);

CREATE TABLE circle_media (
    circle_id BYTEA NOT NULL REFERENCES circle (id) ON DELETE CASCADE,
    id BYTEA NOT NULL,
    entry_id BYTEA NOT NULL,
    member_id BYTEA NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    size BIGINT NOT NULL,
    sha BYTEA NOT NULL,
    at BIGINT NOT NULL,
    store_key TEXT NOT NULL,
    PRIMARY KEY (circle_id, id)
);
CREATE INDEX circle_media_entry ON circle_media (circle_id, entry_id);
CREATE INDEX circle_media_member ON circle_media (member_id, size);
