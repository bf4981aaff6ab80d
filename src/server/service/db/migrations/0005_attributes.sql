-- What other servers are told of a user who shows a key at the auth endpoint: an object of lists of texts.
ALTER TABLE users ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';
