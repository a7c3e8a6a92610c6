"""The benchmark of finding in parts: names as they are spread, and a register full of them."""
