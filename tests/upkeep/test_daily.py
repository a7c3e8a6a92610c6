"""The day's own work on real connections: an offer nobody answered lapses by itself, once (5.1.6.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from anxin.acts.models import Act
from anxin.adoption import services as adoption
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.statements import run
from anxin.database.work import acting_as
from anxin.enrolment import services
from anxin.enrolment.models import Application, Offer, OfferEvent
from anxin.upkeep import daily
from anxin.upkeep.daily import begin_day
from tests.adoption import steps as adopting
from tests.adoption.steps import NOTICE
from tests.dispensing.racing import as_owner
from tests.enrolment import admitting
from tests.enrolment.test_places import AT, LATER, decided, district, offer, set_places
from tests.world import as_, become, beijing


@pytest.fixture
def unanswered(own_database: str) -> None:
    """Offer the one free place to who waits; nobody answers."""
    with transaction.atomic():
        set_places(district()[1])
        decided()
        set_places(district()[1] + 1)
        offer()


def at_once(at: datetime, times: int = 2) -> list[int]:
    """Begin the same day from several connections at the same moment."""
    ready, counts = Barrier(times), []

    def run() -> None:
        ready.wait(10)
        try:
            counts.append(begin_day(at=at).lapsed)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(counts)


def lapses() -> int:
    with as_("reviewer"):
        return OfferEvent.objects.filter(move="lapse").count()


@pytest.mark.usefixtures("unanswered")
class TestBeginningADay:
    def test_before_its_day_an_offer_stands(self):
        assert begin_day(at=LATER - timedelta(days=1)).lapsed == 0
        assert lapses() == 0

    def test_on_its_day_it_lapses_and_the_place_is_free(self):
        with as_("reviewer"):
            used = district()[1]
        assert begin_day(at=LATER).lapsed == 1
        assert begin_day(at=LATER + timedelta(hours=3)).lapsed == 0
        with as_("reviewer"):
            assert Offer.objects.get().stage == "lapsed"
            assert district()[1] == used - 1

    def test_two_at_once_do_it_once(self):
        assert at_once(LATER) == [0, 1]
        assert lapses() == 1

    def test_the_day_is_written_down_once(self):
        at_once(LATER)
        at_once(LATER)
        with acting_as(SYSTEM_STAFF):
            assert Act.objects.filter(kind="offer.lapse").count() == 1

    def test_without_the_days_name_the_day_is_begun_twice(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(daily, "uuid5", lambda *_words: uuid4())
        at_once(LATER)
        with acting_as(SYSTEM_STAFF):
            assert Act.objects.filter(kind="offer.lapse").count() == 2
        assert lapses() == 1


@pytest.mark.usefixtures("unanswered")
def test_an_answer_in_time_is_not_undone():
    with as_("officer") as actor:
        found = Offer.objects.get()
        services.answer_offer(
            request_id=uuid4(),
            offer_id=found.id,
            accepts=True,
            because="",
            actor=actor,
            at=AT,
        )
    assert begin_day(at=LATER).lapsed == 0
    with as_("reviewer"):
        assert Offer.objects.get().stage == "accepted"


class TestTheCalendar:
    """Days that were counted by an older calendar: planted as the owner of the guards."""

    @pytest.fixture
    def application_id(self, own_database: str) -> UUID:
        with transaction.atomic():
            return admitting.submitted()

    @staticmethod
    def planted(application_id: UUID, *, stage: str = "submitted") -> None:
        as_owner(
            "UPDATE enrolment_application SET first_review_due_on = '2020-01-02', "
            f"dates_provisional = true, stage = '{stage}' WHERE id = '{application_id}'",
            role="anxin_security",
        )

    @staticmethod
    def days(application_id: UUID) -> tuple[date, bool]:
        with as_("reviewer"):
            found = Application.objects.get(id=application_id)
            return found.first_review_due_on, found.dates_provisional

    def test_the_days_of_what_is_under_way_follow_it(self, application_id: UUID):
        right = self.days(application_id)
        assert begin_day(at=AT).moved == 0
        self.planted(application_id)
        assert self.days(application_id) != right
        assert begin_day(at=AT).moved == 0  # once a day
        assert begin_day(at=AT + timedelta(days=1)).moved == 1
        assert self.days(application_id) == right

    def test_what_is_decided_keeps_its_days(self, application_id: UUID):
        self.planted(application_id, stage="refused")
        assert begin_day(at=AT).moved == 0
        assert self.days(application_id) == (date(2020, 1, 2), True)

    def test_an_adopted_calendar_moves_the_days(self, own_database: str):
        with transaction.atomic():
            made = admitting.submitted(at=beijing(2026, 12, 25))
        due, provisional = self.days(made)
        assert due.year == 2027
        assert provisional
        with transaction.atomic():
            drafted = adoption.draft_calendar(
                request_id=uuid4(),
                year=2027,
                days={due: False},
                source=NOTICE,
                actor=become("reviewer"),
                at=adopting.AT,
            )
            adopting.answer(drafted)
        assert self.days(made) == (due, True)

        assert begin_day(at=beijing(2026, 12, 28)).moved == 1
        later, provisional = self.days(made)
        assert later > due
        assert not provisional

    def test_nobody_but_the_system_writes_them(self, application_id: UUID):
        with pytest.raises(DatabaseError, match="not this duty"), as_("reviewer"):
            run(
                "SELECT security.follow_calendar(%s, %s, %s, %s, %s)",
                application_id,
                *[date(2030, 1, 2)] * 3,
                False,
            )
