"""At the counter a confirmed opinion raises this person's cap in its months, up to its amount (4.2, 5.1.5.e)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.acts.services import begin
from anxin.dispensing import services, writing
from anxin.dispensing.models import MonthShare
from anxin.dispensing.sharing import Limited
from anxin.funding.models import ConsultationMonth, Use
from anxin.policy import trying
from anxin.rules.access import Actor
from anxin.rules.cost_sharing import Payer
from anxin.rules.decisions import Refused
from anxin.rules.money import Fen
from tests.dispensing import steps
from tests.dispensing.racing import as_owner, meet, reopen, without_locks
from tests.dispensing.steps import AT
from tests.funding import consulting
from tests.world import as_, become

CAP = 2500
"""Four weeks from 20 November take 19.80 of November and 30.60 of December."""


@pytest.mark.django_db
class TestAtTheCounter:
    @pytest.fixture(autouse=True)
    def capped(self):
        with trying(monthly_cap_fen=CAP):
            yield

    @pytest.fixture
    def patient(self) -> steps.Patient:
        steps.stocked()
        return steps.enrolled()

    def reviewed(self, patient: steps.Patient, attendance_id: UUID) -> UUID:
        return steps.reviewed(patient, attendance_id=attendance_id)

    def test_without_an_opinion_nothing_is_signed(self, patient):
        with pytest.raises(Refused) as refused:
            self.reviewed(patient, steps.arrived(patient))
        assert [one.code for one in refused.value.unmet] == ["within-monthly-cap"]

    def test_under_a_confirmed_one_it_is_handed_over_and_the_share_names_it(self, patient):
        attendance_id = steps.arrived(patient)
        found = consulting.confirmed(attendance_id, {"2026-12": 3060})
        steps.completed(steps.prepared(self.reviewed(patient, attendance_id)))
        rows = MonthShare.objects.order_by("period").values_list(
            "period", "amount", "limit", "consultation_id"
        )
        assert list(rows) == [("2026-11", 1980, CAP, None), ("2026-12", 3060, 3060, found)]
        assert Use.objects.get(period="2026-12").limit == 3060

    def test_one_fen_more_than_the_opinion_is_refused(self, patient):
        attendance_id = steps.arrived(patient)
        consulting.confirmed(attendance_id, {"2026-12": 3059})
        with pytest.raises(Refused) as refused:
            self.reviewed(patient, attendance_id)
        assert [str(one.reason) for one in refused.value.unmet] == [
            "2026-12 超过每月最大免费服药兜底限额 1 分"
        ]

    def test_an_opinion_on_another_month_raises_nothing_here(self, patient):
        attendance_id = steps.arrived(patient)
        consulting.confirmed(attendance_id, {"2027-01": 9000})
        with pytest.raises(Refused):
            self.reviewed(patient, attendance_id)

    def test_what_is_taken_back_can_be_taken_again_and_names_the_opinion(self, patient):
        attendance_id = steps.arrived(patient)
        found = consulting.confirmed(attendance_id, {"2026-12": 3060})
        prescription_id = self.reviewed(patient, attendance_id)
        steps.reversed_(steps.completed(steps.prepared(prescription_id)))
        back = MonthShare.objects.get(period="2026-12", amount__lt=0)
        assert (back.amount, back.consultation_id) == (-3060, found)
        steps.completed(steps.prepared(prescription_id))
        assert Use.objects.get(period="2026-12").used == 3060


@pytest.mark.django_db
class TestTheDatabase:
    """A month share written past the rules, under an opinion that does not say so."""

    def share(self, consultation_id: UUID, **changes: object) -> None:
        pickup_id, person_id = self.prepared
        actor = become("dispenser")
        begin(request_id=uuid4(), kind="attack", content={}, result_id=pickup_id, at=AT)
        assert actor.may("pickup.write")
        facts: dict[str, object] = {
            "payer": Payer.PROGRAMME,
            "period": "2026-12",
            "amount": Fen(3060),
            "limit": Fen(4500),
            "consultation_id": consultation_id,
        }
        part = Limited(**{**facts, **changes})  # type: ignore[arg-type]
        writing.write_month_shares(pickup_id, person_id, [part])

    @pytest.fixture(autouse=True)
    def ready(self):
        steps.stocked()
        patient = steps.enrolled()
        self.attendance_id = steps.arrived(patient)
        prescription_id = steps.reviewed(patient, attendance_id=self.attendance_id)
        self.prepared = steps.prepared(prescription_id), patient.person_id
        with trying(monthly_cap_fen=CAP):
            yield

    def test_under_its_own_opinion_it_is_accepted(self):
        self.share(consulting.confirmed(self.attendance_id, {"2026-12": 4500}))
        assert Use.objects.get(period="2026-12").used == 3060

    @pytest.mark.parametrize(
        "wrong",
        [
            {"limit": Fen(4501)},
            {"period": "2027-01"},
            {"limit": None},
            {"payer": Payer.FEDERATION, "period": "2026-12"},
        ],
        ids=["more", "month", "no limit", "payer"],
    )
    def test_more_another_month_or_another_payer_is_refused(self, wrong):
        found = consulting.confirmed(self.attendance_id, {"2026-12": 4500})
        with pytest.raises(IntegrityError, match="month_is_raised_by_its_consultation"):
            self.share(found, **wrong)

    def test_one_that_is_not_confirmed_is_refused(self):
        found = consulting.advised(consulting.asked(self.attendance_id, {"2026-12": 4500}))
        with pytest.raises(IntegrityError, match="month_is_raised_by_its_consultation"):
            self.share(found)

    def test_one_of_somebody_else_is_refused(self):
        other = steps.enrolled()
        found = consulting.confirmed(steps.arrived(other), {"2026-12": 4500})
        with pytest.raises(IntegrityError, match="month_is_raised_by_its_consultation"):
            self.share(found)


@pytest.mark.usefixtures("own_database")
class TestTwoPickupsUnderOneOpinion:
    """Both fit the amount alone, not together; real connections, real commits."""

    MOST = 4000

    @pytest.fixture
    def two(self) -> tuple[UUID, UUID]:
        with transaction.atomic():
            steps.stocked()
            steps.stocked(product=steps.CLOZAPINE, price=90)
            patient = steps.enrolled()
            attendance_id = steps.arrived(patient)
            with trying(monthly_cap_fen=CAP):
                self.consultation_id = consulting.confirmed(
                    attendance_id, {"2026-11": self.MOST, "2026-12": self.MOST}
                )
            ids = [
                steps.reviewed(patient, steps.asked(product), attendance_id=attendance_id)
                for product in (steps.RISPERIDONE, steps.CLOZAPINE)
            ]
        reopen(ids[0])
        with transaction.atomic(), trying(monthly_cap_fen=CAP):
            first, second = (steps.prepared(one) for one in ids)
        return first, second

    def complete(self, pickup_id: UUID):
        def act(actor: Actor) -> UUID:
            return services.complete(
                request_id=uuid4(),
                pickup_id=pickup_id,
                guardian=steps.PAD,
                dispenser_confirmed=True,
                explained=True,
                actor=actor,
                at=AT,
            )

        return act

    def race(self, two):
        with trying(monthly_cap_fen=CAP):
            return meet(
                ("dispenser", self.complete(two[0])), ("second_dispenser", self.complete(two[1]))
            )

    def most_used(self) -> int:
        with as_("dispenser"):
            return max(Use.objects.values_list("used", flat=True))

    def test_one_is_served_and_the_other_is_told(self, two):
        first, second = self.race(two)
        assert first.result
        assert second.codes == ["within-monthly-cap"]
        assert self.most_used() <= self.MOST

    def test_without_the_lock_the_limit_still_holds(self, two):
        without_locks()
        first, second = self.race(two)
        assert first.result
        assert second.codes == ["payer-limit-holds"]
        assert self.most_used() <= self.MOST

    def test_without_lock_and_check_more_than_the_opinion_goes_through(self, two):
        without_locks()
        as_owner("ALTER TABLE funding_use DROP CONSTRAINT no_payer_bears_more_than_its_limit")
        self.race(two)
        assert self.most_used() > self.MOST

    def test_no_month_is_added_to_a_question_asked_before(self, two):
        with (
            pytest.raises(IntegrityError, match="consultation_is_asked_once"),
            as_("psychiatrist"),
        ):
            ConsultationMonth.objects.create(
                consultation_id=self.consultation_id, month="2027-01", cap=CAP, amount=9000
            )
