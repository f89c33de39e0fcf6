-- Times are milliseconds since 1970 in UTC, everywhere.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_name TEXT NOT NULL,
    normalized_user_name TEXT NOT NULL UNIQUE,
    email TEXT,
    normalized_email TEXT UNIQUE,
    display_name TEXT,
    first_name TEXT,
    last_name TEXT,
    password_hash TEXT,
    security_stamp TEXT NOT NULL,
    roles TEXT NOT NULL DEFAULT 'User',
    created_at INTEGER NOT NULL
) STRICT;

-- A session is what signing in begins and signing out ends; access tokens name it. Its refresh tokens are one family, which
-- ends alone when a used one comes again.
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    family_ended_at INTEGER
) STRICT;

CREATE INDEX sessions_of_account ON sessions (account_id);

CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Refresh tokens are kept as SHA-256, never as they are.
CREATE TABLE refresh_tokens (
    hash TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);

-- Failed sign-ins and registrations, counted by who and from where. An attempt is one row for each of its keys.
CREATE TABLE attempts (
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX attempts_by_key ON attempts (key, at);

CREATE INDEX attempts_by_time ON attempts (at);
