"""Owns the journal: accounts, entries and postings, in fen and in units of a lot (5.4, 5.3.1.c).

Every entry is balanced in each commodity at every statement, immutable, and closed when its
transaction ends. Balances are derived. Does not know why anything is posted."""
