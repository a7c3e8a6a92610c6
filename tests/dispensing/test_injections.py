"""What is injected at the clinic is recorded with the pick-up, or the pick-up is not complete."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from anxin.acts.services import content_hash
from anxin.clinics.models import Injection, PrescriptionLine
from anxin.clinics.queries.injections import next_injections
from anxin.dispensing.facts import read_case
from anxin.dispensing.injecting import InjectionGiven, to_inject, write_injections
from anxin.dispensing.models import Pickup, Signature
from anxin.dispensing.prepared import read_lots, read_prepared
from anxin.dispensing.services.completing import content_of
from anxin.policy import load
from anxin.rules.decisions import Refused
from anxin.rules.injections import Step
from tests.dispensing import steps
from tests.dispensing.steps import AT, PALIPERIDONE_150, RISPERIDONE, TODAY
from tests.world import become

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> steps.Patient:
    """Return a patient at a point that has needles and tablets."""
    steps.stocked(product=PALIPERIDONE_150, units=10, price=100)
    steps.stocked()
    return steps.enrolled()


@pytest.fixture
def ready(person: steps.Patient) -> UUID:
    """Return a prepared pick-up with a first injection beside tablets."""
    made = steps.reviewed(person, steps.needle(PALIPERIDONE_150), steps.asked())
    return steps.prepared(made)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {ground.code for ground in refused.value.unmet}


class TestCompleting:
    def test_the_injection_stands_beside_the_pickup(self, person, ready):
        steps.completed(ready, injections=steps.injected(ready, site="deltoid_right"))

        row = Injection.objects.get(pickup_id=ready)
        assert (row.step, row.site, row.injected_by) == ("first", "deltoid_right", "测试护士")
        assert (row.units, row.micrograms, row.given_on) == (1, 150_000, TODAY)
        assert row.injected_at == AT
        due = next_injections(person.person_id, policy=load())["善思达"]
        assert (due.step, due.due_on) == (Step.SECOND, TODAY + timedelta(days=7))

    def test_without_it_nothing_is_complete(self, ready):
        with pytest.raises(Refused) as refused, transaction.atomic():
            steps.completed(ready)

        assert codes(refused) == {"injection-is-recorded"}
        assert Pickup.objects.get(id=ready).stage == "prepared"

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"site": "gluteal_left"}, "site-suits-dose"),
            ({"site": ""}, "injection-is-recorded"),
            ({"by": "  "}, "injection-is-recorded"),
            ({"at": AT + timedelta(minutes=1)}, "injected-today"),
            ({"at": AT - timedelta(days=1)}, "injected-today"),
        ],
    )
    def test_it_is_told_whole_and_as_the_label_says(self, ready, told, code):
        with pytest.raises(Refused) as refused, transaction.atomic():
            steps.completed(ready, injections=steps.injected(ready, **told))

        assert codes(refused) == {code}

    def test_what_is_taken_home_has_none(self, ready):
        tablets = PrescriptionLine.objects.get(product__code=RISPERIDONE).id
        one = InjectionGiven(
            line_id=tablets, site="deltoid_left", injected_by="测试护士", injected_at=AT
        )
        with pytest.raises(Refused) as refused, transaction.atomic():
            steps.completed(ready, injections=[*steps.injected(ready), one])

        assert codes(refused) == {"only-injections-are-recorded"}

    def test_guardian_and_dispenser_sign_how_it_was_given(self, ready):
        told = steps.injected(ready)
        steps.completed(ready, injections=told)

        pickup = read_prepared(ready)
        case = read_case(pickup.prescription_id, store_id=pickup.organisation_id, on=TODAY)
        lots = read_lots(pickup)
        signed = bytes(Signature.objects.get(pickup_id=ready, role="guardian").content_hash)
        assert signed == content_hash(content_of(pickup, case.doctor_hash, lots, told))
        other = steps.injected(ready, site="deltoid_right")
        assert signed != content_hash(content_of(pickup, case.doctor_hash, lots, other))

    def test_twice_the_same_request_injects_once(self, ready):
        told, request = steps.injected(ready), uuid4()
        steps.completed(ready, injections=told, request_id=request)
        steps.completed(ready, injections=told, request_id=request)

        assert Injection.objects.filter(pickup_id=ready).count() == 1


class TestReversing:
    def test_the_row_stays_and_no_longer_counts(self, person, ready):
        steps.completed(ready, injections=steps.injected(ready))
        steps.reversed_(ready)

        assert Injection.objects.get(pickup_id=ready).ended_by_id is not None
        assert next_injections(person.person_id, policy=load()) == {}

    def test_given_again_it_is_the_first_again(self, person, ready):
        steps.completed(ready, injections=steps.injected(ready))
        steps.reversed_(ready)
        again = steps.prepared(Pickup.objects.get(id=ready).prescription_id)
        steps.completed(again, injections=steps.injected(again))

        rows = Injection.objects.order_by("recorded_at")
        assert [(row.step, row.ended_by_id is None) for row in rows] == [
            ("first", False),
            ("first", True),
        ]


class TestTheDatabase:
    def test_lets_no_pickup_complete_without_its_injection(self, ready, monkeypatch):
        from anxin.dispensing.services import completing

        monkeypatch.setattr(completing, "write_injections", lambda *_, **__: None)
        with pytest.raises(IntegrityError, match="pickup_needs_its_injections"):
            steps.completed(ready, injections=steps.injected(ready))

    def test_lets_no_tablets_have_one(self, ready):
        tablets = PrescriptionLine.objects.get(product__code=RISPERIDONE).id
        with pytest.raises(IntegrityError, match="injection_of_its_pickup"):
            _write(ready, line_id=tablets)

    @pytest.mark.parametrize(
        ("column", "value"),
        [("units", 2), ("given_on", date(2026, 11, 19)), ("micrograms", 1)],
    )
    def test_lets_no_injection_say_another_thing_than_its_pickup(self, ready, column, value):
        with pytest.raises(IntegrityError, match="injection_of_its_pickup"):
            _write(ready, **{column: value})

    def test_adds_none_after_completion(self, ready):
        steps.completed(ready, injections=steps.injected(ready))
        with pytest.raises(IntegrityError):
            _write(ready)

    @pytest.mark.parametrize(
        "attack",
        [
            "UPDATE clinics_injection SET site = 'gluteal_left'",
            "DELETE FROM clinics_injection",
        ],
    )
    def test_changes_none(self, ready, attack):
        steps.completed(ready, injections=steps.injected(ready))
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)

    def test_ends_none_but_by_an_act_of_its_transaction(self, ready):
        steps.completed(ready, injections=steps.injected(ready))
        with pytest.raises(IntegrityError, match="supply_ends_once"), transaction.atomic():
            Injection.objects.update(ended_by_id=uuid4())


def _write(pickup_id: UUID, **changes: object) -> None:
    """Write an injection by hand, with one thing said otherwise."""
    become("dispenser")
    pickup = Pickup.objects.get(id=pickup_id)
    line = PrescriptionLine.objects.get(injected__gt=0)
    facts: dict[str, object] = {
        "person_id": pickup.person_id,
        "organisation_id": pickup.organisation_id,
        "prescription_line_id": changes.pop("line_id", line.id),
        "product_id": line.product_id,
        "pickup_id": pickup_id,
        "units": 1,
        "micrograms": 150_000,
        "step": "first",
        "site": "deltoid_left",
        "injected_by": "测试护士",
        "injected_at": AT,
        "given_on": TODAY,
        **changes,
    }
    with transaction.atomic():
        Injection.objects.create(**facts)


def test_a_pickup_of_tablets_asks_for_nothing():
    _, pickup = steps.handed_over()

    assert to_inject(pickup.id, person_id=pickup.person_id, on=TODAY) == ()
    assert write_injections(read_prepared(pickup.id), (), (), on=TODAY) is None
    assert not Injection.objects.exists()
