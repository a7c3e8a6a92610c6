"""Places: setting their number, offering a free one to who waits first, taking the answer (5.1.4, 5.1.6.2)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import (
    Application,
    Enrolment,
    EnrolmentEvent,
    Offer,
    OfferEvent,
    PlaceCount,
)
from anxin.enrolment.queries.places import (
    DISTRICT,
    follow_rule,
    lock_places,
    next_in_line,
    room_to_return,
    rooms,
)
from anxin.enrolment.services import moves
from anxin.organisations.models import Organisation, Town
from anxin.policy.pack import load
from anxin.rules.access import Actor
from anxin.rules.application_stages import ApplicationMove
from anxin.rules.decisions import Decision, Refused
from anxin.rules.enrolment_stages import ENROLMENT, EnrolmentMove, EnrolmentStage
from anxin.rules.offer_stages import OFFER, OfferMove, OfferStage
from anxin.rules.places import (
    CHANGE_HAS_REASON,
    DECLINE_HAS_REASON,
    OFFER_IS_IN_TIME,
    SOMEBODY_WAITS,
    has_lapsed,
    may_set,
    offer_lapses,
)


def set_places(
    *,
    request_id: UUID,
    places: int | None,
    because: str,
    town_id: UUID | None = None,
    organisation_id: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Set how many places the district, a town or a hospital has; None is 待定. Never below what is used.

    A town or hospital that had no number of its own gets a row, which takes in at once who belongs to it.
    """
    del actor
    assert town_id is None or organisation_id is None
    new = uuid4()
    content = {
        "town": town_id,
        "organisation": organisation_id,
        "places": places,
        "because": because,
    }
    if earlier := begin(
        request_id=request_id, kind="places.set", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    lock_places()
    follow_rule(on=localdate(at))
    count = _count_of(town_id, organisation_id) or _new_count(new, town_id, organisation_id)
    Refused.unless(
        Decision.of(
            CHANGE_HAS_REASON.met_if(bool(because.strip())), may_set(rooms()[count.id], places)
        )
    )
    PlaceCount.objects.filter(id=count.id).update(places=places)
    return new


def _count_of(town_id: UUID | None, organisation_id: UUID | None) -> PlaceCount | None:
    if town_id:
        return PlaceCount.objects.filter(town_id=town_id).first()
    if organisation_id:
        return PlaceCount.objects.filter(organisation_id=organisation_id).first()
    return PlaceCount.objects.get(name=DISTRICT)


def _new_count(new: UUID, town_id: UUID | None, organisation_id: UUID | None) -> PlaceCount:
    if town_id:
        named = f"town:{Town.objects.get(id=town_id).code}"
    else:
        assert organisation_id
        named = f"organisation:{Organisation.objects.get(id=organisation_id).code}"
    return PlaceCount.objects.create(
        id=new, name=named, town_id=town_id, organisation_id=organisation_id
    )


def offer_places(*, request_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Offer every free place to who stands next in line; each is kept until its day (5.1.6.2).

    What lapsed lapses first, and its holder goes to the end of the line.
    """
    del actor
    on = localdate(at)
    if earlier := begin(
        request_id=request_id, kind="offer.make", content={}, result_id=request_id, at=at
    ):
        return earlier.result_id
    lock_places()
    follow_rule(on=on)
    lapse_due(act_id=request_id, on=on)
    line = next_in_line()
    Refused.unless(Decision.of(SOMEBODY_WAITS.met_if(bool(line))))
    lock(Application, *(one.application_id for one in line))
    lapses_on = offer_lapses(on, days=load().value("offer_days", on))
    for one in line:
        Offer.objects.create(
            id=uuid4(),
            application_id=one.application_id,
            offered_on=on,
            lapses_on=lapses_on,
            stage=OfferStage.OPEN,
            act_id=request_id,
        )
    return request_id


def answer_offer(
    *,
    request_id: UUID,
    offer_id: UUID,
    accepts: bool,
    because: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write down the answer to an offer: accepted, the office decides; declined, the application is withdrawn."""
    del actor
    on = localdate(at)
    content = {"offer": offer_id, "accepts": accepts, "because": because}
    if earlier := begin(
        request_id=request_id, kind="offer.answer", content=content, result_id=offer_id, at=at
    ):
        return earlier.result_id
    lock_places()
    application = moves.locked(Offer.objects.get(id=offer_id).application_id)
    lock(Offer, offer_id)
    offer = Offer.objects.get(id=offer_id)
    move = OfferMove.ACCEPT if accepts else OfferMove.DECLINE
    OFFER.after(OfferStage(offer.stage), move)
    Refused.unless(
        Decision.of(
            OFFER_IS_IN_TIME.met_if(not has_lapsed(offer.lapses_on, on=on), until=offer.lapses_on),
            DECLINE_HAS_REASON.met_if(accepts or bool(because.strip())),
        )
    )
    _move(offer, move, act_id=request_id, on=on, because=because.strip())
    if not accepts:
        moves.make(
            application,
            ApplicationMove.WITHDRAW,
            act_id=request_id,
            on=on,
            because=f"候补名额：{because.strip()}",
            clause="5.1.6.2",
        )
    return offer_id


def lapse_offers(*, request_id: UUID, actor: Actor, at: datetime) -> int:
    """Let offers lapse that nobody answered in time; say how many. Safe to repeat."""
    del actor
    on = localdate(at)
    if begin(request_id=request_id, kind="offer.lapse", content={}, result_id=request_id, at=at):
        return 0
    lock_places()
    follow_rule(on=on)
    return lapse_due(act_id=request_id, on=on)


def lapse_due(*, act_id: UUID, on: date) -> int:
    """Let lapse what is due, inside the caller's act and under its lock of the places."""
    due = Offer.objects.filter(stage=OfferStage.OPEN, lapses_on__lte=on).order_by(
        "lapses_on", "recorded_at"
    )
    found = list(due)
    lock(Offer, *(offer.id for offer in found))
    for offer in found:
        _move(offer, OfferMove.LAPSE, act_id=act_id, on=on, because="逾期没有答复，排到候补末尾")
    return len(found)


def take_up_again(*, request_id: UUID, enrolment_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Restore a right whose place was released during the stay, now that one is free (5.1.6.1)."""
    del actor
    on = localdate(at)
    if earlier := begin(
        request_id=request_id,
        kind="enrolment.return",
        content={"enrolment": enrolment_id},
        result_id=enrolment_id,
        at=at,
    ):
        return earlier.result_id
    lock_places()
    follow_rule(on=on)
    lapse_due(act_id=request_id, on=on)
    lock(Enrolment, enrolment_id)
    enrolment = Enrolment.objects.get(id=enrolment_id)
    ENROLMENT.after(EnrolmentStage(enrolment.stage), EnrolmentMove.RESTORE)
    Refused.unless(Decision.of(room_to_return(enrolment_id)))
    EnrolmentEvent.objects.create(
        id=uuid4(),
        enrolment=enrolment,
        move=EnrolmentMove.RESTORE,
        because="出院，名额已空出，恢复领药",
        clause="5.1.6.1",
        occurred_on=on,
        act_id=request_id,
    )
    return enrolment_id


def _move(offer: Offer, move: OfferMove, *, act_id: UUID, on: date, because: str) -> None:
    OfferEvent.objects.create(
        id=uuid4(),
        offer=offer,
        move=move,
        because=because,
        clause="5.1.6.2",
        occurred_on=on,
        act_id=act_id,
    )
