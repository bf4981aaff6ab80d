//! The stream of changes against a server that behaves as the real one does, and worse.
