-- Sign-ins by authorization code, from their beginning to soon after their end. States, codes and browsers are kept as SHA-256.
CREATE TABLE code_sign_ins (
    state_hash TEXT PRIMARY KEY,
    -- Who knows the person: this server itself (empty), or an outside provider.
    provider TEXT NOT NULL,
    -- The browser that began it, and the allowed origin whose page did.
    browser_hash TEXT,
    origin TEXT,
    -- For the outside provider: the secret of PKCE, and what its id token must hold.
    verifier TEXT,
    nonce TEXT,
    -- Who signed in at our own page, and the code that was given for it.
    account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
    code_hash TEXT,
    code_expires_at INTEGER,
    used_at INTEGER,
    -- What the code gave, to be ended when the code comes once more.
    session_id TEXT,
    replayed_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX code_sign_ins_by_end ON code_sign_ins (expires_at);

-- Who somebody is at an outside provider: an account is known by nothing else of theirs.
CREATE TABLE identities (
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (provider, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX identities_of_account ON identities (account_id);
