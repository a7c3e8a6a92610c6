"""Complete pick-ups through the service: two units of work each, as at the counter."""

from __future__ import annotations

import time
from collections.abc import Iterable
from uuid import UUID, uuid4


def run(prescriptions: Iterable[str]) -> list[float]:
    """Prepare and complete each; return the seconds that each took."""
    from bench.counter import district
    from tests.dispensing import steps
    from tests.world import as_

    from anxin.dispensing import services

    took = []
    for prescription in prescriptions:
        began = time.perf_counter()
        with as_("dispenser") as actor:
            pickup_id = services.prepare(
                request_id=uuid4(),
                prescription_id=UUID(prescription),
                next_pickup_on=district.NEXT,
                actor=actor,
                at=district.AT,
            )
        with as_("dispenser") as actor:
            services.complete(
                request_id=uuid4(),
                pickup_id=pickup_id,
                guardian=steps.PAD,
                dispenser_confirmed=True,
                explained=True,
                actor=actor,
                at=district.AT,
            )
        took.append(time.perf_counter() - began)
    return took
