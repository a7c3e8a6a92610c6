"""The spine's steps for tests that commit: each a transaction of its own, as in life.

For journeys, races, faults and the bench, on a database of their own. The steps themselves are
those of ``tests.dispensing.steps``, which work inside a test's own transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.core.management import call_command
from django.db import IntegrityError, OperationalError, transaction
from django.utils.timezone import localdate

from anxin.clinics.services import Prescribed
from anxin.dispensing.models import Pickup
from anxin.ledger import queries
from anxin.organisations.models import Organisation
from anxin.pages.guards import refusal_of
from anxin.pharmacy.models import StockBalance
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import Patient
from tests.world import as_

P = ParamSpec("P")
R = TypeVar("R")


def committed(step: Callable[P, R]) -> Callable[P, R]:
    """Give a step a transaction of its own; deferred promises are checked when it ends."""

    @wraps(step)
    def in_its_own_transaction(*arguments: P.args, **named: P.kwargs) -> R:
        with transaction.atomic():
            return step(*arguments, **named)

    return in_its_own_transaction


enrolled_person = committed(steps.enrolled)
stocked_point = committed(steps.stocked)
prescribed = committed(steps.reviewed)
prepared = committed(steps.prepared)
completed = committed(steps.completed)


def prepared_pickup(
    patient: Patient | None = None, *lines: Prescribed, at: datetime = steps.AT
) -> UUID:
    """Prepare a pick-up of a patient, new where none is given; the store must hold the medicine."""
    patient = patient or enrolled_person(at=at)
    return prepared(prescribed(patient, *lines, at=at), at=at)


def completed_pickup(
    patient: Patient | None = None, *lines: Prescribed, at: datetime = steps.AT
) -> UUID:
    """Complete a pick-up, from the application on where no patient is given."""
    return completed(prepared_pickup(patient, *lines, at=at), at=at)


def on_hand(lot_id: UUID, *points: str) -> list[int]:
    """Return the units of a lot that each store holds."""
    with as_("auditor"):
        places = dict(Organisation.objects.filter(code__in=points).values_list("code", "id"))
        held = dict(
            StockBalance.objects.filter(lot_id=lot_id).values_list("organisation_id", "on_hand")
        )
        return [held.get(places[point], 0) for point in points]


def fen_on(kind: str, organisation: str = "", payer: str = "") -> int:
    """Return the balance of a money account, recomputed from its postings."""
    with as_("auditor"):
        place = Organisation.objects.get(code=organisation).id if organisation else None
        return queries.balance(kind, place, payer)


def stage_of(pickup_id: UUID) -> str:
    """Return a pick-up's stage."""
    with as_("auditor"):
        return Pickup.objects.values_list("stage", flat=True).get(id=pickup_id)


def grounds_of(step: Callable[[], object]) -> dict[str, str]:
    """Return the codes and clauses of every ground that a step is refused on; none where it is not.

    What a refused step began is undone, and what the database refuses is put in words, as on a page.
    """
    try:
        with transaction.atomic():
            step()
    except Refused as refusal:
        return {ground.code: ground.clause for ground in refusal.unmet}
    except (IntegrityError, OperationalError) as error:
        return {ground.code: ground.clause for ground in refusal_of(error).unmet}
    return {}


def everything_holds() -> None:
    """Run ``verify`` on the database; it fails where one promise is broken."""
    call_command("verify", verbosity=0)


def local(at: datetime) -> date:
    """Return the local day of a moment."""
    return localdate(at)
