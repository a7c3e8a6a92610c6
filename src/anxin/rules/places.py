"""Who gets a place: section 五（一） 4 and 6. Places are given in the order of approval."""

from __future__ import annotations

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, condition, said

PLACE_IS_FREE = condition(
    "place-is-free",
    "5.1.4",
    met="有服药名额（{places}，已用 {used}）",
    unmet="服药名额不足（{places}，已用 {used}，前面候补 {ahead} 人），按批准先后候补",
)


@cites("5.1.4", "5.1.6.2", "working-rules:pending")
def place_for(*, places: int | None, used: int, ahead: int) -> Condition:
    """Say whether a place is free for someone with so many people waiting ahead.

    While the district has not set a number (待定), nobody waits for one.
    """
    assert used >= 0
    assert ahead >= 0
    named = said("名额待定") if places is None else said("共 {places} 个", places=places)
    free = places is None or used + ahead < places
    return PLACE_IS_FREE.met_if(free, places=named, used=used, ahead=ahead)
