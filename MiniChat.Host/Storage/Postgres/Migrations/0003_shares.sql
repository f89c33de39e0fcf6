-- The links at which everybody can read a chat up to a turn; one for a chat.
CREATE TABLE shares (
    chat_id BIGINT PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token TEXT COLLATE "C" NOT NULL UNIQUE,
    turn_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX shares_of_account ON shares (account_id, created_at, chat_id);
