-- For whom somebody told a story in a circle: that person can take it back, as who wrote it can.
ALTER TABLE circle_entry ADD COLUMN for_user BYTEA;
