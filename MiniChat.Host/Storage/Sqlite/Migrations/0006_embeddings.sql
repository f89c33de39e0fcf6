-- What an ask means, as a vector: one for each answer, by its number.
CREATE TABLE embeddings (
    turn_id INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Whose vector it is: only those of one embedder are compared.
    embedder TEXT NOT NULL,
    scale REAL NOT NULL,
    -- One signed byte a dimension. Before the vector, so that codes are read without it; both empty for a text that has none.
    codes BLOB NOT NULL,
    -- Little-endian float32.
    vector BLOB NOT NULL
) STRICT;

CREATE INDEX embeddings_of_account ON embeddings (account_id, turn_id);

-- One row: up to which answer none misses its vector of the embedder.
CREATE TABLE embedding_progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    embedder TEXT NOT NULL,
    done INTEGER NOT NULL
) STRICT;
