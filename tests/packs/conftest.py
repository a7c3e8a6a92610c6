"""The browser without a window, for the pages of a clinic day without a line."""

from tests.web.conftest import browse

__all__ = ["browse"]
