DROP TABLE user_tastes;
ALTER TABLE watch_history DROP COLUMN rating;
