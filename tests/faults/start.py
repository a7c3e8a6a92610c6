"""Start Django, then do one command of ``tests.faults.work``: ``python -m tests.faults.start fill …``."""

from __future__ import annotations

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    import_module("tests.faults.work").main(*sys.argv[1:])
