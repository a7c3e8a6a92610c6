"""The end of a right and its undoing: one act with cause and clause, effects by trigger (A5.n3, 5.1.6).

The place is given back, the cards are cancelled, prescriptions not dispensed expire and a prepared
pick-up lapses, whoever wrote the end down: triggers of enrolment, clinics and dispensing see to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.database.statements import run
from anxin.enrolment.models import Change, Enrolment, EnrolmentEvent, HospitalStay
from anxin.enrolment.queries.changes import waits_for_a_card
from anxin.enrolment.queries.moving import lock_what_waits
from anxin.enrolment.queries.places import lock_places, rooms
from anxin.enrolment.services import cards
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, Refused, condition
from anxin.rules.enrolment_stages import ENROLMENT, EnrolmentMove, EnrolmentStage
from anxin.rules.places import room_for

ENDS: Mapping[str, str] = {
    Change.Kind.DIED: "A5.n3",
    Change.Kind.LEFT_DISTRICT: "3.1.a",
    Change.Kind.NOT_ELIGIBLE: "A5.n3",
    Change.Kind.REFUSED: "A5.n3",
}
"""Each cause of an end with its clause."""

HAS_CAUSE = condition(
    "change-has-cause", "A5.n3", met="已写明依据", unmet="请写明依据：由谁、凭什么材料得知"
)
END_HAS_COME = condition(
    "end-has-come",
    "A5.n3",
    met="日期在取得资格之后、今天之前",
    unmet="发生日期应在取得资格之日（{since}）与今天（{on}）之间",
)
ENDED_BY_OFFICE = condition(
    "ended-by-office",
    "A5.n3",
    met="由有权终止的单位办理",
    unmet="镇（街）只能登记死亡；其他原因的终止由免费服药办公室办理",
)
HAS_ENDED = condition(
    "right-has-ended", "5.1.6.2", met="资格已终止", unmet="没有可以撤销的终止，可能刚被撤销"
)
AT_HOME_TO_RETURN = condition(
    "at-home-to-return", "5.1.6.1", met="居家", unmet="正在住院，登记出院后才能恢复资格"
)
LACKS_A_CARD = condition(
    "lacks-a-card",
    "5.1.5.c",
    met="资格有效，没有可用的救助卡",
    unmet="资格已终止，或已有一张未注销的救助卡，不能另发",
)


@cites("A5.n3")
def end_enrolment(
    *,
    request_id: UUID,
    enrolment_id: UUID,
    because: str,
    clause: str,
    actor: Actor,
    at: datetime,
    kind: str = Change.Kind.NOT_ELIGIBLE,
    occurred_on: date | None = None,
) -> UUID:
    """End a right; the office for any cause, the township for a death alone. Return the enrolment's id.

    Medicine stops the day it is written down, whatever day it happened.
    """
    on = localdate(at)
    day = occurred_on or on
    content = {
        "enrolment": enrolment_id,
        "because": because,
        "clause": clause,
        "kind": kind,
        "on": day,
    }
    if earlier := begin(
        request_id=request_id,
        kind="enrolment.end",
        content=content,
        result_id=enrolment_id,
        at=at,
    ):
        return earlier.result_id
    enrolment = locked_to_end(enrolment_id)
    ENROLMENT.after(EnrolmentStage(enrolment.stage), EnrolmentMove.END)
    Refused.unless(
        Decision.of(
            ENDED_BY_OFFICE.met_if(actor.may("application.decide") or kind == Change.Kind.DIED),
            HAS_CAUSE.met_if(bool(because.strip())),
            END_HAS_COME.met_if(enrolment.since <= day <= on, since=enrolment.since, on=on),
        )
    )
    end_right(enrolment, kind, because, clause, act_id=request_id, on=day)
    return enrolment_id


def locked_to_end(enrolment_id: UUID) -> Enrolment:
    """Lock a right with what its end gives back and closes, in the written order; read it then."""
    lock_places()
    lock_what_waits(enrolment_id)
    lock(Enrolment, enrolment_id)
    return Enrolment.objects.get(id=enrolment_id)


def end_right(
    enrolment: Enrolment,
    kind: str,
    because: str,
    clause: str,
    *,
    act_id: UUID,
    on: date,
    details: Mapping[str, str] | None = None,
) -> None:
    """End a locked right by a cause, inside the caller's act."""
    assert kind in ENDS
    _write_change(enrolment, kind, because, clause, act_id=act_id, on=on, details=details)
    _move(enrolment, EnrolmentMove.END, because, clause, act_id=act_id, on=on)


