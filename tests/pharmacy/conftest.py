"""The browser without a window, for the store's pages."""

from tests.web.conftest import browse

__all__ = ["browse"]
