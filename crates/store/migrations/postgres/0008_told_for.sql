-- For whom a member put it there: they may take it back. That it is so is told by what is sealed inside.
ALTER TABLE circle_entry ADD COLUMN for_user BYTEA;