@cites("5.1.6.2")
def undo_end(
    *, request_id: UUID, person_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Take the last end of a right back, where a place is free; return the enrolment's id.

    Bookings stand again with the right. Cards and prescriptions stay dead: the township issues a
    new card, the doctor prescribes anew.
    """
    del actor
    on = localdate(at)
    enrolment = Enrolment.objects.filter(person_id=person_id).latest("recorded_at")
    if earlier := begin(
        request_id=request_id,
        kind="enrolment.reinstate",
        content={"person": person_id, "because": because},
        result_id=enrolment.id,
        at=at,
    ):
        return earlier.result_id
    lock_places()
    lock(Enrolment, enrolment.id)
    enrolment.refresh_from_db(fields=["stage"])
    end = _last_end(enrolment)
    if enrolment.stage != EnrolmentStage.ENDED or end is None:
        raise HAS_ENDED.refused()
    in_hospital = HospitalStay.objects.filter(person_id=person_id, until=None).exists()
    Refused.unless(
        Decision.of(
            HAS_CAUSE.met_if(bool(because.strip())),
            AT_HOME_TO_RETURN.met_if(not in_hospital),
            _place_for(enrolment),
        )
    )
    _write_change(
        enrolment,
        Change.Kind.UNDONE,
        because,
        "5.1.6.2",
        act_id=request_id,
        on=on,
        undoes=end,
    )
    _move(enrolment, EnrolmentMove.REINSTATE, because, "5.1.6.2", act_id=request_id, on=on)
    return enrolment.id


@cites("5.1.5.c")
def issue_card(*, request_id: UUID, person_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Issue a card to whose right lasts and whose cards are all dead; return its id."""
    del actor
    new, on = uuid4(), localdate(at)
    if earlier := begin(
        request_id=request_id,
        kind="card.issue",
        content={"person": person_id},
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    found = Enrolment.objects.filter(person_id=person_id).latest("recorded_at")
    lock(Enrolment, found.id)
    enrolment = Enrolment.objects.select_related("person__town").get(id=found.id)
    Refused.unless(Decision.of(LACKS_A_CARD.met_if(waits_for_a_card(person_id))))
    return cards.issue(enrolment, card_id=new, act_id=request_id, on=on)


def _last_end(enrolment: Enrolment) -> Change | None:
    """Return the end that stands, with its cause; None where there is none to undo."""
    ends = Change.objects.filter(enrolment=enrolment, kind__in=ENDS, undone_by=None)
    return ends.order_by("recorded_at").last()


def _place_for(enrolment: Enrolment) -> Condition:
    rows = run(
        "SELECT security.counts_at(p.town_id, p.keeper_id, p.clinic_id) "
        "FROM people_person p WHERE p.id = %s",
        enrolment.person_id,
    )
    return room_for(rooms(), list(rows[0][0]), ahead=[])


def _write_change(
    enrolment: Enrolment,
    kind: str,
    because: str,
    clause: str,
    *,
    act_id: UUID,
    on: date,
    undoes: Change | None = None,
    details: Mapping[str, str] | None = None,
) -> None:
    Change.objects.create(
        id=uuid4(),
        person_id=enrolment.person_id,
        enrolment=enrolment,
        kind=kind,
        occurred_on=on,
        because=because.strip(),
        clause=clause,
        undoes=undoes,
        details=dict(details or {}),
        act_id=act_id,
    )


def _move(
    enrolment: Enrolment,
    move: EnrolmentMove,
    because: str,
    clause: str,
    *,
    act_id: UUID,
    on: date,
) -> None:
    EnrolmentEvent.objects.create(
        id=uuid4(),
        enrolment=enrolment,
        move=move,
        because=because.strip(),
        clause=clause,
        occurred_on=on,
        act_id=act_id,
    )
