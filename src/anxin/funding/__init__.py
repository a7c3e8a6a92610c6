"""Owns sources of money, budgets, advances to the hospitals, what each person's payers have borne in a
month or year, and the experts' opinions that raise one person's cap (4.2, 5.4, 5.5.a, 7.1.a). The
journal itself is ``ledger``."""
