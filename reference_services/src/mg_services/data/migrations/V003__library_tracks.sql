-- Songs that a user has saved on a platform, as of the last synchronisation; `position` is the platform's own order.
CREATE TABLE library_tracks (
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    platform    text NOT NULL,
    -- The platform's id of the song in this library.
    track_id    text NOT NULL,
    content_id  text NOT NULL,
    position    integer NOT NULL CHECK (position >= 0),
    title       text NOT NULL,
    artist      text,
    album       text,
    year        integer,
    duration_ms bigint CHECK (duration_ms >= 0),
    isrc        text,
    genres      text[] NOT NULL DEFAULT '{}',
    url         text,
    artwork_url text,
    preview_url text,
    PRIMARY KEY (user_id, platform, track_id)
);
CREATE INDEX idx_library_tracks_order ON library_tracks (user_id, platform, position);

-- When a library was read, which is also known of an empty one.
CREATE TABLE library_syncs (
    user_id   uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    platform  text NOT NULL,
    synced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, platform)
);
