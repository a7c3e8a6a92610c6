"""Owns the quarter's claim of a hospital, its line-by-line check and what is accepted (5.5.c, 7.1.b)."""
