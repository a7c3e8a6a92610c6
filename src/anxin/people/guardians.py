"""One guardian after another: the old row gets its end, the new one is a row of its own (3.1.c)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from anxin.people.checks import check_guardian
from anxin.people.details import GuardianDetails
from anxin.people.find_tokens import keep_guardians
from anxin.people.likeness import keep_alike
from anxin.people.models import Guardian
from anxin.people.queries import details_of
from anxin.people.services import add_guardian
from anxin.privacy.door import Look
from anxin.rules.access import Actor
from anxin.rules.decisions import Decision, Refused, condition
from anxin.rules.eligibility import Guardian as GuardianFacts
from anxin.rules.eligibility import GuardianKind
from anxin.rules.guardians import may_become_guardian
from anxin.rules.identity import normal_identity
from anxin.vault.blind_index import blind

STILL_GUARDIAN = condition(
    "still-guardian",
    "3.1.c",
    met="被接替的人现在是监护人",
    unmet="被接替的人已经不是监护人，请刷新后再办理",
)


def take_over(
    *,
    person_id: UUID,
    ends_id: UUID | None,
    guardian: GuardianDetails,
    because: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """End one guardian today, or none, and add another; return the new row's id.

    Inside the caller's act and lock. What finds the person by guardians is kept with it.
    """
    on = localdate(at)
    Refused.unless(check_guardian(guardian, on=on))
    present = Guardian.objects.filter(person_id=person_id, until=None)
    Refused.unless(_fits(person_id, ends_id, guardian, because=because, on=on))
    if ends_id and not present.filter(id=ends_id).update(until=on):
        raise STILL_GUARDIAN.refused()
    new = add_guardian(person_id, guardian)
    _keep_findable(person_id, actor=actor)
    return new


def _fits(
    person_id: UUID, ends_id: UUID | None, guardian: GuardianDetails, *, because: str, on: date
) -> Decision:
    present = Guardian.objects.filter(person_id=person_id, until=None)
    number = normal_identity(guardian.identity_number)
    return may_become_guardian(
        GuardianFacts(kind=GuardianKind(guardian.kind), born=guardian.born),
        basis=guardian.basis,
        is_known=bool(number)
        and present.filter(identity_index=blind(number, purpose="identity")).exists(),
        count=present.count() + (0 if ends_id else 1),
        because=because,
        on=on,
    )


def _keep_findable(person_id: UUID, *, actor: Actor) -> None:
    found = details_of(person_id, look=Look(actor=actor, page="变更监护人"))
    assert found is not None
    details, guardians = found
    keep_guardians(person_id, phones=[one.phone for one in guardians])
    keep_alike(person_id, details, guardians)
