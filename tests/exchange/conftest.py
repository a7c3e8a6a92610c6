"""Pages are opened as the colleagues of the tests' district open them."""

from tests.web.conftest import browse

__all__ = ["browse"]
