-- Rotation in place: a token whose secret is exchanged while the one before still works.

-- When the secret it has now was made; null for the one it was made with.
ALTER TABLE tokens ADD COLUMN rotated_at INTEGER;
-- How far the exchange has come. Null when there is none, or when it is done.
ALTER TABLE tokens ADD COLUMN rotation TEXT CHECK (rotation IN ('minted', 'delivering', 'delivered'));
-- Whoever goes on with it says which one they mean.
ALTER TABLE tokens ADD COLUMN rotation_id TEXT;
-- Until when the secrets before still work; null: until somebody says so.
ALTER TABLE tokens ADD COLUMN grace_ends_at INTEGER;

-- The secrets that a token had before. Chosen ones stay after they ended: one that was retired must not come back to life.
CREATE TABLE earlier_secrets (
    token_id   TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    -- As in `tokens`: null for a chosen one.
    salt       BLOB,
    digest     BLOB NOT NULL,
    -- When it was made, and when the token would have ended with it: what a withdrawn rotation goes back to.
    since      INTEGER NOT NULL,
    expires_at INTEGER,
    -- When it stops at the latest; null until its successor is in place.
    ends_at    INTEGER,
    PRIMARY KEY (token_id, digest)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX earlier_secrets_custom ON earlier_secrets (digest) WHERE salt IS NULL;
