"""Let `python -m anxin` be the same as `anxin`."""

import sys

from anxin.cli import main

sys.exit(main())
