"""What the database refuses whoever writes: each attack is plain SQL by the app role (T1, T12, T13, T56)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from anxin.acts.services import begin
from anxin.dispensing import writing
from anxin.dispensing.facts import read_case, read_lines
from anxin.dispensing.models import Pickup
from anxin.dispensing.prepared import given_from, read_lots, read_prepared
from anxin.dispensing.services import completing
from anxin.dispensing.sharing import Limited
from anxin.dispensing.signing import signatures
from anxin.ledger.services import Leg, account_id, post
from anxin.rules.cost_sharing import Payer
from anxin.rules.money import Fen
from anxin.rules.pickup_stages import PickupMove
from anxin.rules.prescription_stages import PrescriptionMove
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.world import become, staff_id

pytestmark = pytest.mark.django_db


class ByHand:
    """Completes a pick-up step by step, so that one step can be left out or done wrongly."""

    def __init__(self, pickup_id: UUID) -> None:
        self.actor = become("dispenser")
        self.act_id = uuid4()
        begin(request_id=self.act_id, kind="attack", content={}, result_id=pickup_id, at=AT)
        found = read_prepared(pickup_id)
        assert found is not None
        self.pickup = found
        case = read_case(found.prescription_id, store_id=found.organisation_id, on=TODAY)
        assert case is not None
        self.case = case
        self.given = given_from(read_lots(found), read_lines(case, on=TODAY))

    def sign(self, **changes: object) -> None:
        rows = signatures(
            steps.PAD,
            content={},
            doctor_hash=changes.get("doctor_hash", self.case.doctor_hash),
            prescriber_id=changes.get("prescriber_id", self.pickup.prescriber_id),
            prescribed_at=AT,
            actor=self.actor,
            at=AT,
        )
        writing.write_signatures(
            self.pickup.id, [r for r in rows if r.role != changes.get("without")]
        )

    def book(self, *, units: int = 56, fen: int = 5040) -> None:
        lot, here = self.given[0].lots[0].lot_id, self.pickup.organisation_id
        money = {"organisation_id": self.pickup.hospital_id, "payer": "programme"}
        post(
            kind="pickup",
            business_on=TODAY,
            act_id=self.act_id,
            document_id=self.pickup.id,
            legs=[
                Leg(account_id=account_id("store", here), lot_id=lot, amount=-units),
                Leg(account_id=account_id("patient", here), lot_id=lot, amount=units),
                Leg(account_id=account_id("cost", **money), amount=fen),
                Leg(account_id=account_id("payable", **money), amount=-fen),
            ],
        )

    def share(self, fen: int = 5040) -> None:
        part = Limited(payer=Payer.PROGRAMME, period="2026-11", amount=Fen(fen), limit=None)
        writing.write_month_shares(self.pickup.id, self.pickup.person_id, [part])

    def supply(self) -> None:
        writing.write_supplies(
            self.pickup.id,
            self.pickup.person_id,
            self.given,
            organisation_id=self.pickup.organisation_id,
            on=TODAY,
        )

    def finish(self) -> None:
        moved = {"because": "", "clause": "", "act_id": self.act_id, "on": TODAY}
        writing.move_prescription(self.pickup.prescription_id, PrescriptionMove.DISPENSE, **moved)
        writing.move_pickup(self.pickup.id, PickupMove.COMPLETE, **moved)


@pytest.fixture
def by_hand(db) -> ByHand:
    _, prescription_id = steps.ready()
    return ByHand(steps.prepared(prescription_id))


def refused_by(guard: str):
    return pytest.raises(IntegrityError, match=guard)


def test_done_rightly_it_is_accepted(by_hand):
    by_hand.sign()
    by_hand.book()
    by_hand.share()
    by_hand.supply()
    by_hand.finish()
    assert Pickup.objects.get(id=by_hand.pickup.id).stage == "completed"


@pytest.mark.parametrize("role", ["doctor", "guardian", "dispenser"])
def test_a_missing_signature(by_hand, role):
    by_hand.sign(without=role)
    by_hand.book()
    by_hand.share()
    by_hand.supply()
    with refused_by("pickup_needs_three_signatures"):
        by_hand.finish()


@pytest.mark.parametrize(
    "changes",
    [{"doctor_hash": b"\0" * 32}, {"prescriber_id": staff_id("centre_psychiatrist")}],
    ids=["hash", "doctor"],
)
def test_a_doctors_signature_of_another_prescription_or_doctor(by_hand, changes):
    by_hand.sign(**changes)
    by_hand.book()
    by_hand.share()
    by_hand.supply()
    with refused_by("pickup_needs_three_signatures"):
        by_hand.finish()


@pytest.mark.parametrize("wrong", [{"units": 55}, {"fen": 5039}])
def test_an_entry_that_says_something_else(by_hand, wrong):
    by_hand.sign()
    by_hand.book(**wrong)
    by_hand.share()
    by_hand.supply()
    with refused_by("pickup_needs_its_entry"):
        by_hand.finish()


def test_no_entry(by_hand):
    by_hand.sign()
    by_hand.share()
    by_hand.supply()
    with refused_by("pickup_needs_its_entry"):
        by_hand.finish()


def test_no_share_of_the_months(by_hand):
    by_hand.sign()
    by_hand.book()
    by_hand.supply()
    with refused_by("pickup_needs_its_month_shares"):
        by_hand.finish()


def test_no_supply(by_hand):
    by_hand.sign()
    by_hand.book()
    by_hand.share()
    with refused_by("pickup_needs_its_supply"):
        by_hand.finish()


def test_a_share_taken_after_the_pickup_was_completed():
    _, pickup = steps.handed_over()
    part = Limited(payer=Payer.PROGRAMME, period="2026-11", amount=Fen(1), limit=None)
    with refused_by("month_share_goes_with_its_pickup"):
        writing.write_month_shares(pickup.id, pickup.person_id, [part])


def test_a_share_given_back_before_the_pickup_was_completed(by_hand):
    with refused_by("month_share_goes_with_its_pickup"):
        by_hand.share(-1)


def test_a_signature_after_the_pickup_was_completed():
    _, pickup = steps.handed_over()
    by_hand = ByHand(pickup.id)
    with refused_by("pickup_is_signed_once|each_signs_once"):
        by_hand.sign()


@pytest.mark.parametrize("taken_back", [(), ("book",), ("share",)])
def test_a_reversal_that_takes_back_only_a_part(taken_back):
    _, pickup = steps.handed_over()
    by_hand = ByHand(pickup.id)
    if "share" in taken_back:
        writing.give_month_shares_back(pickup.id)
    if "book" in taken_back:
        from anxin.ledger.services import reverse

        entry = _execute("SELECT id FROM ledger_entry WHERE document_id = %s", pickup.id)
        reverse(entry, business_on=TODAY, act_id=by_hand.act_id, document_id=pickup.id)
    with refused_by("reversal_needs_its_entry|reversal_takes_everything_back"):
        writing.move_pickup(
            pickup.id,
            PickupMove.REVERSE,
            because="发错药",
            clause="5.3.1.c",
            act_id=by_hand.act_id,
            on=TODAY,
        )


def _execute(statement: str, *arguments: object):
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        row = cursor.fetchone()
    return row[0] if row else None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dispensing_pickup SET stage = 'completed'",
        "UPDATE dispensing_pickup SET programme = 0",
        "DELETE FROM dispensing_signature",
        "UPDATE dispensing_monthshare SET amount = 1",
        "UPDATE funding_use SET used = 0",
        "INSERT INTO funding_use (id, person_id, payer, period, used) SELECT gen_random_uuid(), person_id, 'programme', '2030-01', 0 FROM dispensing_pickup",
        "UPDATE dispensing_allocation SET quantity = 1",
        "DELETE FROM dispensing_pickupevent",
    ],
)
def test_the_app_role_rewrites_nothing(statement):
    steps.handed_over()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _execute(statement)


@pytest.mark.parametrize("dispenser", ["psychiatrist", "pharmacist"])
def test_prescriber_and_reviewer_hand_nothing_over(dispenser):
    _, prescription_id = steps.ready()
    with (
        pytest.raises((IntegrityError, ProgrammingError), match=r"row-level security|differ"),
        transaction.atomic(),
    ):
        _forge_pickup(prescription_id, by=dispenser)


def _forge_pickup(prescription_id: UUID, *, by: str) -> None:
    actor = become("dispenser")
    from anxin.dispensing.services import propose

    found = propose(prescription_id, actor=actor, at=AT)
    assert found is not None
    assert found.plan is not None
    forger = become(by)
    act_id = uuid4()
    begin(request_id=act_id, kind="attack", content={}, result_id=act_id, at=AT)
    del forger
    writing.write_pickup(
        uuid4(),
        found.case,
        found.plan,
        next_pickup_on=TODAY,
        policy_version="x",
        act_id=act_id,
        actor=actor,
        on=TODAY,
    )


def test_the_content_that_is_signed_changes_with_every_number(by_hand):
    lots = read_lots(by_hand.pickup)
    content = completing.content_of(by_hand.pickup, by_hand.case.doctor_hash, lots)
    assert content["lots"] == [
        [str(by_hand.given[0].line.line_id), str(by_hand.given[0].lots[0].lot_id), 56, 90]
    ]
    assert content["shares"] == [0, 0, 0, 0, 0, 5040, 0]
    assert content["days"] == ["2026-11-20", "2026-11-20", "2026-12-18", "2026-12-17"]
