-- Users as people administer them: whether they are let in, how to reach them, how they log in.

-- Service accounts and system users have the rights of a member, so `role` keeps its two words and this tells the rest:
-- SQLite cannot change a CHECK without building the table anew under the tokens that refer to it.
ALTER TABLE users ADD COLUMN kind TEXT NOT NULL DEFAULT 'person'
    CHECK (kind IN ('person', 'service-account', 'system'));
-- 0 for a user whose keys and password are refused.
ALTER TABLE users ADD COLUMN active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1));
ALTER TABLE users ADD COLUMN email TEXT;
ALTER TABLE users ADD COLUMN full_name TEXT;
-- Argon2id in the PHC string format, with its parameters and salt. Null for a user who has no password.
ALTER TABLE users ADD COLUMN password TEXT;
ALTER TABLE users ADD COLUMN password_set_at INTEGER;
-- To the minute, as tokens have it. Null for never.
ALTER TABLE users ADD COLUMN last_seen_at INTEGER;

-- A name means one user. Until now every row was `os:NAME` with that name, so none can collide.
CREATE UNIQUE INDEX users_name ON users (name);

-- What the gateway itself does is done by system users: a key of one would be nobody's.
CREATE TRIGGER system_users_own_no_token BEFORE INSERT ON tokens
WHEN EXISTS (SELECT 1 FROM users WHERE id = NEW.owner_id AND kind = 'system')
BEGIN
    SELECT RAISE(ABORT, 'system users own no tokens');
END;
