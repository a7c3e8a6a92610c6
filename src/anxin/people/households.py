"""Who lives together: linking and leaving, and the two-patients rule computed from it (3.1.c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.statements import one
from anxin.people.models import Household, HouseholdMember, Person
from anxin.rules.access import Actor
from anxin.rules.decisions import Decision, Refused, condition

BOTH_ARE_FOUND = condition(
    "both-are-found", "3.1.c", met="两人都已登记", unmet="在您的范围内没有查到要登记的同户人员"
)
TWO_PEOPLE = condition("two-people", "3.1.c", met="是两个人", unmet="不能与本人登记为同户")
HAS_BEGUN = condition(
    "household-has-begun", "3.1.c", met="日期不晚于今天", unmet="日期不能晚于今天（{on}）"
)
LIVES_IN_NO_OTHER = condition(
    "lives-in-no-other",
    "3.1.c",
    met="没有登记在别的户",
    unmet="两人已分别登记在两户或已在同一户；请先登记离开原户的日期",
)
LIVES_IN_ONE = condition(
    "lives-in-a-household", "3.1.c", met="登记在一户", unmet="没有登记在任何一户"
)
LEAVES_AFTER_JOINING = condition(
    "leaves-after-joining",
    "3.1.c",
    met="离开不早于同住开始",
    unmet="离开的日期不能早于同住开始的日期（{since}）",
)

_COUNT = "SELECT security.patients_at_home(%(household)s::uuid, %(on)s::date)"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHome:
    """A household as a person's own page shows it: those in reach by id, all others as a number."""

    household_id: UUID
    since: date
    members: tuple[UUID, ...]
    """The others in reach."""
    patients: int
    """All registered patients of the household, this person included."""

    @property
    def elsewhere(self) -> int:
        """Return how many are kept by other centres, and can't be seen from here."""
        return self.patients - len(self.members) - 1


def household_of(person_id: UUID, *, on: date) -> AtHome | None:
    """Return where a person in reach lives on a day; None where nobody lives with them."""
    living = HouseholdMember.objects.filter(since__lte=on).exclude(until__lte=on)
    own = living.filter(person_id=person_id).first()
    if own is None:
        return None
    others = living.filter(household_id=own.household_id).exclude(person_id=person_id)
    count = one(_COUNT, {"household": own.household_id, "on": on})
    return AtHome(
        household_id=own.household_id,
        since=own.since,
        members=tuple(others.order_by("since", "id").values_list("person_id", flat=True)),
        patients=count[0] if count else 0,
    )


def patients_at_home(person_id: UUID, *, declared: int, on: date) -> int:
    """Return how many patients live with a person: those registered, or more where declared (3.1.c).

    The declared number holds for patients who are not registered; it never lowers what is computed.
    """
    home = household_of(person_id, on=on)
    return max(declared, home.patients if home else 1)


def link_household(
    *,
    request_id: UUID,
    person_id: UUID,
    with_id: UUID,
    since: date,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write down that two people live together since a day; return the household."""
    del actor
    on, new = localdate(at), uuid4()
    own, other = _lasting(person_id), _lasting(with_id)
    joined = (own or other).household_id if own or other else new  # type: ignore[union-attr]
    content = {"person": person_id, "with": with_id, "since": since}
    if earlier := begin(
        request_id=request_id, kind="household.link", content=content, result_id=joined, at=at
    ):
        return earlier.result_id
    Refused.unless(
        Decision.of(
            TWO_PEOPLE.met_if(person_id != with_id),
            BOTH_ARE_FOUND.met_if(Person.objects.filter(id__in=[person_id, with_id]).count() > 1),
            HAS_BEGUN.met_if(since <= on, on=on),
            LIVES_IN_NO_OTHER.met_if(own is None or other is None),
        )
    )
    if joined == new:
        Household.objects.create(id=new, act_id=request_id)
    for one_id in [pk for pk, found in ((person_id, own), (with_id, other)) if found is None]:
        HouseholdMember.objects.create(
            household_id=joined, person_id=one_id, since=since, act_id=request_id
        )
    return joined


def leave_household(
    *, request_id: UUID, person_id: UUID, until: date, actor: Actor, at: datetime
) -> UUID:
    """Write down the day from which a person no longer lives with the others; return the row."""
    del actor
    on, own = localdate(at), _lasting(person_id)
    content = {"person": person_id, "until": until}
    if earlier := begin(
        request_id=request_id,
        kind="household.leave",
        content=content,
        result_id=own.id if own else person_id,
        at=at,
    ):
        return earlier.result_id
    if own is None:
        raise LIVES_IN_ONE.refused()
    Refused.unless(
        Decision.of(
            HAS_BEGUN.met_if(until <= on, on=on),
            LEAVES_AFTER_JOINING.met_if(until >= own.since, since=own.since),
        )
    )
    HouseholdMember.objects.filter(id=own.id).update(until=until, end_act_id=request_id)
    return own.id


def _lasting(person_id: UUID) -> HouseholdMember | None:
    return HouseholdMember.objects.filter(person_id=person_id, until=None).first()
