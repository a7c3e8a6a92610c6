"""The browser without a window, for the counter's pages."""

from tests.web.conftest import browse

__all__ = ["browse"]
