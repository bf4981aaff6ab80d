-- How many tokens a list has, by state and owner, without reading the tokens themselves.
CREATE INDEX tokens_by_state ON tokens (revoked_at, owner_id);
