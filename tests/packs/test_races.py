"""At the same moment: a sheet uploaded by two, a row taken in by two, two rows of one person.

Real connections and real commits. In each negative control a protection is taken away and the
bad thing happens (T40).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from anxin.clinics.models import Attendance
from anxin.packs import services
from anxin.packs.models import Pack, PackEntry, PackEntryEvent, PackUpload
from anxin.pharmacy.models import Lot
from anxin.rules.access import Actor
from tests.dispensing import steps as counter
from tests.dispensing.racing import as_owner, meet
from tests.dispensing.steps import AT, TODAY
from tests.packs import steps
from tests.packs.steps import entries, filled_in, sheet_of, uploaded, written
from tests.world import as_

pytestmark = pytest.mark.usefixtures("own_database")
BEFORE, EVENING = AT - timedelta(days=28), AT + timedelta(hours=8)


@pytest.fixture
def day() -> tuple[Pack, dict[str, str]]:
    with transaction.atomic():
        lot = Lot.objects.get(id=counter.stocked(at=BEFORE))
        patient = counter.enrolled(at=BEFORE - timedelta(days=9), name="欧阳甲")
        rx = counter.reviewed(patient, at=BEFORE)
        counter.completed(counter.prepared(rx, at=BEFORE), at=BEFORE)
        pack = steps.given(counter.clinic_day(), at=AT)
        row = next(row for row in sheet_of(pack) if row.get("name"))
        return pack, filled_in(row, lot1=lot.number)


def arrive(entry: PackEntry, request: UUID | None = None) -> Callable[[Actor], UUID]:
    same = request or uuid4()
    return lambda actor: services.arrive(
        request_id=same, entry_id=entry.id, actor=actor, at=EVENING
    )


def upload(pack: Pack, sent: bytes) -> Callable[[Actor], UUID]:
    return lambda actor: services.upload(
        request_id=uuid4(), pack_id=pack.id, sent=sent, password="", actor=actor, at=EVENING
    )


def came() -> int:
    with as_("dispenser"):
        return Attendance.objects.filter(day=TODAY).count()


def test_one_sheet_uploaded_by_two_is_one_upload(day):
    pack, row = day
    with as_("dispenser"):
        sent = written(pack, [row])
    first, second = meet(("dispenser", upload(pack, sent)), ("psychiatrist", upload(pack, sent)))
    assert first.result == second.result
    with as_("dispenser"):
        assert (PackUpload.objects.count(), PackEntry.objects.count()) == (1, 1)


class TestOneRowTakenInByTwo:
    def test_one_does_it_and_the_other_is_told(self, day):
        entry = self.an_entry(day)
        first, second = meet(("dispenser", arrive(entry)), ("second_dispenser", arrive(entry)))
        assert first.result == entry.id
        assert second.codes == ["move-is-open"]
        assert came() == 1

    def test_the_same_request_is_done_once(self, day):
        entry, request = self.an_entry(day), uuid4()
        first, second = meet(
            ("dispenser", arrive(entry, request)), ("dispenser", arrive(entry, request))
        )
        assert first.result == second.result == entry.id
        with as_("dispenser"):
            assert PackEntryEvent.objects.count() == 1

    @staticmethod
    def an_entry(day) -> PackEntry:
        pack, row = day
        with transaction.atomic():
            uploaded(pack, [row], at=EVENING)
            return entries(pack)[0]


class TestTwoRowsOfOnePerson:
    def test_one_is_served_and_the_other_told(self, day):
        one, other = self.two_entries(day)
        first, second = meet(("dispenser", arrive(one)), ("second_dispenser", arrive(other)))
        assert first.result == one.id
        assert set(second.codes) & {"pack-taken-in-once", "entered-once", "arrived-once"}
        assert came() == 1

    def test_without_its_constraint_both_would_be_under_way(self, day):
        as_owner("DROP INDEX nobody_is_entered_twice")
        one, _other = self.two_entries(day)
        with as_("dispenser") as actor:
            arrive(one)(actor)
            act = PackEntryEvent.objects.get().act_id
            other = PackEntry.objects.exclude(id=one.id).get()
            PackEntryEvent.objects.create(entry=other, move="arrive", occurred_on=TODAY, act_id=act)
            assert PackEntry.objects.filter(stage="arrived").count() == 2

    @staticmethod
    def two_entries(day) -> list[PackEntry]:
        pack, row = day
        with transaction.atomic():
            uploaded(pack, [row, {**row, "findings": "另一种写法"}], at=EVENING)
            return entries(pack)
