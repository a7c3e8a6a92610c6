"""Reads of the overview: every number, and the rows behind it."""

from anxin.supervision.queries.behind import Row, Rows, rows_behind
from anxin.supervision.queries.numbers import Asked, Numbers

__all__ = ["Asked", "Numbers", "Row", "Rows", "rows_behind"]
