-- Users and what belongs to them, the catalog, and what was watched. Within PostgreSQL 15, no extensions.

CREATE TABLE users (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email         text NOT NULL CHECK (email = lower(email COLLATE "C")),
    password_hash text NOT NULL,
    name          text NOT NULL,
    roles         text[] NOT NULL DEFAULT '{user}',
    login_count   bigint NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL DEFAULT now(),
    -- Digest of the Idempotency-Key of the registration: a repeated one finds its own account.
    registered_by bytea CHECK (length(registered_by) = 32)
);
CREATE UNIQUE INDEX idx_users_email ON users (email);

CREATE TABLE user_platforms (
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    platform     text NOT NULL,
    account_id   text NOT NULL DEFAULT '',
    status       text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'expired', 'revoked')),
    connected_at timestamptz NOT NULL DEFAULT now(),
    -- OAuth tokens of the platform, encrypted by the auth service.
    sealed_tokens bytea,
    expires_at   timestamptz,
    PRIMARY KEY (user_id, platform)
);

-- Only the digest of a refresh token is kept; a family is the chain of tokens that began with one login.
CREATE TABLE refresh_tokens (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    family     uuid NOT NULL,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id text NOT NULL,
    issued_at  timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    rotated_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX idx_refresh_tokens_family ON refresh_tokens (family);
CREATE INDEX idx_refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX idx_refresh_tokens_user ON refresh_tokens (user_id);
CREATE INDEX idx_refresh_tokens_expires ON refresh_tokens (expires_at);

-- Private keys that sign access tokens, encrypted by the auth service.
CREATE TABLE signing_keys (
    kid        text PRIMARY KEY,
    sealed_key bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE content (
    id           text PRIMARY KEY,
    platform     text NOT NULL,
    title        text NOT NULL,
    type         text NOT NULL,
    genres       text[] NOT NULL DEFAULT '{}',
    release_year integer,
    release_date date,
    overview     text NOT NULL DEFAULT '',
    plot         text NOT NULL DEFAULT '',
    seasons      integer CHECK (seasons > 0),
    runtime_min  integer CHECK (runtime_min > 0),
    popularity   double precision NOT NULL DEFAULT 0 CHECK (popularity >= 0),
    rating       double precision CHECK (rating BETWEEN 0 AND 10),
    artist       text,
    tracks       integer,
    created_at   timestamptz NOT NULL DEFAULT now(),
    search       tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', overview), 'C')
        || setweight(to_tsvector('english', plot), 'D')
    ) STORED
);
CREATE INDEX idx_content_search ON content USING gin (search);
CREATE INDEX idx_content_genres ON content USING gin (genres);
CREATE INDEX idx_content_platform_popularity ON content (platform, popularity DESC);
CREATE INDEX idx_content_title ON content (lower(title) text_pattern_ops);

-- One title is one row of content for each platform; this says which rows are the same title, and where it plays.
CREATE TABLE content_availability (
    content_id   text NOT NULL REFERENCES content (id) ON DELETE CASCADE,
    title_number bigint NOT NULL,
    platform     text NOT NULL,
    region       text NOT NULL DEFAULT 'US',
    available    boolean NOT NULL DEFAULT true,
    checked_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (content_id, region)
);
CREATE INDEX idx_content_availability_title ON content_availability (title_number);

-- content_id may name an episode (`netflix:80057281:s01e01`), so that it does not refer to content.
CREATE TABLE watch_history (
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    content_id  text NOT NULL,
    watched_at  timestamptz NOT NULL DEFAULT now(),
    position_ms bigint NOT NULL DEFAULT 0 CHECK (position_ms >= 0),
    completed   boolean NOT NULL DEFAULT false,
    PRIMARY KEY (user_id, content_id)
);
CREATE INDEX idx_watch_history_user_time ON watch_history (user_id, watched_at DESC);
CREATE INDEX idx_watch_history_content ON watch_history (content_id);

CREATE TABLE playback_events (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    content_id  text NOT NULL,
    "timestamp" timestamptz NOT NULL DEFAULT now(),
    event_type  text NOT NULL
);
CREATE INDEX idx_playback_events_user_time ON playback_events (user_id, "timestamp" DESC);

-- Answers of platforms that are served, marked as stale, while all of them are away.
CREATE TABLE cached_content (
    query      text NOT NULL,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    results    jsonb NOT NULL,
    fetched_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, query)
);
CREATE INDEX idx_cached_content_fetched ON cached_content (fetched_at);
