"""What the program's environment is in tests; loaded before Django reads its settings."""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(__file__).parent.parent / "var" / "test"
HOME.mkdir(parents=True, exist_ok=True)
os.environ["ANXIN_HOME"] = str(HOME)
os.environ["ANXIN_AS_OWNER"] = "1"
os.environ["ANXIN_DATABASE"] = "anxin_test"
os.environ["DJANGO_SETTINGS_MODULE"] = "anxin.config.settings"
os.environ.pop("DATABASE_URL", None)
