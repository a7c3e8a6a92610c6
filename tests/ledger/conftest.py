"""The browser without a window, for the books."""

from tests.web.conftest import browse

__all__ = ["browse"]
