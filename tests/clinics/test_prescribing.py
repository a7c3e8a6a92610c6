"""The prescription: each rule that it breaks with its clause, beside its success."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.acts.services import begin, content_hash
from anxin.clinics import queries, services
from anxin.clinics.models import (
    Attendance,
    Prescription,
    PrescriptionEvent,
    PrescriptionLine,
    Supply,
    Visit,
)
from anxin.enrolment import services as admission
from anxin.enrolment.models import HospitalStay
from anxin.enrolment.queries import standing
from anxin.policy import load
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from anxin.rules.dosing import Dose
from anxin.rules.prescribing import supply_limit_days
from tests import world
from tests.clinics import steps
from tests.clinics.steps import line, prescribed
from tests.clinics.test_attending import admit, refused
from tests.world import beijing

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> UUID:
    return steps.enrolled()


@pytest.fixture
def attendance(person: UUID) -> UUID:
    return steps.arrived(steps.clinic_day(), person)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    """Return codes and clauses of a refusal, in its order."""
    return {c.code: c.clause for c in refusal.value.unmet}


class TestWritingAPrescription:
    def test_a_month_of_olanzapine_is_signed(self, person, attendance):
        prescription = Prescription.objects.get(
            id=prescribed(attendance, line(dose=Dose(morning=2, night=2)))
        )

        assert prescription.stage == "signed"
        assert (prescription.person_id, prescription.days, prescription.diagnosis) == (
            person,
            28,
            1,
        )
        assert (prescription.prescriber_id, prescription.prescriber_title) == (
            world.staff_id("psychiatrist"),
            "主治医师",
        )
        written = PrescriptionLine.objects.get(prescription=prescription)
        assert (written.quantity, written.position, written.directions) == (56, 1, "早1片、睡前1片")
        assert Visit.objects.get(id=prescription.visit_id).findings == "病情平稳"
        assert prescription.policy_version == load().version

    def test_whole_packs_are_kept_with_the_days_that_they_cover(self, attendance):
        signed = prescribed(attendance, line(days=20, whole_packs=True))

        written = PrescriptionLine.objects.get(prescription_id=signed)
        assert (written.quantity, written.days) == (28, 28)

    def test_half_a_tablet_each_second_day(self, attendance):
        dose = Dose(night=1, every_days=2)
        signed = prescribed(attendance, line(dose=dose, note="饭后服"))

        written = PrescriptionLine.objects.get(prescription_id=signed)
        assert (written.quantity, written.days) == (7, 28)
        assert written.directions == "隔日一次，睡前半片，饭后服"

    def test_what_the_antipsychotics_add_up_to_stands_with_the_prescription(self, attendance):
        signed = prescribed(attendance, line(), line(steps.CLOZAPINE, days=14))

        load = queries.load_of_lines(queries.lines_of(signed))
        assert load is not None
        assert (load.substances, load.thousandths_ddd) == (2, 500 + 83)

    def test_what_was_signed_is_bound_by_its_hash(self, attendance):
        prescription = Prescription.objects.get(
            id=prescribed(attendance, line(), line(steps.CLOZAPINE, days=14))
        )

        signed = queries.signed_content(prescription, queries.lines_of(prescription.id))
        assert bytes(prescription.content_hash) == content_hash(signed)

        changed = {**signed, "long_signed": True}
        assert bytes(prescription.content_hash) != content_hash(changed)

    def test_it_lasts_as_long_as_its_longest_line(self, attendance):
        made = prescribed(attendance, line(days=14), line(steps.CLOZAPINE, days=21))

        assert Prescription.objects.get(id=made).days == 21

    def test_a_line_without_days_takes_those_of_the_prescription(self, attendance):
        made = prescribed(attendance, line(days=None), days=21)

        assert Prescription.objects.get(id=made).days == 21

    def test_an_injection_is_one_dose_for_its_interval(self, attendance):
        item = load().catalogue["a3-13-1"]
        assert item.clinic_days is not None
        made = prescribed(
            attendance, line(steps.PALIPERIDONE, days=item.clinic_days), self_pay_consent=True
        )

        written = PrescriptionLine.objects.get(prescription_id=made)
        assert (written.quantity, written.days) == (1, item.clinic_days)

    def test_the_same_form_twice_is_one_prescription(self, attendance):
        request = uuid4()

        first = prescribed(attendance, request_id=request)

        assert prescribed(attendance, request_id=request) == first
        assert Prescription.objects.count() == 1
        with refused(request_is_new="5.3.2.e"):
            prescribed(attendance, line(days=14), request_id=request)

    def test_the_look_at_the_diagnosis_is_recorded(self, person, attendance):
        prescribed(attendance)

        reading = AccessRecord.objects.get(page="开具处方")
        assert (reading.person_ids, reading.fields) == ([person], ["clinical"])


class TestWhoMayPrescribe:
    def test_a_psychiatrist_who_does_not_sit_there_that_day(self, attendance):
        with refused(prescriber_is_present="5.2.2"):
            prescribed(attendance, by="junior_psychiatrist")

    def test_a_second_doctor_of_the_day_may(self, attendance):
        steps.clinic_day(doctor="junior_psychiatrist")

        assert prescribed(attendance, by="junior_psychiatrist")

    def test_not_on_another_day(self, attendance):
        with refused(clinic_day_is_today="5.2.1"):
            prescribed(attendance, at=beijing(2026, 11, 24))

    def test_an_inpatient_gets_none_and_after_discharge_again(self, person, attendance):
        admit(person)
        with refused(enrolment_is_active="5.3.2.a", is_out_of_hospital="5.1.6.1"):
            prescribed(attendance)

        discharge(person)
        assert prescribed(attendance)

    def test_an_ended_enrolment_gets_none(self, person, attendance):
        enrolment = admission_of(person)
        admission.end_enrolment(
            request_id=uuid4(),
            enrolment_id=enrolment,
            because="年度审核不符合条件",
            clause="A5.n3",
            actor=world.become("reviewer"),
            at=steps.AT,
        )

        with pytest.raises(Refused) as refusal:
            prescribed(attendance)
        assert codes(refusal)["enrolment-is-active"] == "5.3.2.a"

    def test_the_database_refuses_it_for_a_suspended_enrolment_too(self, person, attendance):
        prescription = prescribed(attendance)
        admit(person)
        world.become("psychiatrist")
        copy = Prescription.objects.get(id=prescription)
        copy.id = uuid4()
        visit = Visit.objects.get(id=copy.visit_id)
        visit.id = uuid4()
        visit.save(force_insert=True)
        copy.visit_id = visit.id

        with pytest.raises(IntegrityError, match="the right is not in use"):
            copy.save(force_insert=True)


def admission_of(person: UUID) -> UUID:
    found = standing(person, on=steps.TODAY).enrolment_id
    assert found is not None
    return found


def discharge(person: UUID) -> None:
    world.become("psychiatrist")
    admission.discharge(
        request_id=uuid4(),
        stay_id=HospitalStay.objects.get(person_id=person, until=None).id,
        until=steps.TODAY,
        actor=world.become("psychiatrist"),
        at=steps.AT,
    )


class TestHowMuch:
    @pytest.mark.parametrize(
        ("lines", "how", "code", "clause"),
        [
            ([{"days": 85}], {"long_signed": True}, "long.12weeks", "rx-2021:max"),
            ([{"days": 29}], {}, "long.signature", "rx-2021:signature"),
            (
                [{"code": steps.DIAZEPAM, "days": 8}],
                {},
                "psychotropic2.7days",
                "rx-2007:psychotropic2",
            ),
            (
                [{"code": steps.DIAZEPAM, "days": 29, "reason": "焦虑明显"}],
                {"long_signed": True},
                "psychotropic2.no_long",
                "rx-2021:psychotropic",
            ),
            (
                [{"code": steps.PALIPERIDONE, "days": 27}],
                {"self_pay_consent": True},
                "clinic_only",
                "working-rules:clinic-only",
            ),
            ([{"code": steps.ACUTE, "days": 1}], {}, "self-pay-is-agreed", "A3"),
            ([{"dose": Dose()}], {}, "dose-is-taken", "5.3.2.c"),
            ([{"days": 0}], {}, "line-has-days", "5.2.2"),
            ([{"dose": Dose(night=9)}], {}, "dose-within-usual", "working-rules:dose-range"),
            (
                [{}, {"code": steps.RISPERIDONE}, {"code": steps.CLOZAPINE}],
                {},
                "few-antipsychotics",
                "working-rules:combination",
            ),
            ([{}, {"code": steps.OTHER_OLANZAPINE}], {}, "substance-is-once", "5.3.2.d"),
            ([{}], {"risk_level": 6}, "risk-is-0-to-5", "5.2.2"),
        ],
    )
    def test_each_rule_is_named_with_its_clause(self, attendance, lines, how, code, clause):
        with pytest.raises(Refused) as refusal:
            prescribed(attendance, *(line(**one) for one in lines), **how)

        assert codes(refusal) == {code: clause}
        assert not Prescription.objects.exists()

    @pytest.mark.parametrize(
        ("lines", "how"),
        [
            ([{"days": 84}], {"long_signed": True}),
            ([{"days": 28}], {}),
            ([{"code": steps.DIAZEPAM, "days": 7}], {}),
            ([{"code": steps.DIAZEPAM, "days": 8, "reason": "焦虑明显"}], {}),
            ([{"code": steps.ACUTE, "days": 1}], {"self_pay_consent": True}),
            ([{}, {"code": steps.RISPERIDONE}], {}),
            ([{}, {"code": steps.RISPERIDONE}, {"code": steps.CLOZAPINE}], {"reason": "换药"}),
            ([{"dose": Dose(night=8)}], {}),
            ([{"dose": Dose(night=9), "reason": "难治"}], {}),
            ([{}], {"risk_level": 5}),
        ],
    )
    def test_just_within_each_rule_is_allowed(self, attendance, lines, how):
        assert prescribed(attendance, *(line(**one) for one in lines), **how)

    def test_six_drugs_are_one_too_many(self, attendance):
        drugs = ["a3-01-1-25mg", "a3-02-1-2mg", "a3-03-1-2mg", steps.CLOZAPINE, steps.RISPERIDONE]

        with refused(**{"rx.max5": "rx-2007:max5"}):
            six = (line(code) for code in [*drugs, steps.OLANZAPINE])
            prescribed(attendance, *six, reason="换药")

        assert prescribed(attendance, *(line(code) for code in drugs), reason="换药")

    def test_no_line_and_an_unknown_product_are_refused(self, attendance):
        with refused(product_is_known="5.3.1.a"):
            prescribed(attendance, line(product_id=uuid4()))
        with refused(has_lines="5.2.2"):
            services.prescribe(
                request_id=uuid4(),
                attendance_id=attendance,
                risk_level=0,
                findings="",
                long_signed=False,
                self_pay_consent=False,
                lines=[],
                actor=world.become("psychiatrist"),
                at=steps.AT,
            )

    def test_every_failing_ground_is_named_at_once(self, attendance):
        with refused(
            **{
                "long.12weeks": "rx-2021:max",
                "long.signature": "rx-2021:signature",
                "psychotropic2.7days": "rx-2007:psychotropic2",
                "self-pay-is-agreed": "A3",
            }
        ):
            prescribed(
                attendance,
                line(days=90),
                line(steps.DIAZEPAM, days=8),
                line(steps.ACUTE, days=1),
            )


class TestFirstLongPrescription:
    def test_a_physician_may_not_write_the_first(self, attendance):
        steps.clinic_day(doctor="junior_psychiatrist")

        with refused(**{"long.title": "rx-2021:title"}):
            prescribed(attendance, line(days=56), by="junior_psychiatrist", long_signed=True)

    def test_an_attending_may_and_it_is_written_down_as_the_first(self, attendance):
        made = prescribed(attendance, line(days=56), long_signed=True)

        assert Prescription.objects.get(id=made).first_long is True

    def test_a_physician_may_write_the_next_once_one_was_dispensed(self, person):
        earlier = steps.arrived(
            steps.clinic_day(day=date(2026, 10, 14), at=beijing(2026, 10, 14)),
            person,
            at=beijing(2026, 10, 14),
        )
        dispense(prescribed(earlier, line(days=35), long_signed=True, at=beijing(2026, 10, 14)))
        attendance = steps.arrived(steps.clinic_day(doctor="junior_psychiatrist"), person)

        made = prescribed(attendance, line(days=56), by="junior_psychiatrist", long_signed=True)

        assert Prescription.objects.get(id=made).first_long is False


def dispense(prescription: UUID) -> None:
    """Move a prescription as the counter does, after its review."""
    at = beijing(2026, 10, 14)
    steps.reviewed(prescription, at=at)
    act = Prescription.objects.get(id=prescription).act_id
    world.become("dispenser")
    PrescriptionEvent.objects.create(
        prescription_id=prescription, move="dispense", occurred_on=at.date(), act_id=act
    )


class TestSupplyAtHome:
    def test_what_is_at_home_counts_from_every_clinic(self, person, attendance):
        steps.supplied(person, days=60)

        with pytest.raises(Refused) as refusal:
            prescribed(attendance, line(steps.OTHER_OLANZAPINE, days=33), long_signed=True)
        assert codes(refusal) == {"5.3.2.d": "5.3.2.d"}

        assert prescribed(attendance, line(steps.OTHER_OLANZAPINE, days=32), long_signed=True)

    def test_another_substance_at_home_does_not(self, person, attendance):
        steps.supplied(person, days=60)

        assert prescribed(attendance, line(steps.RISPERIDONE, days=84), long_signed=True)

    def test_a_refill_starts_where_the_last_ends(self, person):
        steps.supplied(person, days=28)
        steps.supplied(person, days=28, on=steps.TODAY + timedelta(days=20))

        spans = [(s.since, s.until) for s in Supply.objects.filter(person_id=person)]
        ends = steps.TODAY + timedelta(days=28)
        assert spans == [(steps.TODAY, ends), (ends, ends + timedelta(days=28))]

    def test_a_reversed_supply_counts_no_longer(self, person):
        pickup = steps.supplied(person, days=28)
        substance = Supply.objects.get(pickup_id=pickup).substance
        assert queries.days_on_hand(person, [substance], on=steps.TODAY) == {substance: 28}

        world.become("dispenser")
        with pytest.raises(IntegrityError, match="ends by a reversal"), transaction.atomic():
            services.end_supply(pickup_id=pickup, ended_by_id=uuid4())
        act = uuid4()
        begin(request_id=act, kind="pickup.reverse", content={}, result_id=pickup, at=steps.AT)
        assert services.end_supply(pickup_id=pickup, ended_by_id=act) == 1

        assert queries.days_on_hand(person, [substance], on=steps.TODAY) == {substance: 0}
        assert queries.supply_ends(person, [substance], on=steps.TODAY) == {substance: steps.TODAY}
        assert steps.supplied(person, days=28)

    def test_nothing_is_supplied_while_in_hospital(self, person):
        admit(person)

        with pytest.raises(IntegrityError, match="the right is not in use"):
            steps.supplied(person)

    def test_supply_that_overlaps_is_impossible(self, person):
        steps.supplied(person, days=28)
        row = Supply.objects.get(person_id=person)
        row.id, row.pickup_id = uuid4(), uuid4()
        row.since = row.until - timedelta(days=1)
        row.until = row.until + timedelta(days=27)

        with pytest.raises(IntegrityError, match="no_substance_supplied_twice_for_a_day"):
            row.save(force_insert=True)

    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(asked=st.lists(st.tuples(st.integers(1, 90), st.integers(0, 40)), max_size=4))
    def test_no_accepted_sequence_leaves_more_than_three_months(self, person, asked):
        terms, day = load().supply_terms(steps.TODAY), steps.TODAY
        with world.rolled_back():
            for days, later in asked:
                day += timedelta(days=later)
                at = beijing(day.year, day.month, day.day)
                attendance = arrive_again(person, day=day, at=at)
                before = queries.days_on_hand(person, ["N05AH03"], on=day)["N05AH03"]
                try:
                    made = prescribed(attendance, line(days=days), at=at, long_signed=True)
                except Refused:
                    assert before + days > supply_limit_days(terms=terms, on=day) or days > 84
                else:
                    steps.supplied(person, days=Prescription.objects.get(id=made).days, on=day)
                after = queries.days_on_hand(person, ["N05AH03"], on=day)["N05AH03"]
                assert after <= supply_limit_days(terms=terms, on=day)


def arrive_again(person: UUID, *, day: date, at: datetime) -> UUID:
    """Return the arrival of a day, made where there is none."""
    world.become("psychiatrist")
    here = Attendance.objects.filter(person_id=person, day=day).first()
    return here.id if here else steps.arrived(steps.clinic_day(day=day, at=at), person, at=at)


class TestWritingAnew:
    def test_an_open_prescription_is_replaced(self, attendance):
        first = prescribed(attendance)

        second = prescribed(attendance, line(days=14))

        stages = dict(Prescription.objects.values_list("id", "stage"))
        assert stages == {first: "replaced", second: "signed"}

    def test_one_whose_days_are_over_expires_instead(self, person, attendance):
        first = prescribed(attendance)
        later = beijing(2026, 11, 26)
        again = steps.arrived(steps.clinic_day(day=date(2026, 11, 26), at=later), person, at=later)

        prescribed(again, at=later)

        assert Prescription.objects.get(id=first).stage == "expired"

    def test_a_dispensed_one_is_not_replaced_on_its_day(self, attendance):
        made = prescribed(attendance)
        steps.reviewed(made)
        world.become("dispenser")
        PrescriptionEvent.objects.create(
            prescription_id=made,
            move="dispense",
            occurred_on=steps.TODAY,
            act_id=Prescription.objects.get(id=made).act_id,
        )

        with refused(not_yet_dispensed="5.3.2.e"):
            prescribed(attendance)
