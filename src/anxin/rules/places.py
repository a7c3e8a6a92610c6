"""Who gets a place: section 五（一） 4 and 6. Places are given in the order of approval."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import TypeVar

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Phrase, condition, said

K = TypeVar("K", bound=Hashable)

PLACE_IS_FREE = condition(
    "place-is-free",
    "5.1.4",
    met="有服药名额（{places}，已用 {used}）",
    unmet="服药名额不足（{places}，已用 {used}，前面候补 {ahead} 人），按批准先后候补",
)
ANSWER_COMES_FIRST = condition(
    "offer-is-answered",
    "5.1.6.2",
    met="没有等待答复的名额通知",
    unmet="已通知候补，等镇（街）登记答复（{until}前）",
)
SOMEBODY_WAITS = condition(
    "somebody-waits-for-a-free-place",
    "5.1.6.2",
    met="有空余名额，有人候补",
    unmet="现在没有可以通知的候补：没有空余名额，或没有人候补",
)
PLACES_COVER_USED = condition(
    "places-cover-used",
    "5.1.4",
    met="名额不少于已用",
    unmet="{name}已用 {used} 个名额，不能改为 {places} 个；先减少在用人数，或改为不少于 {used} 个",
)
CHANGE_HAS_REASON = condition(
    "places-change-has-reason", "5.1.4", met="已写明依据", unmet="请写明依据，例如文件号"
)
OFFER_IS_IN_TIME = condition(
    "offer-is-in-time",
    "5.1.6.2",
    met="在答复期限内",
    unmet="答复期限已过（{until}），名额已通知下一名；本人排到候补末尾",
)
DECLINE_HAS_REASON = condition(
    "decline-has-reason", "5.1.6.2", met="已写明放弃的原因", unmet="请写明本人或监护人放弃的原因"
)


class Suspended(IntEnum):
    """What becomes of the place of somebody in hospital (``working-rules:suspended-place``)."""

    KEPT = 1
    LENT = 2
    RELEASED = 3

    @property
    def counts(self) -> bool:
        """Say whether the place counts as used while its holder is in hospital."""
        return self is Suspended.KEPT

    @property
    def returns_at_once(self) -> bool:
        """Say whether the holder has the place again on discharge, even where none is free."""
        return self is not Suspended.RELEASED


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Places of the district, of a hospital or of a town. ``name`` is empty for the district."""

    name: str
    places: int | None
    used: int
    over: int = 0
    """How many hold one beyond the number: came back while theirs was lent, or moved in."""

    @property
    def taken(self) -> int:
        """Return how many hold a place here."""
        return self.used + self.over

    @property
    def free(self) -> int | None:
        """Return how many places can be given; None while the number is 待定."""
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def in_words(self) -> Phrase:
        """Return the number as a refusal tells it."""
        if self.places is None:
            return said("名额待定")
        if not self.name:
            return said("共 {places} 个", places=self.places)
        return said("{name}共 {places} 个", name=self.name, places=self.places)


@cites("5.1.4", "5.1.6.2", "working-rules:offers")
def who_gets(line: Sequence[Collection[K]], free: Mapping[K, int | None]) -> list[bool]:
    """Say of each in line whether a place is there for them, in the line's order.

    Each needs a place in every room they belong to. Who is held up only by a room of their own
    lets those behind have the other rooms' places; nobody else is passed over.
    """
    left = dict(free)
    answers = []
    for rooms in line:
        has = all(left[room] is None or _number(left[room]) > 0 for room in rooms)
        answers.append(has)
        for room in rooms if has else ():
            if left[room] is not None:
                left[room] = _number(left[room]) - 1
    return answers


def _number(free: int | None) -> int:
    assert free is not None
    return free


@cites("5.1.4", "5.1.6.2", "working-rules:pending")
def place_for(*, places: int | None, used: int, ahead: int, name: str = "") -> Condition:
    """Say whether a place is free for someone with so many people waiting ahead.

    While the district has not set a number (待定), nobody waits for one.
    """
    assert used >= 0
    assert ahead >= 0
    room = Room(name=name, places=places, used=used)
    free = places is None or used + ahead < places
    return PLACE_IS_FREE.met_if(free, places=room.in_words, used=used, ahead=ahead)


@cites("5.1.4", "5.1.6.2")
def room_for(
    rooms: Mapping[K, Room], own: Sequence[K], *, ahead: Sequence[Collection[K]]
) -> Condition:
    """Say whether there is a place in each of one's rooms behind those who wait ahead.

    Told with the numbers of the first room that has none, or of the first room.
    """
    line = [*ahead, own]
    answers = who_gets(line, {key: room.free for key, room in rooms.items()})
    rivals = [others for others, has in zip(ahead, answers, strict=False) if has]
    short = own[0]
    for key in own:
        free = rooms[key].free
        if free is not None and sum(key in others for others in rivals) >= free:
            short = key
            break
    room = rooms[short]
    waiting = sum(short in others for others in ahead)
    return PLACE_IS_FREE.met_if(answers[-1], places=room.in_words, used=room.taken, ahead=waiting)


@cites("5.1.4")
def may_set(room: Room, places: int | None) -> Condition:
    """Say whether the number may be set: never below what is used; an overhang may still go on.

    A number that was exceeded by people coming back may be raised in part.
    """
    least = room.used if room.over else room.taken
    return PLACES_COVER_USED.met_if(
        places is None or places >= least, name=room.name, used=least, places=places
    )


@cites("5.1.6.2", "working-rules:offers")
def offer_lapses(offered_on: date, *, days: int) -> date:
    """Return the first day on which an offer is no longer good."""
    assert days > 0
    return offered_on + timedelta(days=days)


@cites("5.1.6.2", "working-rules:offers")
def has_lapsed(lapses_on: date, *, on: date) -> bool:
    """Say whether an offer that nobody answered is no longer good."""
    return on >= lapses_on
