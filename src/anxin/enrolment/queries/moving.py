"""Moves between towns: what stands in the way of one, where it stands, who is to come (5.1.2.a).

Who is to take somebody over reads of them what ``security.announced_to_us`` gives, while the move
waits; every reading is recorded. Everybody else sees a mover as they see any person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from anxin.database.locks import lock
from anxin.database.statements import run
from anxin.enrolment.models import EndReport, Enrolment, Move, MoveEvent
from anxin.enrolment.queries.clinics import clinic_serving
from anxin.organisations.models import Organisation, OrganisationTown, Village
from anxin.people.queries import Named, named
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.application_stages import ApplicationStage
from anxin.rules.identity import mask_identity
from anxin.rules.move_stages import MOVE, MoveStage
from anxin.rules.moving import Mover

KINDS = {MoveStage.ANNOUNCED: "wait", MoveStage.TAKEN_OVER: "good", MoveStage.DECLINED: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoverStanding:
    """What a hand-over turns on, and what goes along with it."""

    mover: Mover
    enrolment_id: UUID | None
    clinic_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Somebody announced to us: who they are, and how to get in touch."""

    named: Named
    phone: str
    guardians: Sequence[tuple[str, str]]
    """Name and telephone of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSeen:
    """One move of a list. ``named`` is None where the mover is no longer in the reader's reach."""

    move: Move
    named: Named | None
    stage_label: str
    kind: str
    because: str
    days: int
    """Days that it has waited, or had waited when it was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hospitals:
    """Where a mover goes for medicine: now, and by default after the move (5.1.5.b)."""

    present: Organisation | None
    default: Organisation

    @property
    def differ(self) -> bool:
        """Say whether the family has something to choose."""
        return self.present is not None and self.present != self.default


@dataclass(slots=True)
class _Parts:
    """What came of the sealed fields of one mover."""

    sex: str = ""
    born: date | None = None
    texts: dict[str, str] = field(default_factory=dict)
    guardians: dict[UUID, dict[str, str]] = field(default_factory=dict)


def mover_standing(person_id: UUID) -> MoverStanding | None:
    """Return what a move of somebody turns on; None where who asks neither keeps nor awaits them."""
    rows = run("SELECT * FROM security.mover(%s)", person_id)
    if not rows:
        return None
    enrolment_id, application, clinic_id, ending, moving = rows[0]
    return MoverStanding(
        mover=Mover(
            has_right=enrolment_id is not None,
            application=ApplicationStage(application) if application else None,
            ending=ending,
            moving=moving,
        ),
        enrolment_id=enrolment_id,
        clinic_id=clinic_id,
    )


def keeper_of_town(town_id: UUID) -> Organisation:
    """Return the centre that keeps the files of a town (5.1.2.a)."""
    return Organisation.objects.get(
        kind=Organisation.Kind.TOWNSHIP_CENTRE,
        id__in=OrganisationTown.objects.filter(town_id=town_id).values("organisation_id"),
    )


def villages_elsewhere(organisation_id: UUID) -> dict[str, list[tuple[str, str]]]:
    """Return the villages of every town whose files another centre keeps, by town."""
    found: dict[str, list[tuple[str, str]]] = {}
    own = OrganisationTown.objects.filter(organisation_id=organisation_id).values("town_id")
    rows = Village.objects.exclude(town_id__in=own).select_related("town")
    for one in rows.order_by("town__position", "name"):
        found.setdefault(one.town.name, []).append((str(one.id), f"{one.town.name} {one.name}"))
    return found


def find_move(move_id: UUID) -> Move | None:
    """Return a move in reach; None where there is none to see."""
    return _whole(Move.objects.filter(id=move_id)).first()


def moves(*, stage: str = "") -> QuerySet[Move]:
    """Return the moves in reach at a stage, or all; the newest first."""
    rows = _whole(Move.objects.order_by("-recorded_at"))
    return rows.filter(stage=stage) if stage else rows


def waiting_for(organisation_id: UUID) -> QuerySet[Move]:
    """Return the moves that an organisation is to take over, longest waiting first."""
    rows = Move.objects.filter(to_keeper_id=organisation_id, stage=MoveStage.ANNOUNCED)
    return _whole(rows).order_by("announced_on", "recorded_at")


def declined_to(organisation_id: UUID) -> list[Move]:
    """Return what came back to who announced it and is neither closed nor announced anew."""
    rows = Move.objects.filter(from_keeper_id=organisation_id).order_by("person_id", "-recorded_at")
    return [one for one in _whole(rows.distinct("person_id")) if one.stage == MoveStage.DECLINED]


def open_move(person_id: UUID) -> Move | None:
    """Return a person's move that waits to be taken over; None where there is none."""
    return _whole(Move.objects.filter(person_id=person_id, stage=MoveStage.ANNOUNCED)).first()


