ALTER TABLE user_tastes DROP COLUMN genres;
DROP TABLE followed_positions;
DROP TABLE followed_titles;
DROP TRIGGER note_change ON content_availability;
DROP TRIGGER note_change ON content;
DROP FUNCTION note_change;
ALTER TABLE content_availability DROP COLUMN changed_in;
ALTER TABLE content DROP COLUMN changed_in;
