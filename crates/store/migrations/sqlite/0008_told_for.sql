-- For whom a member put it there: they may take it back. That it is so is told by what is sealed inside.
ALTER TABLE circle_entry ADD COLUMN for_user BLOB;

DROP INDEX circle_entry_oldest;
CREATE INDEX circle_entry_oldest ON circle_entry (circle_id, at, id, user_id, rev, epoch, size, first_user, for_user);
