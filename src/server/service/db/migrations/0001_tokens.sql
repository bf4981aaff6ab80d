-- Tokens, whom they belong to, and the trail of their changes.
-- Times are microseconds since 1970-01-01T00:00:00Z. Lists and maps are JSON.

CREATE TABLE users (
    -- `os:NAME` for a user of the operating system.
    id         TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('administrator', 'member')),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    -- 16 hexadecimal digits; the public first part of a generated key.
    id           TEXT NOT NULL PRIMARY KEY,
    owner_id     TEXT NOT NULL REFERENCES users (id),
    name         TEXT NOT NULL,
    -- The name as Unicode writes it in small letters: SQLite's own lower() knows ASCII only.
    name_lower   TEXT NOT NULL,
    description  TEXT,
    -- JSON lists, never empty; ["*"] is everything.
    scopes       TEXT NOT NULL,
    models       TEXT NOT NULL,
    -- A JSON object.
    metadata     TEXT NOT NULL,
    -- 1 for a secret chosen by the caller.
    custom       INTEGER NOT NULL CHECK (custom IN (0, 1)),
    -- Of a generated secret: SHA-256 of salt and secret part. Of a chosen one: HMAC-SHA-256 under the pepper, no salt.
    salt         BLOB CHECK ((salt IS NULL) = custom),
    digest       BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    -- Null for never.
    expires_at   INTEGER,
    last_used_at INTEGER,
    -- Not null once the token is revoked: its row stays, its name is free.
    revoked_at   INTEGER,
    -- What lists are sorted by: never is later than any date. Columns and not expressions, since SQLite compares the
    -- pairs (column, id) of a page's start inside an index only when both are columns.
    expires_or_never   INTEGER NOT NULL AS (COALESCE(expires_at, 9223372036854775807)),
    last_used_or_never INTEGER NOT NULL AS (COALESCE(last_used_at, 9223372036854775807))
) STRICT, WITHOUT ROWID;

-- Names are unique per owner among live tokens. Expired ones keep theirs: they can be given a new expiry.
CREATE UNIQUE INDEX tokens_live_name ON tokens (owner_id, name) WHERE revoked_at IS NULL;

-- Also among the revoked: a secret that was revoked must not come back to life.
CREATE UNIQUE INDEX tokens_custom_digest ON tokens (digest) WHERE custom = 1;

-- One for each order of a list, so that a page costs the same at the end as at the start.
CREATE INDEX tokens_by_creation ON tokens (created_at, id);
-- The usual list of one person, who may own few of many.
CREATE INDEX tokens_by_owner_and_creation ON tokens (owner_id, created_at, id);
CREATE INDEX tokens_by_change ON tokens (updated_at, id);
CREATE INDEX tokens_by_name ON tokens (name, id);
CREATE INDEX tokens_by_expiry ON tokens (expires_or_never, id);
CREATE INDEX tokens_by_last_use ON tokens (last_used_or_never, id);

CREATE TABLE events (
    id             INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at             INTEGER NOT NULL,
    -- As in `token.create`: what it was done to, and what.
    action         TEXT NOT NULL,
    -- No references: the trail outlives users and tokens.
    actor_id       TEXT NOT NULL,
    actor_token_id TEXT,
    target_id      TEXT NOT NULL,
    -- What was there before and after as JSON, without digests. Null before a creation and after a purge.
    before         TEXT,
    after          TEXT
) STRICT;

CREATE INDEX events_by_target ON events (target_id, id);
