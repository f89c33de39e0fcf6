CREATE TABLE chats (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    title TEXT,
    -- The title in small letters, so that a search finds it in any case of any alphabet.
    title_folded TEXT,
    model TEXT,
    system TEXT,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL
) STRICT;

CREATE INDEX chats_of_account ON chats (account_id, modified_at, id);

-- What is said, by either side. An answer is an assistant's turn: its number is the answer's number.
-- The turns of a chat form a tree by parent_id; a question without a chat is a turn and its answer alone.
CREATE TABLE turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    chat_id INTEGER,
    parent_id INTEGER,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    -- A list of messages as JSON, when one was sent in place of a text.
    messages TEXT,
    created_at INTEGER NOT NULL,
    -- From here on: of answers alone.
    state TEXT,
    model TEXT,
    finish_reason TEXT,
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    error_code TEXT,
    error_message TEXT,
    -- What was sent to the model, as JSON: which turns, how many tokens by estimate.
    context TEXT,
    first_text_after INTEGER,
    ended_at INTEGER
) STRICT;

-- Ends with the row's number, as every index does: the newest turn of a chat is its last entry.
CREATE INDEX turns_of_chat ON turns (chat_id) WHERE chat_id IS NOT NULL;

CREATE INDEX questions_of_account ON turns (account_id, id) WHERE chat_id IS NULL AND role = 'assistant';

CREATE INDEX running_answers ON turns (account_id) WHERE state = 'running';

CREATE TABLE idempotency_keys (
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    answer_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_of_answer ON idempotency_keys (answer_id);

-- What a readiness probe writes.
CREATE TABLE store_probe (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
