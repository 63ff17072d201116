DROP INDEX idx_users_preferences;
ALTER TABLE users DROP COLUMN preferences;
