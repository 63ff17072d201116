-- Each table has one owner (data/owners.py). What SONA needs of others' tables it keeps in tables of its own: the catalog
-- as discovery's ListCatalog tells it, and the genres that a user prefers.

-- The transaction that changed a row last: ListCatalog sends what has changed since a position.
ALTER TABLE content ADD COLUMN changed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE content_availability ADD COLUMN changed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX idx_content_changed ON content (changed_in);
CREATE INDEX idx_content_availability_changed ON content_availability (changed_in);

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id();
    RETURN NEW;
END
$$;
CREATE TRIGGER note_change BEFORE UPDATE ON content FOR EACH ROW EXECUTE FUNCTION note_change();
-- Not when it was merely confirmed (checked_at).
CREATE TRIGGER note_change BEFORE UPDATE OF title_number, platform, available ON content_availability
    FOR EACH ROW EXECUTE FUNCTION note_change();

-- One row for each title and platform; rows with the same title_number are the same title.
CREATE TABLE followed_titles (
    id           text PRIMARY KEY,
    title_number bigint,
    platform     text NOT NULL,
    title        text NOT NULL,
    type         text NOT NULL,
    genres       text[] NOT NULL,
    release_year integer,
    overview     text NOT NULL,
    seasons      integer,
    duration_ms  bigint,
    popularity   double precision NOT NULL,
    rating       double precision,
    available    boolean NOT NULL
);
CREATE INDEX idx_followed_titles_number ON followed_titles (title_number);
CREATE INDEX idx_followed_titles_popularity ON followed_titles (popularity DESC);

-- Up to where a copy of somebody's data is complete.
CREATE TABLE followed_positions (
    source   text PRIMARY KEY,
    position text NOT NULL
);

ALTER TABLE user_tastes ADD COLUMN genres text[] NOT NULL DEFAULT '{}';
INSERT INTO user_tastes (user_id, version, genres)
SELECT id, 0, ARRAY(SELECT genre FROM jsonb_array_elements_text(preferences -> 'genres') AS genre
                    WHERE genre IS NOT NULL)
FROM users WHERE jsonb_typeof(preferences -> 'genres') = 'array'
ON CONFLICT (user_id) DO UPDATE SET genres = excluded.genres;
