"""Another designated hospital for somebody whose right lasts, with a new card (5.1.5.b, A5)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import Card, Change, Enrolment
from anxin.enrolment.queries.changes import LIVE_CARDS
from anxin.enrolment.queries.clinics import clinic_options
from anxin.enrolment.queries.places import lock_places
from anxin.enrolment.services import cards
from anxin.enrolment.services.agreements import IS_DESIGNATED, choose
from anxin.rules.access import Actor
from anxin.rules.cards import CardMove
from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, Refused, condition
from anxin.rules.enrolment_stages import EnrolmentStage

RIGHT_LASTS = condition(
    "right-lasts-to-change-hospital",
    "5.1.5.b",
    met="仍有免费服药资格",
    unmet="免费服药资格已终止，不能变更就诊定点医院",
)
IS_ANOTHER = condition(
    "hospital-is-another",
    "5.1.5.b",
    met="与现在的定点医院不同",
    unmet="现在的就诊定点医院就是{name}，不用变更",
)
CHANGE_HAS_REASON = condition(
    "hospital-change-has-reason",
    "5.1.5.b",
    met="已写明变更原因",
    unmet="请写明变更就诊定点医院的原因",
)


@cites("5.1.5.b", "A5")
def change_clinic(
    *,
    request_id: UUID,
    person_id: UUID,
    clinic_id: UUID,
    because: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Choose another designated hospital from today on; return the id of the new card.

    The card that was good is dead at once. Bookings at the old hospital no longer stand, and what
    is prepared there goes back to the shelf, by trigger. A prescription not dispensed is left as it
    is: whether it may be used is asked at the counter, as always.
    """
    del actor
    new, on = uuid4(), localdate(at)
    if earlier := begin(
        request_id=request_id,
        kind="clinic.change",
        content={"person": person_id, "clinic": clinic_id, "because": because},
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    lock_places()
    found = Enrolment.objects.filter(person_id=person_id).latest("recorded_at")
    lock(Enrolment, found.id)
    enrolment = Enrolment.objects.select_related("person__town").get(id=found.id)
    before = enrolment.person.clinic_id
    Refused.unless(_may_change(enrolment, clinic_id=clinic_id, because=because))
    choose(person_id, clinic_id, because, act_id=request_id, on=on)
    Change.objects.create(
        id=uuid4(),
        person_id=person_id,
        enrolment=enrolment,
        kind=Change.Kind.CLINIC,
        occurred_on=on,
        because=because.strip(),
        clause="5.1.5.b",
        details={"from": str(before), "to": str(clinic_id)},
        act_id=request_id,
    )
    retire_cards(enrolment, because="变更就诊定点医院", clause="5.1.5.b", act_id=request_id, on=on)
    return cards.issue(enrolment, card_id=new, act_id=request_id, on=on)


def _may_change(enrolment: Enrolment, *, clinic_id: UUID, because: str) -> Decision:
    names = {one.id: one.name for one in clinic_options(enrolment.person_id)}
    return Decision.of(
        RIGHT_LASTS.met_if(enrolment.stage != EnrolmentStage.ENDED),
        IS_DESIGNATED.met_if(clinic_id in names),
        IS_ANOTHER.met_if(clinic_id != enrolment.person.clinic_id, name=names.get(clinic_id, "")),
        CHANGE_HAS_REASON.met_if(bool(because.strip())),
    )


def retire_cards(
    enrolment: Enrolment, *, because: str, clause: str, act_id: UUID, on: date
) -> None:
    """Replace what card there is, inside the caller's act: it names a hospital or a town of before."""
    live = Card.objects.filter(enrolment=enrolment, stage__in=LIVE_CARDS).order_by("id")
    for card_id in live.values_list("id", flat=True):
        lock(Card, card_id)
    for card in live:
        cards.move(card, CardMove.REPLACE, act_id=act_id, on=on, because=because, clause=clause)
