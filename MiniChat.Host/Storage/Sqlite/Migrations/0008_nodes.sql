-- Of an answer: which process made it, where several share a database. A SQLite file has one: it stays empty.
ALTER TABLE turns ADD COLUMN node_id TEXT;
