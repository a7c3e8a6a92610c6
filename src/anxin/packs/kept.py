"""How a row that came back is kept: sealed in its own place, and known again by a keyed mark."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from anxin.vault.blind_index import blind
from anxin.vault.ciphertext import seal

ENTRY_TABLE = "packs_packentry"
Texts = Mapping[str, str]


def sealed(texts: Texts, *, column: str, row_id: UUID) -> bytes:
    """Return a row's texts as ciphertext."""
    return seal(as_json(texts), table=ENTRY_TABLE, column=column, row_id=row_id)


def mark_of(texts: Texts) -> bytes:
    """Return what knows the same texts again."""
    return blind(as_json(texts), purpose="pack-row")


def as_json(texts: Texts) -> str:
    """Return texts in one fixed spelling; empty cells say nothing."""
    return json.dumps(
        {key: text for key, text in texts.items() if text}, sort_keys=True, ensure_ascii=False
    )


def from_json(text: str) -> dict[str, str]:
    """Return the texts again."""
    found: dict[str, str] = json.loads(text)
    return found
