"""Owns products, purchases, receipts, lots, stores and transfers (5.3.1, A3). What is where is
posted to the ledger in units of a lot; StockBalance is kept by trigger from those postings."""
