"""How the programme goes: numbers, the rows behind each, and charts of them (7.3.c, 7.2.d)."""
