"""The tables of states: every path ends, every closed move is refused, drawings agree."""

import pytest

from anxin.rules.application_stages import APPLICATION, ApplicationMove, ApplicationStage
from anxin.rules.cards import CARD, CardMove, CardStage
from anxin.rules.decisions import Refused
from anxin.rules.enrolment_stages import ENROLMENT, EnrolmentMove, EnrolmentStage
from anxin.rules.stages import TABLES

named = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


@named
def test_every_stage_can_be_reached_from_the_first(table):
    reached, edge = set(), {table.start}
    while edge:
        reached |= edge
        edge = {after for (before, _), after in table.moves.items() if before in edge} - reached

    assert reached == set(table.stages)


# Where a thing rests though a later event may still follow: an end that is undone, a file fetched again.
RESTS = {"enrolment": {"ended"}, "export": {"downloaded"}, "pack": {"downloaded"}}


@pytest.mark.parametrize("name", TABLES)
def test_an_end_can_be_reached_from_every_stage(name):
    table = TABLES[name]
    ended = set(table.final) | RESTS.get(name, set())
    for _ in table.stages:
        ended |= {before for (before, _), after in table.moves.items() if after in ended}

    assert ended == set(table.stages)


@named
def test_every_move_is_made_or_refused_with_its_words(table):
    for stage in table.stages:
        for move in table.acts:
            if table.is_open(stage, move):
                assert move in table.open_moves(stage)
                assert table.after(stage, move) == table.moves[stage, move]
                continue
            with pytest.raises(Refused) as refusal:
                table.after(stage, move)
            assert table.stages[stage] in refusal.value.unmet[0].reason
            assert table.acts[move] in refusal.value.unmet[0].reason


@named
def test_the_drawing_shows_every_move_and_every_end(table):
    lines = table.diagram().splitlines()

    assert len([line for line in lines if "-->" in line]) == (
        1 + len(table.moves) + len(table.final)
    )
    assert f"    [*] --> {table.start}" in lines


def test_an_approval_comes_only_after_village_and_township():
    before = {
        s for (s, _), after in APPLICATION.moves.items() if after is ApplicationStage.APPROVED
    }

    assert before == {ApplicationStage.TOWNSHIP_PASSED, ApplicationStage.WAITING}
    assert not APPLICATION.is_open(ApplicationStage.SUBMITTED, ApplicationMove.PASS)


def test_a_lost_card_never_becomes_valid_again():
    assert not [move for (_, move), after in CARD.moves.items() if after is CardStage.ISSUED]
    assert CARD.after(CardStage.LOST, CardMove.REPLACE) is CardStage.REPLACED


def test_discharge_restores_what_admission_suspended():
    suspended = ENROLMENT.after(EnrolmentStage.ACTIVE, EnrolmentMove.SUSPEND)

    assert ENROLMENT.after(suspended, EnrolmentMove.RESTORE) is EnrolmentStage.ACTIVE
    assert ENROLMENT.open_moves(EnrolmentStage.ENDED) == (EnrolmentMove.REINSTATE,)
