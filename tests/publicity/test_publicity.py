"""Publicity is written down by who held it, seen by who is above, corrected by a later row (5.1.1)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.timezone import localdate

from anxin.organisations.models import Town
from anxin.publicity import queries, services
from anxin.publicity.models import Publicity
from anxin.publicity.tasks import tasks_for
from anxin.rules.decisions import Refused
from tests import world
from tests.publicity.steps import AT, filled, hold

pytestmark = pytest.mark.django_db
ON = localdate(AT)


def seen_by(colleague: str) -> set:
    world.become(colleague)
    return set(queries.publicity().values_list("id", flat=True))


class TestWritingDown:
    def test_a_centre_writes_down_what_it_held_in_its_town(self):
        row = Publicity.objects.get(id=hold())
        assert (row.town.code, row.people_reached, row.village_id) == (world.TOWN, 42, None)
        assert row.keeper_id == row.organisation_id

    def test_a_village_writes_down_its_own_and_its_centre_sees_it(self):
        village = world.village_id(world.VILLAGE)
        made = hold("village", village_id=village)
        assert made in seen_by("officer")
        assert made in seen_by("village")
        assert made not in seen_by("other_village")
        assert made not in seen_by("other_officer")

    def test_the_office_and_the_overseers_see_the_district(self):
        made = hold()
        for colleague in ("reviewer", "commission", "auditor", "politics"):
            assert made in seen_by(colleague), colleague

    def test_others_see_none(self):
        made = hold()
        for colleague in ("dispenser", "finance", "police"):
            assert made not in seen_by(colleague), colleague

    @pytest.mark.parametrize("colleague", ["officer", "village"])
    def test_somebody_elses_town_is_refused_in_words(self, colleague):
        with pytest.raises(Refused, match="publicity-"):
            hold(colleague, town=world.OTHER_TOWN)

    def test_the_same_request_is_done_once(self):
        request = uuid4()
        assert hold(request_id=request) == hold(request_id=request)
        assert Publicity.objects.count() == 1

    def test_the_database_refuses_a_row_for_another_area(self):
        world.become("officer")
        other = filled(town=world.OTHER_TOWN)
        act = Publicity.objects.get(id=hold()).act_id
        world.become("officer")
        keeper = queries.keeper_of(other.town_id)
        with pytest.raises(IntegrityError, match="who held it"), transaction.atomic():
            Publicity.objects.create(
                keeper_id=keeper,
                organisation_id=keeper,
                town_id=other.town_id,
                held_on=ON,
                form="meeting",
                place="处",
                topic="题",
                people_reached=1,
                act_id=act,
            )

    def test_nobody_rewrites_a_row(self):
        made = hold()
        with pytest.raises(ProgrammingError), transaction.atomic():
            Publicity.objects.filter(id=made).update(people_reached=1)


class TestCorrecting:
    def correct(self, made, **changes):
        actor = world.become("officer")
        return services.correct_publicity(
            request_id=uuid4(), publicity_id=made, filled=filled(**changes), actor=actor, at=AT
        )

    def test_the_right_row_stands_in_the_list_and_the_wrong_one_stays_on_record(self):
        made = hold()
        right = self.correct(made, people_reached=24)
        assert seen_by("reviewer") == {right}
        assert Publicity.objects.filter(id=made).exists()

    def test_a_row_is_corrected_once(self):
        made = hold()
        self.correct(made)
        with pytest.raises(Refused, match="publicity-"):
            self.correct(made)


class TestCounting:
    def test_a_town_without_any_is_listed_with_nought(self):
        hold()
        actor = world.become("reviewer")
        towns = queries.by_town(actor, since=ON - timedelta(days=90), on=ON)
        by_name = {one.town: one for one in towns}
        own = by_name[Town.objects.get(code=world.TOWN).name]
        assert (own.times, own.people_reached, own.last_held_on) == (1, 42, ON)
        assert len(towns) == Town.objects.count()
        assert sum(one.times for one in towns) == 1

    def test_a_corrected_row_counts_once(self):
        TestCorrecting().correct(hold(), people_reached=24)
        actor = world.become("reviewer")
        towns = queries.by_town(actor, since=ON - timedelta(days=90), on=ON)
        assert sum(one.people_reached for one in towns) == 24


class TestReminding:
    @pytest.mark.parametrize("colleague", ["officer", "village"])
    def test_who_never_held_any_is_reminded(self, colleague):
        actor = world.become(colleague)
        assert [task.clause for task in tasks_for(actor, on=ON)] == ["5.1.1"]

    def test_the_reminder_rests_until_a_month_before_the_next(self):
        hold()
        actor = world.become("officer")
        assert tasks_for(actor, on=ON + timedelta(days=30)) == []
        assert len(tasks_for(actor, on=ON + timedelta(days=75))) == 1

    def test_nobody_else_is_reminded(self):
        assert tasks_for(world.become("reviewer"), on=ON) == []
