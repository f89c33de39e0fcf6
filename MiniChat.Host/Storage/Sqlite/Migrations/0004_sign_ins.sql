-- Sign-ins by authorization code, from their beginning to soon after their end. States, codes and browsers are kept as SHA-256.
CREATE TABLE code_sign_ins (
    state_hash TEXT PRIMARY KEY,
    -- Who knows the person: this server itself (empty), or an outside provider.
    provider TEXT NOT NULL,
    -- The browser that began it, and the allowed origin whose page did.
    browser_hash TEXT,
    origin TEXT,
    -- For the outside provider: the secret of PKCE, and what its id token must hold. Both go with the use.
    verifier TEXT,
    nonce TEXT,
    -- Who signed in, and the code that was given for it; an outside provider's own code.
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

-- Those that wait to be finished are counted each time one begins; with the column in it, the table is not read for that.
CREATE INDEX waiting_code_sign_ins ON code_sign_ins (used_at) WHERE used_at IS NULL;

CREATE INDEX code_sign_ins_of_account ON code_sign_ins (account_id);

-- Who somebody is at an outside provider: an account is known by nothing else of theirs.
CREATE TABLE identities (
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (provider, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX identities_of_account ON identities (account_id);
