"""Run every benchmark in turn; each prints its own figures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run them one after the other, so that none disturbs another."""
    worst = 0
    for path in sorted(HERE.glob("*.py")):
        if path.name != Path(__file__).name:
            print(f"→ {path.stem}", flush=True)
            worst = max(worst, subprocess.run([sys.executable, path], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
