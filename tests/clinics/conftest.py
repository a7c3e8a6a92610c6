"""The browser without a window, for the clinic's pages."""

from tests.web.conftest import browse

__all__ = ["browse"]
