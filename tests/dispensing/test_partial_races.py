"""The last units of a shelf and the last units of a prescription, wanted twice at the same moment."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Sum

from anxin.dispensing import services
from anxin.dispensing.models import PickupLine
from anxin.rules.access import Actor
from tests.dispensing import steps
from tests.dispensing.racing import as_owner, meet, without_locks
from tests.dispensing.steps import AT, TODAY
from tests.world import as_

pytestmark = pytest.mark.usefixtures("own_database")


def part(prescription_id: UUID):
    def act(actor: Actor) -> UUID:
        return services.prepare(
            request_id=uuid4(),
            prescription_id=prescription_id,
            next_pickup_on=TODAY + timedelta(days=2),
            part=True,
            actor=actor,
            at=AT,
        )

    return act


def set_aside() -> int:
    with as_("dispenser"):
        return PickupLine.objects.aggregate(Sum("quantity"))["quantity__sum"] or 0


def test_of_two_who_want_the_last_units_one_gets_them():
    with transaction.atomic():
        steps.stocked(20)
        two = [steps.reviewed(steps.enrolled()) for _ in range(2)]
    first, second = meet(("dispenser", part(two[0])), ("second_dispenser", part(two[1])))
    assert first.result
    assert second.codes == ["something-is-there"]
    assert set_aside() == 20


class TestOnePrescriptionAtTwoCounters:
    @pytest.fixture
    def prescription_id(self) -> UUID:
        with transaction.atomic():
            steps.stocked(40)
            return steps.reviewed(steps.enrolled())

    def race(self, prescription_id):
        return meet(
            ("dispenser", part(prescription_id)), ("second_dispenser", part(prescription_id))
        )

    def test_the_second_is_told_why(self, prescription_id):
        first, second = self.race(prescription_id)
        assert first.result
        assert second.codes == ["something-is-there"]

    def test_without_the_locks_the_index_holds(self, prescription_id):
        without_locks()
        first, second = self.race(prescription_id)
        assert first.result
        assert second.codes == ["one-pickup-a-prescription"]

    def test_without_locks_and_index_the_sum_holds(self, prescription_id):
        without_locks()
        as_owner("DROP INDEX one_prepared_pickup_a_prescription")
        first, second = self.race(prescription_id)
        assert first.result
        assert second.codes == ["never-more-than-prescribed"]
        assert set_aside() == 40

    def test_without_any_of_them_more_is_set_aside_than_was_prescribed(self, prescription_id):
        without_locks()
        as_owner(
            "DROP INDEX one_prepared_pickup_a_prescription",
            "ALTER TABLE dispensing_pickupline DISABLE TRIGGER c_within",
        )
        self.race(prescription_id)
        assert set_aside() == 80
