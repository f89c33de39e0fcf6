-- Whether the interview assistant answers, who knows the account's skill description.
ALTER TABLE chats ADD COLUMN is_assistant INTEGER NOT NULL DEFAULT 0;

-- The newest interview of an account counts. While its questions are to be made, the row itself is the job; a new description
-- raises the generation, so that what was made of an older one is not kept.
CREATE TABLE interviews (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The API key that the description came with, for the ledger.
    key_id INTEGER,
    description TEXT NOT NULL,
    -- making, ready, done or failed.
    state TEXT NOT NULL,
    generation INTEGER NOT NULL,
    -- How many attempts at this generation failed, and when the next one is due.
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER,
    error_code TEXT,
    error_message TEXT,
    created_at INTEGER NOT NULL,
    done_at INTEGER
) STRICT;

CREATE INDEX interviews_of_account ON interviews (account_id);

CREATE INDEX interviews_to_make ON interviews (next_attempt_at) WHERE state = 'making';

-- Numbers are never given again: who answers a question that was replaced meets none.
CREATE TABLE interview_questions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    interview_id INTEGER NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    -- A list of texts as JSON.
    choices TEXT NOT NULL,
    right_choice INTEGER NOT NULL,
    answer INTEGER
) STRICT;

CREATE INDEX interview_questions_of_interview ON interview_questions (interview_id);
