"""The places of the district, hospitals and towns, and who waits for one (5.1.4, 5.1.6.2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from anxin.database.locks import lock
from anxin.database.statements import run
from anxin.enrolment.models import Offer, PlaceCount
from anxin.organisations.models import ClinicPoint, Town
from anxin.policy.pack import load
from anxin.rules.decisions import Condition
from anxin.rules.offer_stages import OfferStage
from anxin.rules.places import (
    ANSWER_COMES_FIRST,
    PLACE_IS_FREE,
    Room,
    Suspended,
    has_lapsed,
    room_for,
    who_gets,
)

DISTRICT = "district"

# In order of approval; whose offer lapsed stands at the end from then on. For duties that see everybody.
_LINE = """
SELECT a.id, a.person_id, greatest(w.since, l.lapsed) AS since, w.since AS put_on,
    security.counts_at(x.town_id, x.keeper_id, x.clinic_id), t.name, k.name, o.id, o.stage, o.offered_on, o.lapses_on,
    a.intake_on
FROM enrolment_application a
JOIN people_person x ON x.id = a.person_id
JOIN organisations_town t ON t.id = x.town_id
JOIN organisations_organisation k ON k.id = x.keeper_id
JOIN LATERAL (SELECT max(v.recorded_at) AS since FROM enrolment_applicationevent v
    WHERE v.application_id = a.id AND v.move = 'put_on_waiting_list') w ON true
LEFT JOIN LATERAL (SELECT max(v.recorded_at) AS lapsed FROM enrolment_offerevent v
    JOIN enrolment_offer f ON f.id = v.offer_id
    WHERE f.application_id = a.id AND v.move = 'lapse') l ON true
LEFT JOIN LATERAL (SELECT f.id, f.stage, f.offered_on, f.lapses_on FROM enrolment_offer f
    WHERE f.application_id = a.id AND f.stage IN ('open', 'accepted') AND f.recorded_at > w.since
    ORDER BY f.recorded_at DESC LIMIT 1) o ON true
WHERE a.stage = 'waiting' ORDER BY 3, 1
"""
_RETURNING = """
SELECT e.id, e.person_id, security.counts_at(x.town_id, x.keeper_id, x.clinic_id)
FROM enrolment_enrolment e JOIN people_person x ON x.id = e.person_id
JOIN LATERAL (SELECT max(v.recorded_at) AS since FROM enrolment_enrolmentevent v
    WHERE v.enrolment_id = e.id AND v.move = 'suspend') s ON true
WHERE e.stage = 'suspended' AND NOT EXISTS (SELECT 1 FROM enrolment_hospitalstay h
    WHERE h.person_id = e.person_id AND h.until IS NULL)
