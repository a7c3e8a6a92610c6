"""How long a try waits after failures, and who needs a second factor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from anxin.rules.signing_in import PAIR_WAITS, Tally, free_again, is_locked, needs_factor

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def pair(failures: int, *, ago: timedelta = timedelta(0), known: bool = False) -> Tally:
    return Tally(pair=failures, pair_last=NOW - ago, known=known)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(5, 1), (6, 5), (7, 15), (8, 60), (9, 1440), (30, 1440)]
)
def test_each_failure_from_the_fifth_on_waits_longer(failures: int, minutes: int) -> None:
    assert free_again(pair(failures), at=NOW) == NOW + timedelta(minutes=minutes)
    assert free_again(pair(failures, ago=timedelta(minutes=minutes)), at=NOW) is None


@pytest.mark.parametrize("failures", range(5))
def test_four_failures_cost_nothing(failures: int) -> None:
    assert free_again(pair(failures), at=NOW) is None
    assert not is_locked(failures)
    assert is_locked(5)


def test_of_a_thousand_guesses_in_a_day_at_most_ten_are_examined() -> None:
    moment, examined, last = NOW, 0, None
    for _guess in range(1000):
        tally = Tally(pair=examined, pair_last=last)
        if free_again(tally, at=moment) is None:
            examined, last = examined + 1, moment
        moment += timedelta(hours=24) / 1000
    assert examined <= 10


def test_failures_spread_over_many_addresses_shut_an_account_to_strangers_alone() -> None:
    spread = Tally(spread=10, spread_last=NOW)
    assert free_again(spread, at=NOW) == NOW + timedelta(hours=24)
    assert free_again(Tally(spread=10, spread_last=NOW, known=True), at=NOW) is None
    assert free_again(Tally(spread=9, spread_last=NOW), at=NOW) is None


def test_one_address_alone_shuts_nobody_out_elsewhere() -> None:
    """It counts for five at most, and ten are needed (T55)."""
    assert PAIR_WAITS[0][0] == 5
    assert free_again(Tally(spread=5, spread_last=NOW), at=NOW) is None


def test_an_address_that_tries_many_accounts_is_shut_to_those_it_never_entered() -> None:
    spray = Tally(of_address=10, address_last=NOW)
    assert free_again(spray, at=NOW) == NOW + timedelta(minutes=15)
    assert free_again(Tally(of_address=11, address_last=NOW), at=NOW) == NOW + timedelta(hours=1)
    assert free_again(Tally(of_address=12, address_last=NOW, known=True), at=NOW) is None


def test_the_longest_wait_counts() -> None:
    both = Tally(pair=5, pair_last=NOW, of_address=10, address_last=NOW)
    assert free_again(both, at=NOW) == NOW + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("required", "demonstration", "username", "needed"),
    [
        (True, False, "zhang.san", True),
        (True, False, "demo-officer", True),
        (True, True, "demo-officer", False),
        (True, True, "zhang.san", True),
        (False, False, "zhang.san", False),
    ],
)
def test_everybody_needs_a_second_factor_but_a_demonstrations_accounts(
    required: bool, demonstration: bool, username: str, needed: bool
) -> None:
    found = needs_factor(required=required, demonstration=demonstration, username=username)
    assert found is needed
