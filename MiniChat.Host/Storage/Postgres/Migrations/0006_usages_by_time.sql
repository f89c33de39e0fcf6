-- The sums of all accounts read the part of the ledger that lies in their time. Entries come in its order, so that a summary of
-- each run of blocks is index enough.
CREATE INDEX usages_by_time ON usages USING brin (at) WITH (pages_per_range = 32, autosummarize = on);
