-- The idempotency key under which a chat was begun, and what it stands for: begun again under it, it is the same chat.
ALTER TABLE chats ADD COLUMN begun_key TEXT COLLATE "C";

ALTER TABLE chats ADD COLUMN begun_fingerprint BYTEA;

CREATE UNIQUE INDEX chats_by_key ON chats (account_id, begun_key) WHERE begun_key IS NOT NULL;
