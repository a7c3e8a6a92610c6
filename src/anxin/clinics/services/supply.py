"""Take back the days of a substance that a reversed pick-up had given (5.3.2.d)."""

from __future__ import annotations

from uuid import UUID

from anxin.clinics.models import Supply


def end_supply(*, pickup_id: UUID, ended_by_id: UUID) -> int:
    """Let a reversed pick-up's supply count no longer; return how many rows that were.

    Inner: inside the act and the transaction of the reversal, which ``dispensing`` writes.
    """
    return Supply.objects.filter(pickup_id=pickup_id, ended_by_id__isnull=True).update(
        ended_by_id=ended_by_id
    )
