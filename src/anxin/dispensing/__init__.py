"""Owns the pick-up: prepared, signed three times, completed; its lines, lots, shares and reversal
(5.2.3, 5.3.2, A5). One transaction takes stock, books money and extends the supply."""
