"""However sheets are reordered, doubled, cut and sent again: each person is given medicine exactly once (T40)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.dispensing.models import Pickup
from anxin.packs.models import Pack
from anxin.packs.services.uploading import Left
from anxin.pharmacy.models import Lot, StockBalance
from tests.dispensing import steps as counter
from tests.dispensing.steps import AT, TODAY
from tests.packs import steps
from tests.packs.steps import entries, filled_in, sheet_of, taken_in, told, uploaded
from tests.world import become

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BEFORE = AT - timedelta(days=28)
EVENING = AT + timedelta(hours=8)
PEOPLE = 3
rows = st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(["", "另一种写法"]))
sheets = st.lists(st.lists(rows, max_size=5), min_size=1, max_size=3)


@pytest.fixture
def lists() -> tuple[Pack, list[dict[str, str]], Lot]:
    lot = Lot.objects.get(id=counter.stocked(at=BEFORE))
    for n in range(PEOPLE):
        patient = counter.enrolled(at=BEFORE - timedelta(days=9), name=f"欧阳{'甲乙丙'[n]}")
        rx = counter.reviewed(patient, at=BEFORE)
        counter.completed(counter.prepared(rx, at=BEFORE), at=BEFORE)
    pack = steps.given(counter.clinic_day(), at=AT)
    found = [filled_in(row, lot1=lot.number) for row in sheet_of(pack) if row.get("name")]
    return pack, found, lot


def test_what_is_taken_in_is_the_exactly_once_model(lists):
    pack, people, lot = lists
    before = _on_hand(lot)

    @settings(
        max_examples=5,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(sheets)
    def holds(sent):
        with transaction.atomic():
            for sheet in sent:
                upload = uploaded(
                    pack, [people[n] | {"findings": note} for n, note in sheet], at=EVENING
                )
                assert upload
                _take_in_what_may_be(pack)
            came = {n for sheet in sent for n, _ in sheet}
            become("dispenser")
            found = Pickup.objects.filter(prepared_on=TODAY, stage="completed")
            assert found.count() == found.values("person_id").distinct().count() == len(came)
            assert _on_hand(lot) == before - 56 * len(came)
            written = {pair for sheet in sent for pair in sheet}
            assert len(entries(pack)) == len(written)
            transaction.set_rollback(True)

    holds()


def test_every_line_of_a_sheet_is_an_entry_or_is_told_of(lists):
    pack, people, _lot = lists
    sent = [people[0], people[0], {**people[1], "risk": "8"}, {"row": people[2]["row"]}]
    upload = uploaded(pack, sent, at=EVENING)
    left = steps.left_out(upload)
    assert [one.number for one in entries(pack)] == [6, 8]
    assert [line for line, _ in left] == [7, 9]
    assert {state for state, _ in told(pack, at=EVENING)} == {"待到诊登记", "有错误"}
    assert set(Left) == {"untouched", "same", "removed"}


def _take_in_what_may_be(pack: Pack) -> None:
    found = zip(entries(pack), told(pack, at=EVENING), strict=True)
    for entry in [entry for entry, (state, _) in found if state == "待到诊登记"]:
        taken_in(entry.id, at=EVENING)


def _on_hand(lot: Lot) -> int:
    become("dispenser")
    return StockBalance.objects.values_list("on_hand", flat=True).get(
        lot=lot, organisation__code="hc-101"
    )
