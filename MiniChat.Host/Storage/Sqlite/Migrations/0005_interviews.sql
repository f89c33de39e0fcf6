-- Whether the interview assistant answers, who knows the account's skill description.
ALTER TABLE chats ADD COLUMN is_assistant INTEGER NOT NULL DEFAULT 0;
