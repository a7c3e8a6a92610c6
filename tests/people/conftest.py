"""The browser of the frame's tests, for the pages of people."""

from tests.web.conftest import browse

__all__ = ("browse",)
