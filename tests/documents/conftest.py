"""The browser without a window, for forms and exports."""

from tests.web.conftest import browse

__all__ = ("browse",)
