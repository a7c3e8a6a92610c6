"""Owns who takes part: towns, villages, organisations, clinic points and what they cover, staff,
their duties and confidentiality agreements, the leading and expert groups (4, A1, A2, A6, 7.2.a).
Does not own what a duty may do: that is ``anxin.rules.access``."""
