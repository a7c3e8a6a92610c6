"""Two who print onto one paper card at the same moment: a row holds one pick-up (A5).

Real connections and real commits. In the negative control the protections are taken away and two
pick-ups stand on one row.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from anxin.documents import queries
from anxin.documents.card_rows import FIRST_PAGE, LAST_PAGE, ROWS_A_PAGE, Spot, spots_from
from anxin.documents.invariants import ONE_PICKUP_A_ROW
from anxin.documents.models import PrintedRow
from anxin.documents.services import print_rows
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.racing import as_owner, meet
from tests.world import as_, become, beijing

LATER = beijing(2026, 12, 18)
START = Spot(2, 1)


def twice_served() -> tuple[steps.Patient, UUID, UUID]:
    """Return somebody with two pick-ups on one card."""
    patient, pickup = steps.handed_over()
    second = steps.prepared(steps.reviewed(patient, at=LATER), at=LATER)
    return patient, pickup.id, steps.completed(second, at=LATER)


def printing(
    card_id: UUID, *pickup_ids: UUID, start: Spot = START, request_id: UUID | None = None
) -> Callable[[Actor], UUID]:
    same = request_id or uuid4()
    return lambda actor: print_rows(
        request_id=same,
        card_id=card_id,
        pickup_ids=pickup_ids,
        start=start,
        actor=actor,
        at=LATER,
    )


def spots() -> list[tuple[int, int]]:
    with as_("dispenser"):
        return list(PrintedRow.objects.values_list("page", "row"))


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_a_row_of_another_pickup_is_refused_and_its_day_told(self):
        patient, first, second = twice_served()
        actor = become("dispenser")
        printing(patient.card_id, first)(actor)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            printing(patient.card_id, second)(actor)
        assert [ground.code for ground in refusal.value.unmet] == ["card-row-is-free"]
        assert "2026-11-20" in str(refusal.value)

    def test_every_row_that_is_printed_on_is_looked_at_not_the_first_alone(self):
        patient, first, second = twice_served()
        actor = become("dispenser")
        printing(patient.card_id, second, start=Spot(2, 2))(actor)
        with pytest.raises(Refused, match="card-row-is-free"), transaction.atomic():
            printing(patient.card_id, second, first)(actor)

    def test_the_next_row_and_its_own_row_again_are_free(self):
        patient, first, second = twice_served()
        actor = become("dispenser")
        printing(patient.card_id, first)(actor)
        printing(patient.card_id, first, second)(actor)
        assert sorted(spots()) == [(2, 1), (2, 1), (2, 2)]

    def test_the_same_request_again_prints_nothing_anew(self):
        patient, first, _ = twice_served()
        order = printing(patient.card_id, first, request_id=uuid4())
        actor = become("dispenser")
        assert order(actor) == order(actor)
        assert spots() == [(2, 1)]

    def test_the_page_tells_it_and_keeps_what_was_chosen(self, browse):
        patient, first, second = twice_served()
        printing(patient.card_id, first)(become("dispenser"))
        answer = browse("dispenser").post(
            f"/forms/cards/{patient.card_id}/rows/",
            {"request_id": str(uuid4()), "pickups": [str(second)], "page": "2", "row": "1"},
        )
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert "第 2 页第 1 行已经打印了 2026-11-20 的领药" in shown
        assert '<option value="1" selected' in shown


@given(
    page=st.integers(FIRST_PAGE, LAST_PAGE),
    row=st.integers(1, ROWS_A_PAGE),
    count=st.integers(1, ROWS_A_PAGE),
)
def test_the_rows_of_one_printing_are_all_different(page, row, count):
    start = Spot(page, row)
    if (LAST_PAGE - page) * ROWS_A_PAGE + ROWS_A_PAGE - row + 1 < count:
        with pytest.raises(Refused, match="card-has-room"):
            spots_from(start, count)
        return
    assert len(set(spots_from(start, count))) == count


@pytest.mark.usefixtures("own_database")
class TestAtTheSameMoment:
    @pytest.fixture
    def two(self) -> tuple[steps.Patient, UUID, UUID]:
        with transaction.atomic():
            return twice_served()

    def race(self, two):
        patient, first, second = two
        return meet(
            ("dispenser", printing(patient.card_id, first)),
            ("second_dispenser", printing(patient.card_id, second)),
        )

    def test_one_prints_and_the_other_is_told(self, two):
        one, other = self.race(two)
        assert one.result
        assert other.codes == ["card-row-is-free"]
        assert spots() == [(2, 1)]

    def test_the_database_refuses_it_by_itself(self, two, monkeypatch):
        monkeypatch.setattr(queries, "printed_over", lambda *_: None)
        one, other = self.race(two)
        assert one.result
        assert other.codes == ["card-row-is-free"]
        assert spots() == [(2, 1)]

    def test_without_guard_and_look_two_stand_on_one_row_and_verify_finds_it(
        self, two, monkeypatch
    ):
        monkeypatch.setattr(queries, "printed_over", lambda *_: None)
        as_owner("ALTER TABLE documents_printedrow DISABLE TRIGGER c_printed")
        self.race(two)
        assert spots() == [(2, 1), (2, 1)]
        with as_("dispenser"), connection.cursor() as cursor:
            cursor.execute(ONE_PICKUP_A_ROW.sql_bad)
            assert cursor.fetchall() == [(f"{two[0].card_id} 2/1",)]
