"""Print how many clauses are not carried out yet; ``make check`` calls this.

Run as ``python scripts/count_clauses.py``. Exit 1 where the list of clauses not carried
out yet is wrong: it names one that is cited by now, or lacks one that is not.
``--write`` puts the list right: cited ones go, missing ones come with their reason owed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from anxin.policy import load
from anxin.policy.citations import open_clauses
from anxin.policy.locations import find_pack
from anxin.policy.sources import read_not_yet

_HEAD = """\
# Clauses that the software does not carry out yet, and what they wait for.
# `python scripts/count_clauses.py` compares this with what the source cites.
"""


def main(argv: list[str]) -> int:
    """Print the count and what is wrong with the list."""
    pack = find_pack()
    policy = load()
    listed, uncited = read_not_yet(pack), open_clauses(policy)
    if "--write" in argv:
        _write(pack / "not_yet.toml", {clause: listed.get(clause, "") for clause in uncited})
        listed = read_not_yet(pack)
    print(f"{len(uncited)} of {len(policy.clauses)} clauses are not carried out yet")
    stale = [clause for clause in listed if clause not in uncited]
    missing = [clause for clause in uncited if clause not in listed]
    if stale:
        print(f"cited, yet listed in not_yet.toml: {' '.join(stale)}")
    if missing:
        print(f"neither cited nor listed in not_yet.toml: {' '.join(missing)}")
    return 1 if stale or missing else 0


def _write(path: Path, listed: dict[str, str]) -> None:
    rows = [
        f'\n[[clause]]\nid = "{clause}"\nwaits_for = "{reason}"\n'
        for clause, reason in listed.items()
    ]
    path.write_text(_HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
