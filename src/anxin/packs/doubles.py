"""Which rows of a pack are about somebody whose other row comes first (5.3.2.e)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from anxin.packs.models import PackEntry
from anxin.rules.decisions import Condition
from anxin.rules.pack_entry_stages import PACK_ENTRY, UNDER_WAY, EntryStage
from anxin.rules.packs import TAKEN_IN_ONCE


def doubles(entries: Iterable[PackEntry]) -> dict[UUID, Condition]:
    """Return for each row with an earlier one of the same person, or of the same row, what to say of it.

    The one that is furthest under way comes first, then the one that came back first.
    """
    together: dict[object, list[PackEntry]] = defaultdict(list)
    for one in entries:
        key = one.person_id or one.row_id
        if key and one.stage != EntryStage.SET_ASIDE:
            together[key].append(one)
    found: dict[UUID, Condition] = {}
    for same in together.values():
        first, *others = sorted(same, key=_order)
        stage = PACK_ENTRY.stages[EntryStage(first.stage)]
        found |= {one.id: TAKEN_IN_ONCE.fails(number=first.number, stage=stage) for one in others}
    return found


def _order(entry: PackEntry) -> tuple[bool, object, int]:
    return (entry.stage not in UNDER_WAY, entry.recorded_at, entry.number)
