"""People of a side on their way in, with the right, and on their way out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.utils.timezone import get_current_timezone, localdate

from anxin.enrolment import services as admission
from anxin.enrolment.models import Enrolment, HospitalStay, Offer, PlaceCount
from anxin.people import merging
from anxin.people.households import link_household
from anxin.settlement import losses
from anxin.settlement.models import LossCharge
from tests import world
from tests.access.sides import NUMBERS, Human, Side
from tests.world import become

# Where people move to and come from, of either hospital's townships; nobody there is watched.
OUTSIDE = {"rehab": ("500116105", "hc-105"), "centre": ("500116110", "hc-110")}


def clock() -> datetime:
    return datetime.now(get_current_timezone())


def applications(side: Side, *, at: datetime) -> None:
    """One application at each stage on the way."""
    at_stage = {
        "submitted": side.applies(at=at),
        "village_confirmed": side.confirmed(side.applies(at=at), at=at),
        "township_passed": side.passed(side.applies(at=at), at=at),
        "approved": side.decided(side.applies(at=at), at=at),
        "returned": side.decided(side.applies(at=at), "return", "缺少诊断证明原件", at=at),
        "refused": side.decided(side.applies(at=at), "refuse", "不符合条件", at=at),
        "withdrawn": side.applies(at=at),
    }
    for stage, human in at_stage.items():
        side.keep(f"application.{stage}", human.application_id)
    admission.withdraw_application(
        request_id=uuid4(),
        application_id=at_stage["withdrawn"].application_id,
        because="本人不愿参加",
        actor=become(side.officer),
        at=at,
    )
    draft = admission.save_draft(
        request_id=uuid4(), content={"name": ["草稿"]}, actor=become(side.officer), at=at
    )
    side.keep("draft", draft)
    _two_that_look_alike(side, at_stage["submitted"], at=at)


def _two_that_look_alike(side: Side, known: Human, *, at: datetime) -> None:
    """Somebody handed in once more under another name, with the telephone and birth of before."""
    known_number, phone, *_others = known.secrets
    born = date.fromisoformat(known_number[6:14])
    number = NUMBERS.identity_number(born=born, sex="1")
    again = side.applies(at=at, phone=phone, born=born, identity_number=number)
    side.keep("person.twice", side.confirmed(again, at=at).person_id)


def _one_home(side: Side, one: Human, other: Human, *, at: datetime) -> None:
    """Two patients who live together."""
    side.keep("person.at_home", one.person_id)
    link_household(
        request_id=uuid4(),
        person_id=one.person_id,
        with_id=other.person_id,
        since=date(2020, 1, 1),
        actor=become(side.officer),
        at=at,
    )


def cards_and_stays(side: Side, *, at: datetime) -> None:
    """A lost card, a stay in hospital, an agreement near its end."""
    loser = side.enrolled(at=at)
    card = side.keep("card.lost", side.card_of(loser))
    admission.report_loss(request_id=uuid4(), card_id=card, actor=become(side.officer), at=at)
    stays = side.enrolled(at=at)
    side.keep("person.in_hospital", stays.person_id)
    side.admitted(stays, at=at)
    _one_home(side, loser, stays, at=at)
    assert HospitalStay.objects.filter(person_id=stays.person_id).exists()
    side.enrolled(at=at - timedelta(days=350))
    side.keep("person.ended", side.ended(side.enrolled(at=at), at=at))
    _merged(side, at=at)
    side.keep("person.came_back", side.ended(side.enrolled(at=at), at=at, undone=True))


def _merged(side: Side, *, at: datetime) -> None:
    """A record that was merged into another."""
    kept, gone = side.enrolled(at=at), side.enrolled(at=at)
    side.ended(gone, at=at)
    merge = merging.merge_people(
        request_id=uuid4(),
        kept_id=kept.person_id,
        gone_id=gone.person_id,
        because="同一人登记了两次",
        actor=become("reviewer"),
        at=at,
    )
    side.keep("merge", merge)


def new_guardian(side: Side, *, at: datetime) -> None:
    """Somebody whose new guardian has still to sign the agreement."""
    human = side.enrolled(at=at)
    side.keep("person.new_guardian", human.person_id)
    made = admission.change_guardian(
        request_id=uuid4(),
        person_id=human.person_id,
        ends_id=None,
        guardian=admission.GuardianDetails(
            kind="person",
            name=f"{side.surname}兄",
            relation="sibling",
            basis="near_relative",
            born=date(1980, 1, 2),
            phone=NUMBERS.phone(),
        ),
        because="母亲年迈",
        actor=become(side.officer),
        at=at,
    )
    side.keep("change.guardian", made)


def lost_cards(side: Side, *, at: datetime) -> None:
    """What ran up with two lost cards: one waits for the office, one is owed by the person."""
    day = side.objects["day.today"][0]
    for kind in ("charge.open", "charge.owed"):
        human = side.enrolled(at=at)
        pickup = side.completed(human, day, at=at)
        admission.report_loss(
            request_id=uuid4(),
            card_id=side.card_of(human),
            lost_on=localdate(at),
            actor=become(side.officer),
            at=at,
        )
        become("checker")
        charge = side.keep(
            kind, LossCharge.objects.values_list("id", flat=True).get(pickup_id=pickup)
        )
    losses.decide_loss(
        request_id=uuid4(), charge_id=charge, falls=True, reason="", actor=become("checker"), at=at
    )


def waiting(side: Side, *, at: datetime) -> None:
    """Somebody for whom there is no place; places are open again afterwards."""
    _places(used_up=True)
    side.keep("application.waiting", side.decided(side.applies(at=at), at=at).application_id)
    _places(used_up=False)
    admission.offer_places(request_id=uuid4(), actor=become("reviewer"), at=at)
    waits = side.objects["application.waiting"][-1]
    side.keep("offer", Offer.objects.values_list("id", flat=True).get(application_id=waits))


def yearly(side: Side, *, at: datetime) -> None:
    """A right due for its yearly review, one that is proposed, one that is kept and not yet renewed."""
    for step in range(3):
        human = side.enrolled(at=at - timedelta(days=340 + step))
        become(side.officer)
        right = Enrolment.objects.values_list("id", flat=True).get(person_id=human.person_id)
        side.keep(("enrolment.due", "enrolment.proposed", "enrolment.kept")[step], right)
        if step:
            review = admission.propose_review(
                request_id=uuid4(),
                enrolment_id=right,
                keeps=True,
                evidence="入户核实，情况没有变化",
                actor=become(side.officer),
                at=at,
            )
        if step == 2:
            admission.decide_review(
                request_id=uuid4(),
                review_id=review,
                verdict="keep",
                reason="",
                actor=become("reviewer"),
                at=at,
            )


def outside(side: Side) -> Side:
    """Return a township of the same hospital, where people of the side move to and come from."""
    town, point = OUTSIDE[side.hospital]
    return replace(
        side,
        name="外镇村",
        surname="慕容",
        officer=f"second_officer_of_{side.hospital}",
        village_clerk=f"second_village_of_{side.hospital}",
        village=f"test-outside-{side.hospital}",
        town=town,
        keeper=point,
        people=[],
        cards={},
        objects={},
    )


def leaving(side: Side, *, at: datetime) -> None:
    """Somebody who moves away, somebody who moves here, and an end that is reported."""
    there = outside(side)
    side.keep("move.away", _announced(side, there, at=at))
    side.keep("move.here", _announced(there, side, at=at))
    reported = admission.report_end(
        request_id=uuid4(),
        person_id=side.enrolled(at=at).person_id,
        cause="refused",
        occurred_on=localdate(at),
        evidence="本人书面声明",
        actor=become(side.officer),
        at=at,
    )
    side.keep("report.open", reported)


def _announced(side: Side, there: Side, *, at: datetime) -> UUID:
    human = side.enrolled(at=at)
    return admission.announce_move(
        request_id=uuid4(),
        person_id=human.person_id,
        village_id=world.village_id(there.village),
        handed_over="患者个人档案、救助卡；家中尚存药量：无",
        actor=become(side.officer),
        at=at,
    )


def _places(*, used_up: bool) -> None:
    become("reviewer")
    count = PlaceCount.objects.get()
    PlaceCount.objects.update(places=count.used if used_up else None)