def _whole(rows: QuerySet[Move]) -> QuerySet[Move]:
    return rows.select_related("from_keeper", "to_keeper", "to_town", "to_village")


def because_of(move_ids: Iterable[UUID]) -> dict[UUID, MoveEvent]:
    """Return the newest event of each move."""
    rows = MoveEvent.objects.filter(moving_id__in=list(move_ids)).select_related("recorded_by")
    return {one.moving_id: one for one in rows.order_by("recorded_at")}


def moves_seen(found: Iterable[Move], *, on: date, look: Look) -> list[MoveSeen]:
    """Return moves as lines of a list; the names are read and recorded."""
    rows = list(found)
    people = named({one.person_id for one in rows}, look=look)
    people |= {pk: one.named for pk, one in coming(rows, look=look).items()}
    events = because_of(one.id for one in rows)
    return [
        MoveSeen(
            move=one,
            named=people.get(one.person_id),
            stage_label=MOVE.stages[MoveStage(one.stage)],
            kind=KINDS.get(MoveStage(one.stage), "plain"),
            because=events[one.id].because if one.id in events else "",
            days=((events[one.id].occurred_on if one.id in events else on) - one.announced_on).days,
        )
        for one in rows
    ]


def coming(found: Iterable[Move], *, look: Look) -> dict[UUID, Coming]:
    """Return who of these moves is announced to us, by person, the reading recorded."""
    asked = {one.id for one in found if one.stage == MoveStage.ANNOUNCED}
    if not asked:
        return {}
    rows = [row for row in run("SELECT * FROM security.announced_to_us()") if row[0] in asked]
    texts = reveal([Sealed(row[1], *row[4:]) for row in rows], look=look)
    people: dict[UUID, _Parts] = {}
    for row, text in zip(rows, texts, strict=True):
        _move, person_id, sex, born, name, table, column, row_id, _blob = row
        part = people.setdefault(person_id, _Parts())
        if table == "people_guardian":
            part.guardians.setdefault(row_id, {})[column] = text or ""
        else:
            part.sex, part.born = sex, born
            part.texts[name] = text or ""
    return {pk: _coming(pk, part) for pk, part in people.items()}


def _coming(person_id: UUID, part: _Parts) -> Coming:
    assert part.born is not None
    number = part.texts["identity_number"]
    return Coming(
        named=Named(
            person_id=person_id,
            name=part.texts["name"],
            masked_number=mask_identity(number) if number else gettext_noop("无身份证号"),
            sex=part.sex,
            born=part.born,
        ),
        phone=part.texts["phone"],
        guardians=[(one["name"], one["phone"]) for one in part.guardians.values()],
    )


def hospitals_of(move: Move, standing: MoverStanding) -> Hospitals:
    """Return where a mover goes for medicine now and by default after the move."""
    default = clinic_serving(keeper_id=move.to_keeper_id, town_id=move.to_town_id)
    rows = Organisation.objects.in_bulk([pk for pk in (default, standing.clinic_id) if pk])
    return Hospitals(
        present=rows[standing.clinic_id] if standing.clinic_id else None, default=rows[default]
    )


def lock_what_waits(enrolment_id: UUID) -> None:
    """Lock what an end of the right closes, in the written order, before the right itself."""
    person_id = Enrolment.objects.values_list("person_id", flat=True).get(id=enrolment_id)
    waiting = Q(stage=MoveStage.ANNOUNCED) | Q(stage=MoveStage.DECLINED)
    rows = Move.objects.filter(waiting, person_id=person_id)
    lock(Move, *rows.values_list("id", flat=True))
    reports = EndReport.objects.filter(
        enrolment_id=enrolment_id, stage__in=("reported", "returned")
    )
    lock(EndReport, *reports.values_list("id", flat=True))
