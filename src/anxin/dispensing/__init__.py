"""Owns the counter: the special-disease bill brought along, the pick-up with its lots, shares and
three signatures, the next pick-up day, and the reversal (2.1, 5.1.5.e, 5.2.3, 5.3.2).
Does not own what is prescribed (``clinics``), the journal (``ledger``) or claims (``settlement``)."""
