-- The answers to prompts, in the order in which they are listed.
CREATE INDEX prompts_of_account ON turns (account_id, id) WHERE door = 'prompt';
