-- Which process makes an answer, or an interview's questions, where several share a database. A file has one process.
ALTER TABLE turns ADD COLUMN node_id TEXT;

ALTER TABLE interviews ADD COLUMN node_id TEXT;
