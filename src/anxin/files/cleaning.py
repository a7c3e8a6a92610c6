"""Have what was sent cleaned by a process that can do no harm; the only way to a ``Cleaned``.

The process inherits no environment and no open file but its pipes, and is killed where it does
not answer (security item 13).
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from anxin.rules.files import FAULTS, IS_SMALL_ENOUGH, MOST_MEGABYTES, Purpose

MOST_BYTES = MOST_MEGABYTES * 2**20
PATIENCE_SECONDS = 20
_CLEANER = Path(__file__).with_name("cleaner.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A file that may be kept; ``sent_hash`` is of what was sent, to know it again."""

    purpose: Purpose
    kind: str
    pages: int
    content: bytes
    thumbnail: bytes
    sent_hash: str


def clean(sent: bytes, *, purpose: Purpose) -> Cleaned:
    """Return the file drawn or written anew, or refuse it in words that say what to do."""
    if len(sent) > MOST_BYTES:
        raise IS_SMALL_ENOUGH.refused(limit=MOST_MEGABYTES)
    if not sent:
        raise FAULTS["empty"].refused()
    told, body = _answer(sent, photo=purpose is Purpose.PHOTO)
    if fault := told.get("fault"):
        raise FAULTS[str(fault)].refused()
    size = int(str(told["content"]))
    if size > MOST_BYTES:
        raise FAULTS["large"].refused()
    return Cleaned(
        purpose=purpose,
        kind=str(told["kind"]),
        pages=int(str(told["pages"])),
        content=body[:size],
        thumbnail=body[size:],
        sent_hash=sha256(sent).hexdigest(),
    )


def _answer(sent: bytes, *, photo: bool) -> tuple[dict[str, object], bytes]:
    """Return what the cleaner says; one that died over the file says that it is broken."""
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and file; no word of the sender's
            [sys.executable, "-I", "-B", str(_CLEANER), *(["photo"] if photo else [])],
            input=sent,
            capture_output=True,
            env={},
            cwd="/",
            timeout=PATIENCE_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as died:
        raise FAULTS["broken"].refused() from died
    head, _line, body = done.stdout.partition(b"\n")
    told: dict[str, object] = json.loads(head)
    return told, body
