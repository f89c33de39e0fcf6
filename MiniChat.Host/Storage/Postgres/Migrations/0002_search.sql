-- The words of what was said in chats. They are made by the program; NULL for what is said outside of chats, and for an answer
-- until its end.
ALTER TABLE turns ADD COLUMN words TSVECTOR;

CREATE INDEX turns_by_words ON turns USING gin (words) WHERE words IS NOT NULL;

-- Those that an older process kept.
CREATE INDEX turns_without_words ON turns (id) WHERE words IS NULL AND chat_id IS NOT NULL;

-- What is found is told newest first.
CREATE INDEX chat_turns_by_time ON turns (account_id, created_at, id) WHERE chat_id IS NOT NULL;

CREATE INDEX chats_by_time ON chats (account_id, created_at, id);