ORDER BY s.since, e.id
"""
_ROOMS = """
SELECT c.id, c.name, coalesce(o.name, t.name, ''), c.places, c.used, b.over, c.held, b.lent
FROM enrolment_placecount c JOIN security.places_beyond() b ON b.count_id = c.id
LEFT JOIN organisations_organisation o ON o.id = c.organisation_id
LEFT JOIN organisations_town t ON t.id = c.town_id
ORDER BY c.name <> 'district', o.code NULLS LAST, t.position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class InLine:
    """Somebody on the waiting list, with the offer that is open or accepted."""

    application_id: UUID
    person_id: UUID
    since: datetime
    put_on: datetime
    rooms: Collection[UUID]
    town: str
    keeper: str
    offer_id: UUID | None
    offer_stage: str | None
    offered_on: date | None
    lapses_on: date | None
    intake_on: date

    @property
    def has_place(self) -> bool:
        """Say whether a place is kept for them already."""
        return self.offer_id is not None

    @property
    def last_day(self) -> date | None:
        """Return the last day on which an answer is taken."""
        return self.lapses_on - timedelta(days=1) if self.lapses_on else None

    def is_late(self, on: date) -> bool:
        """Say whether a place was offered and nobody answered in time."""
        return (
            self.offer_stage == OfferStage.OPEN
            and self.lapses_on is not None
            and has_lapsed(self.lapses_on, on=on)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """Somebody out of hospital whose place was released, and who comes before all who wait."""

    enrolment_id: UUID
    person_id: UUID
    rooms: Collection[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomShown:
    """One row of the page of places."""

    id: UUID
    is_district: bool
    room: Room
    held: int
    lent: int
    offered: int
    waiting: int


def lock_places() -> PlaceCount:
    """Lock every count of places until the caller's transaction ends; return the district's as it is then."""
    lock(PlaceCount, *PlaceCount.objects.values_list("id", flat=True))
    return PlaceCount.objects.get(name=DISTRICT)


def follow_rule(*, on: date) -> None:
    """Let the counts follow the day's rule for suspended places; by who handles places, under the lock."""
    run("SELECT security.follow_place_rule(%s::int)", int(suspended_rule(on)))


def suspended_rule(on: date) -> Suspended:
    """Return what becomes of the place of somebody in hospital on a day."""
    return Suspended(load().value("suspended_place", on))


def places() -> PlaceCount:
    """Return the district's count of places as it stands."""
    return PlaceCount.objects.get(name=DISTRICT)


def rooms() -> dict[UUID, Room]:
    """Return every count of places as the rules take it."""
    return {
        pk: Room(name="" if name == DISTRICT else called, places=number, used=used, over=over)
        for pk, name, called, number, used, over, _held, _lent in run(_ROOMS)
    }


def rooms_shown() -> list[RoomShown]:
    """Return every count of places with who waits and who was told, for the page of places."""
    line = waiting_line()
    return [
        RoomShown(
            id=pk,
            is_district=name == DISTRICT,
            room=Room(name=called, places=number, used=used, over=over),
            held=held,
            lent=lent,
            offered=sum(pk in one.rooms for one in line if one.has_place),
            waiting=sum(pk in one.rooms for one in line if not one.has_place),
        )
        for pk, name, called, number, used, over, held, lent in run(_ROOMS)
    ]


def waiting_line() -> list[InLine]:
    """Return the waiting list in its order, as far as the reader's reach goes."""
    return [InLine(**dict(zip(InLine.__slots__, row, strict=True))) for row in run(_LINE)]


def returning() -> list[Returning]:
    """Return who is out of hospital and still suspended, longest suspended first."""
    return [
        Returning(**dict(zip(Returning.__slots__, row, strict=True))) for row in run(_RETURNING)
    ]


def next_in_line() -> list[InLine]:
    """Return those on the list for whom a place is free now, in the line's order; the office's question."""
    back = [one.rooms for one in returning()]
    line = [one for one in waiting_line() if not one.has_place]
    free = {pk: room.free for pk, room in rooms().items()}
    answers = who_gets([*back, *(one.rooms for one in line)], free)
    return [one for one, has in zip(line, answers[len(back) :], strict=True) if has]


def place_of(application_id: UUID) -> Condition:
    """Say whether a place is there for an application now, behind who waits before it."""
    found, line = rooms(), waiting_line()
    own = next((one for one in line if one.application_id == application_id), None)
    if own and own.offer_stage == OfferStage.OPEN:
        return ANSWER_COMES_FIRST.fails(until=own.lapses_on)
    own_rooms = own.rooms if own else _rooms_of(application_id)
    if own and own.offer_stage == OfferStage.ACCEPTED:
        first = found[next(iter(own_rooms))]
        return PLACE_IS_FREE.met_if(True, places=first.in_words, used=first.taken, ahead=0)  # noqa: FBT003
    ahead = [one.rooms for one in returning()]
    ahead += [one.rooms for one in _before(line, own)]
    return room_for(found, list(own_rooms), ahead=ahead)


def room_to_return(enrolment_id: UUID) -> Condition:
    """Say whether somebody out of hospital can have a place again, behind who was suspended before."""
    line = returning()
    own = next(i for i, one in enumerate(line) if one.enrolment_id == enrolment_id)
    return room_for(rooms(), list(line[own].rooms), ahead=[one.rooms for one in line[:own]])


def waiting_ahead(application_id: UUID) -> int:
    """Count who stands on the waiting list before this application; all of it where it is not on it."""
    line = waiting_line()
    own = next((one for one in line if one.application_id == application_id), None)
    return len(_before(line, own))


def _before(line: list[InLine], own: InLine | None) -> list[InLine]:
    at = line.index(own) if own else len(line)
    return [one for one in line[:at] if not one.has_place]


def _rooms_of(application_id: UUID) -> list[UUID]:
    found = run(
        "SELECT security.counts_at(x.town_id, x.keeper_id, x.clinic_id) FROM enrolment_application a "
        "JOIN people_person x ON x.id = a.person_id WHERE a.id = %s",
        application_id,
    )
    return list(found[0][0])


def find_offer(offer_id: UUID) -> Offer | None:
    """Return an offer in reach; None where there is none to see."""
    return Offer.objects.select_related("application").filter(id=offer_id).first()


def scopes_to_set() -> list[tuple[str, str]]:
    """Return the hospitals and towns whose places can be set, each with its code for a form."""
    points = ClinicPoint.objects.select_related("organisation").order_by(
        "organisation__kind", "organisation__code"
    )
    return [
        *((f"organisation:{one.organisation_id}", one.organisation.name) for one in points),
        *((f"town:{one.id}", one.name) for one in Town.objects.order_by("position")),
    ]
