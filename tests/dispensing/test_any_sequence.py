"""Whatever is done at the counter in whatever order: what was accepted keeps the counter's promises (5.3.2.d, 7.1.a)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from anxin.clinics.models import ClinicDay, Owed, Supply
from anxin.clinics.queries.supply import days_on_hand
from anxin.dispensing.models import MonthShare, Pickup, PickupLine
from anxin.enrolment import services as enrolment
from anxin.enrolment.models import HospitalStay
from anxin.policy import load
from anxin.rules.cost_sharing import Payer
from anxin.rules.decisions import Refused
from anxin.rules.prescribing import supply_limit_days
from tests.dispensing import steps
from tests.dispensing.steps import AT
from tests.dispensing.test_reverse import books
from tests.world import become, rolled_back

PRESCRIBED = 56


class Counter:
    """One person at one counter over some days; each step is what a colleague might do next."""

    def __init__(self, stock: int) -> None:
        steps.stocked(stock)
        self.patient, self.at = steps.enrolled(), AT
        self.prescription = steps.reviewed(self.patient, at=self.at)
        self.undo: list[tuple[object, dict[str, object]]] = []

    def step(self, name: str) -> None:
        """Do one step; a refusal leaves everything as it was."""
        doing: dict[str, Callable[[], object]] = {
            "hand over": lambda: self.hand_over(part=False),
            "hand over a part": lambda: self.hand_over(part=True),
            "come for owed": lambda: steps.came_for_owed(self.prescription, at=self.at),
            "reverse": self.reverse,
            "restock": lambda: steps.stocked(30, at=self.at),
            "next day": self.next_day,
            "prescribe": self.prescribe,
            "admit": self.admit,
            "discharge": self.discharge,
        }
        with suppress(Refused), transaction.atomic():
            doing[name]()

    def hand_over(self, *, part: bool) -> None:
        before = books()
        for next_in in (27, 1):
            try:
                with transaction.atomic():
                    pickup = steps.prepared(
                        self.prescription, part=part, at=self.at, next_in=next_in
                    )
                    steps.completed(pickup, at=self.at)
            except Refused:
                continue
            self.undo.append((pickup, before))
            return

    def reverse(self) -> None:
        if not self.undo:
            return
        pickup, before = self.undo.pop()
        steps.reversed_(pickup, at=self.at)
        assert self.without_new_stock(books()) == self.without_new_stock(before)

    def without_new_stock(self, found: dict[str, object]) -> dict[str, object]:
        """Return what a pick-up touches; medicine may have come in between."""
        return {"uses": found["uses"], "supply": found["supply"]}

    def next_day(self) -> None:
        self.at += timedelta(days=1)

    def prescribe(self) -> None:
        steps.clinic_day(day=localdate(self.at), at=self.at)
        self.prescription = steps.reviewed(self.patient, at=self.at)

    def admit(self) -> None:
        enrolment.admit(
            request_id=uuid4(),
            person_id=self.patient.person_id,
            hospital="江津区精神卫生中心",
            since=localdate(self.at),
            actor=become("reviewer"),
            at=self.at,
        )

    def discharge(self) -> None:
        become("reviewer")
        stay = HospitalStay.objects.filter(person_id=self.patient.person_id, until=None).first()
        if stay:
            enrolment.discharge(
                request_id=uuid4(),
                stay_id=stay.id,
                until=localdate(self.at),
                actor=become("reviewer"),
                at=self.at,
            )

    def promises_hold(self) -> None:
        """Look at everything that was accepted so far."""
        today = localdate(self.at)
        become("dispenser")
        substances = set(Supply.objects.values_list("substance", flat=True))
        on_hand = days_on_hand(self.patient.person_id, substances, on=today)
        limit = supply_limit_days(terms=load().supply_terms(today), on=today)
        assert all(days <= limit for days in on_hand.values())
        for pickup in Pickup.objects.all():
            shares = [getattr(pickup, payer) for payer in Payer if payer is not Payer.PERSON]
            assert (sum(shares), pickup.person_share) == (pickup.total, 0)
            months = MonthShare.objects.filter(pickup=pickup, payer="programme")
            borne = months.aggregate(Sum("amount"))["amount__sum"] or 0
            assert borne == (pickup.programme if pickup.stage == "completed" else 0)
        given_ = PickupLine.objects.filter(pickup__stage="completed").values("prescription_line")
        for row in given_.annotate(units=Sum("quantity")):
            owed = Owed.objects.filter(line=row["prescription_line"], ended_by_id=None)
            owed_units = owed.aggregate(Sum("quantity"))["quantity__sum"] or 0
            assert row["units"] + owed_units <= PRESCRIBED
        assert ClinicDay.objects.exists()


STEPS = st.sampled_from(
    [
        "hand over",
        "hand over a part",
        "hand over a part",
        "come for owed",
        "reverse",
        "restock",
        "next day",
        "prescribe",
        "admit",
        "discharge",
    ]
)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    stock=st.integers(0, 80).map(lambda n: n + 1), sequence=st.lists(STEPS, min_size=4, max_size=10)
)
def test_no_sequence_breaks_a_promise(db, stock, sequence):
    with rolled_back():
        counter = Counter(stock)
        for name in sequence:
            counter.step(name)
            counter.promises_hold()
