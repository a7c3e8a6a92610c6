"""Owns sources of money, budgets, advances to the hospitals, and what each person's payers have
borne in a month or year (5.4, 5.5.a, 7.1.a). The journal itself is ``ledger``."""
