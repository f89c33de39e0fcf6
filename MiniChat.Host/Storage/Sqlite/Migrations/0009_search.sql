-- The words of what was said in chats, by the turn's number: which ones have them all. The words are made by the program, parted
-- by blanks; what they were made of is in the turns alone.
CREATE VIRTUAL TABLE turn_words USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = "ascii tokenchars '_'"
);

-- However a turn goes, with its chat or its account, its words go too.
CREATE TRIGGER turn_words_go AFTER DELETE ON turns WHEN old.chat_id IS NOT NULL
BEGIN
    DELETE FROM turn_words WHERE rowid = old.id;
END;

-- What is found is told newest first.
CREATE INDEX chat_turns_by_time ON turns (account_id, created_at, id) WHERE chat_id IS NOT NULL;

CREATE INDEX chats_by_time ON chats (account_id, created_at, id);
