"""The browser of the frame's tests, for files."""

from tests.web.conftest import browse

__all__ = ("browse",)
