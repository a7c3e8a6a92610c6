"""What the program's environment is in tests; loaded before Django reads its settings."""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(__file__).parent.parent / "var" / "test"
HOME.mkdir(parents=True, exist_ok=True)
os.environ["ANXIN_HOME"] = str(HOME)
# Each run and each of its workers collects static files for itself: two would clear the same folder.
STATIC = HOME / f"static-{os.getpid()}"
os.environ["ANXIN_STATIC"] = str(STATIC)
os.environ["ANXIN_AS_OWNER"] = "1"
os.environ["ANXIN_DATABASE"] = "anxin_test"
os.environ["DJANGO_SETTINGS_MODULE"] = "anxin.config.settings"
# Tests sign in with a password alone; what asks for a second factor says so itself.
os.environ["ANXIN_SECOND_FACTOR"] = "optional"
os.environ.pop("DATABASE_URL", None)
