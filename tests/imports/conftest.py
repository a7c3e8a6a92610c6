"""A browser without a window for the pages of rosters."""

from tests.web.conftest import browse

__all__ = ["browse"]
