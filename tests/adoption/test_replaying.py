"""Past decisions stand the test of today's rules; a rule that changed names whom it touched (7.4)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from anxin.adoption.replaying import replay_decisions
from anxin.policy import load
from tests import world
from tests.adoption.steps import adopt
from tests.enrolment import admitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided():
    """Return the application of somebody who was approved."""
    newcomer = admitting.person(resident_since=date(2025, 1, 5))
    return admitting.approved(admitting.filled(person=newcomer))


def test_what_was_decided_is_found_again(decided):
    world.become("reviewer")
    found = list(replay_decisions())
    assert len(found) == 1
    assert found[0].found.agrees
    assert found[0].policy_version == load().version


def test_a_later_value_leaves_the_old_decision_as_it_was(decided):
    day = date(2026, 12, 1)
    adopt("residence_months", 120, since=day)
    world.become("reviewer")
    assert all(one.found.agrees for one in replay_decisions())
    touched = [one for one in replay_decisions(terms_of=day) if not one.found.agrees]
    assert [[d.clause for d in one.found.differences] for one in touched] == [["3.1.a"]]


def test_who_may_not_see_the_facts_replays_nothing(decided):
    world.become("officer")
    assert list(replay_decisions()) == []


def test_the_command_says_how_many_and_leaves_with_nought(decided, capsys):
    call_command("replay")
    assert "重演 1 项决定，0 项与当时不同。" in capsys.readouterr().out
