-- The marks of transactions: whoever lost the connection at a commit looks here whether it was. Numbers of transactions do not
-- tell, since a server that crashed gives those again that were not on its disk. is_kept is false for a mark that was taken away
-- from its transaction, which can never be committed then.
CREATE TABLE commits (
    mark UUID PRIMARY KEY,
    is_kept BOOLEAN NOT NULL DEFAULT TRUE,
    at TIMESTAMPTZ NOT NULL DEFAULT now()
);
