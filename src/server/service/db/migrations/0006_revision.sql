-- How often anything was changed that decides who is let in, by whatever process or hand. What is remembered of keys holds as
-- long as this stays as it is. That a key was used, or its user seen, decides nothing and does not count.
CREATE TABLE revision (
    count INTEGER NOT NULL
) STRICT;
INSERT INTO revision (count) VALUES (0);

CREATE TRIGGER tokens_revised_by_insert AFTER INSERT ON tokens
BEGIN
    UPDATE revision SET count = count + 1;
END;
CREATE TRIGGER tokens_revised_by_delete AFTER DELETE ON tokens
BEGIN
    UPDATE revision SET count = count + 1;
END;
CREATE TRIGGER tokens_revised AFTER UPDATE OF
    id, owner_id, scopes, models, custom, salt, digest, expires_at, revoked_at, rotation, grace_ends_at ON tokens
BEGIN
    UPDATE revision SET count = count + 1;
END;

-- Nobody has a key before there is one, so that a new user decides nothing.
CREATE TRIGGER users_revised_by_delete AFTER DELETE ON users
BEGIN
    UPDATE revision SET count = count + 1;
END;
CREATE TRIGGER users_revised AFTER UPDATE OF id, role, kind, active, attributes ON users
BEGIN
    UPDATE revision SET count = count + 1;
END;

CREATE TRIGGER earlier_secrets_revised_by_insert AFTER INSERT ON earlier_secrets
BEGIN
    UPDATE revision SET count = count + 1;
END;
CREATE TRIGGER earlier_secrets_revised_by_delete AFTER DELETE ON earlier_secrets
BEGIN
    UPDATE revision SET count = count + 1;
END;
CREATE TRIGGER earlier_secrets_revised AFTER UPDATE ON earlier_secrets
BEGIN
    UPDATE revision SET count = count + 1;
END;
