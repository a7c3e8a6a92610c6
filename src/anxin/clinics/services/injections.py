"""Injections as the clinic writes them: the day a doctor chooses, and taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain
from uuid import UUID

from anxin.clinics.models import Injection
from anxin.clinics.queries.injections import next_injections
from anxin.clinics.services.lines import Line
from anxin.policy import Policy
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition
from anxin.rules.injections import examine_day


@cites("working-rules:injections")
def about_injections(
    lines: Sequence[Line], *, person_id: UUID, policy: Policy, on: date
) -> tuple[Condition, ...]:
    """Examine the day of each long-acting injection prescribed; another day needs a reason."""
    injected = [line for line in lines if line.item is not None and not line.item.take_home]
    if not injected:
        return ()
    due = next_injections(person_id, policy=policy)
    return tuple(
        chain.from_iterable(
            examine_day(
                due.get(line.product.drug),
                drug=line.product.drug,
                reasoned=bool(line.asked.reason.strip()) or line.asked.continues,
                on=on,
            )
            for line in injected
        )
    )


def end_injections(*, pickup_id: UUID, ended_by_id: UUID) -> int:
    """Let a reversed pick-up's injections count no longer; return how many rows that were.

    Inner: inside the act and the transaction of the reversal, which ``dispensing`` writes.
    """
    return Injection.objects.filter(pickup_id=pickup_id, ended_by_id__isnull=True).update(
        ended_by_id=ended_by_id
    )
