-- What a user thought of a title, 0 to 5, and how often the vector of their taste has changed.
ALTER TABLE watch_history ADD COLUMN rating double precision CHECK (rating BETWEEN 0 AND 5);

CREATE TABLE user_tastes (
    user_id    uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    version    bigint NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL DEFAULT now()
);
