"""``anxin explain``: the rules, asked from outside. It reads the policy pack, no database.

Owns the question's form, its errors and the answer's form; what is answered is decided
by ``anxin.rules`` alone. Imports neither Django nor any context.
"""

from anxin.explain.command import main

__all__ = ["main"]
