-- Stories by fifty members over five years, most for the community. Two public ones have fixed ids for the
-- measurements: x'aa…' has 10 answers, x'bb…' has 5,000.
INSERT INTO member (id, name, standing, kdf, login_hash, recovery_hash, keyring_pass, keyring_recovery, signed_up_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
SELECT randomblob(16), 'bench' || i, 'member', '{"alg":"argon2id","v":19,"m":65536,"t":3,"p":1,"salt":"AAAAAAAAAAAAAAAAAAAAAA"}',
       randomblob(32), randomblob(32), randomblob(2400), randomblob(2400), 0
FROM n;

INSERT INTO pen (id, member_id, name, name_key, at)
SELECT randomblob(16), id, 'pen ' || name, 'pen' || name, 0 FROM member WHERE name LIKE 'bench%';

CREATE TEMP TABLE who AS
SELECT row_number() OVER () - 1 AS i, pen.id AS pen_id, pen.member_id FROM pen WHERE pen.name LIKE 'pen bench%';

CREATE TEMP TABLE told AS
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT stories FROM wanted))
SELECT CASE i WHEN 1 THEN x'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' WHEN 2 THEN x'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' ELSE randomblob(16) END AS id,
       i, 1790000000000 - (i * 157680000000 / (SELECT stories FROM wanted)) AS at
FROM n;

INSERT INTO story (id, pen_id, member_id, audience, title, text, state, kind, weeks, happened, role, path, notes, wish,
                   answers, quoting, words, findable, held, shared_at, edited_at, stirred_at, version, master_rev)
SELECT told.id, who.pen_id, who.member_id,
       CASE WHEN told.i <= 2 OR told.i % 10 = 0 THEN 'everyone' ELSE 'community' END,
       'Story ' || told.i,
       'They found a heartbeat, but it is slow, and she is measuring eight days behind. They were kind about it. They said to come back on Thursday.

I am telling you now, before I know, because last time I waited until it was over, and then I had to tell it all at once to people who had never heard she existed.

So we wait. The kettle, the stairs, the window, number ' || told.i || '.',
       'waiting', 'missed', '6-9', 'now', 'carried', '', '', '', 'at-once', 'no', NULL, 0, NULL,
       told.at, NULL, told.at, 1, 1
FROM told JOIN who ON who.i = told.i % 50;

INSERT INTO answer (id, story_id, parent_id, pen_id, member_id, text, held, at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5010)
SELECT randomblob(16),
       CASE WHEN n.i <= 10 THEN x'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' ELSE x'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' END,
       NULL, who.pen_id, who.member_id,
       'I waited five days between the two scans. I remember the quiet in the car. I am sitting with you. (' || n.i || ')',
       NULL, 1790000000000 + n.i * 1000
FROM n JOIN who ON who.i = n.i % 50;

INSERT INTO story_search (row_id, story_id, words) SELECT shared_at * 2097152, id, title || ' ' || text FROM story WHERE pen_id IN (SELECT pen_id FROM who);
