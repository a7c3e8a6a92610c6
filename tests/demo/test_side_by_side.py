"""Parts in processes of their own: all that they made comes back, and no failure is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest

from anxin.demo.side_by_side import PartFailedError, Tell, side_by_side


@dataclass
class Made:
    """What a part gives back, as far as it is asked here."""

    made: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


def part_of(what: str):
    def live(tell: Tell) -> Made:
        tell(0.5, what)
        return Made(made=Counter({what: 1}))

    return live


def failing(tell: Tell) -> Made:
    tell(0.5, "half")
    raise ValueError("the shelf is empty")


@pytest.mark.parametrize("processes", [1, 2])
def test_every_part_comes_back_and_the_bar_only_grows(processes: int) -> None:
    shares: list[float] = []
    done = side_by_side(
        [part_of("one"), part_of("two")],
        processes=processes,
        tell=lambda share, _: shares.append(share),
    )
    assert sum((made for made, _ in done), Counter()) == Counter(one=1, two=1)
    assert shares == sorted(shares)
    assert shares[-1] >= 0.5


def test_a_part_that_fails_stops_the_whole_and_shows_its_reason(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(PartFailedError):
        side_by_side([part_of("one"), failing], processes=2, tell=lambda *_: None)
    assert "the shelf is empty" in capfd.readouterr().err
