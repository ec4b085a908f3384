-- When a moderator is handed nothing, as they chose: hours by their own clock, and how many things a day are enough.
CREATE TABLE moderator_rest (
    member_id BYTEA PRIMARY KEY NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    quiet_from BIGINT,
    quiet_to BIGINT,
    ahead BIGINT NOT NULL,
    most BIGINT
);
-- How many things somebody decided within a day, without reading the whole log.
CREATE INDEX audit_moderator ON audit (moderator, at);
