-- API keys are kept as SHA-256, with their first characters for a person to know them by.
CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    prefix TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Parted by commas.
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER
) STRICT;

CREATE INDEX api_keys_of_account ON api_keys (account_id);

-- Of answers: how they were asked for, so that a crash leaves nothing unknown for the ledger.
ALTER TABLE turns ADD COLUMN key_id INTEGER;

ALTER TABLE turns ADD COLUMN door TEXT;

CREATE INDEX answers_of_account ON turns (account_id, id) WHERE role = 'assistant';

-- The ledger: one row for each call of a model. A key's number stays when the key is deleted, an answer's when the answer is.
CREATE TABLE usages (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key_id INTEGER,
    answer_id INTEGER,
    model TEXT NOT NULL,
    door TEXT NOT NULL,
    state TEXT NOT NULL,
    status INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    is_estimated INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    first_text_after INTEGER,
    at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX usages_of_answer ON usages (answer_id) WHERE answer_id IS NOT NULL;

CREATE INDEX usages_of_account ON usages (account_id, at);

CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
