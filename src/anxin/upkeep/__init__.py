"""Brings an installation up to what its policy pack says, and proves that its rows still hold.

``seed_policy`` writes the district's organisations, products and accounts; ``verify`` recomputes
every invariant that a context names in its ``invariants.py``. Owns no table."""
