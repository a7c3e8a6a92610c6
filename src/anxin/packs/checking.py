"""Look at rows that came back: each by itself, beside the others, beside what was done online meanwhile.

Asked by the same rules as the clinic and the counter; the number of statements does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from django.utils.timezone import get_current_timezone, localdate

from anxin.packs.doubles import doubles
from anxin.packs.facts import Facts, read_facts
from anxin.packs.found import Told
from anxin.packs.models import Pack, PackEntry
from anxin.packs.person_and_plan import about_person, about_prescription, about_who_came
from anxin.packs.treatment import Given, about_lots, about_money, given
from anxin.policy import Policy, load
from anxin.rules.decisions import Condition
from anxin.rules.pack_columns import Part
from anxin.rules.pack_entry_stages import EntryStage
from anxin.rules.pack_reading import Filled, read_row
from anxin.rules.packs import (
    CARD_FITS_THE_ROW,
    CARD_IS_FOUND,
    ROW_IS_KNOWN,
    ROW_IS_OF_THE_PACK,
    SLIP_IS_NEW,
    Weight,
    may_enter,
)

Texts = Mapping[str, str]
NOON = time(12)
CLOSED = frozenset({EntryStage.GIVEN, EntryStage.SET_ASIDE})


@dataclass(slots=True, kw_only=True)
class Checked:
    """A row as it was looked at, and all that stands against taking it in."""

    entry: PackEntry
    filled: Filled | None
    medicines: tuple[Given, ...] = ()
    told: list[Told] = field(default_factory=list)

    @property
    def weight(self) -> Weight | None:
        """Return what weighs most of what was found; None where nothing stands against it."""
        found = {one.weight for one in self.told}
        return next((weight for weight in Weight if weight in found), None)

    @property
    def grounds(self) -> list[Condition]:
        """Return every ground once, in the order in which it was found."""
        return list(
            {
                (one.condition.code, one.condition.reason): one.condition for one in self.told
            }.values()
        )


def moment(pack: Pack, filled: Filled | None, *, at: datetime) -> datetime:
    """Return when a row happened: at its hour of the clinic day, else at noon; never later than now."""
    hour = filled.hour if filled and filled.hour else NOON
    then = datetime.combine(pack.clinic_day.day, hour, tzinfo=get_current_timezone())
    return min(then, at) if pack.clinic_day.day == localdate(at) else then


def check(
    pack: Pack, entries: Sequence[PackEntry], *, texts: Mapping[UUID, Texts], at: datetime
) -> dict[UUID, Checked]:
    """Return each entry of a pack as it stands now; all of a pack's entries must be given."""
    policy = load()
    read = {one.id: texts[one.id] for one in entries}
    facts = read_facts(
        pack,
        [one.person_id for one in entries if one.person_id],
        slips=[told.get(Part.SLIP, "") for told in read.values()],
        policy=policy,
    )
    checked = {one.id: _read(one, read[one.id], pack=pack, facts=facts, at=at) for one in entries}
    for entry_id, condition in doubles(entries).items():
        checked[entry_id].told.append(Told(condition=condition, weight=Weight.DOUBLE))
    for one in checked.values():
        if one.entry.stage not in CLOSED and one.weight is not Weight.DOUBLE:
            one.told += _against(one, pack=pack, facts=facts, policy=policy)
    _slips_twice(checked.values())
    return checked


def _read(entry: PackEntry, texts: Texts, *, pack: Pack, facts: Facts, at: datetime) -> Checked:
    filled, faults = read_row(texts, products=facts.products, on=pack.clinic_day.day)
    found = Checked(entry=entry, filled=filled)
    if entry.stage in CLOSED:
        return found
    found.told += [
        Told(column=fault.column, condition=fault.condition, weight=Weight.FAULT)
        for fault in faults
    ]
    found.told += _about_row(entry, texts, facts=facts)
    late = may_enter(
        pack.clinic_day.day,
        happened_at=moment(pack, filled, at=at),
        days=load().value("pack_late_days", localdate(at)),
        at=at,
        on=localdate(at),
    )
    found.told += [Told(condition=one, weight=Weight.CONFLICT) for one in late.unmet]
    return found


def _about_row(entry: PackEntry, texts: Texts, *, facts: Facts) -> Iterator[Told]:
    """Examine whose row it is: by its number, and by the card that is written in it."""
    written = texts.get(Part.CARD, "").strip()
    person = facts.people.get(entry.person_id) if entry.person_id else None
    whose = entry.row.person_id if entry.row else None
    if entry.foreign:
        yield Told(column=Part.ROW, condition=ROW_IS_OF_THE_PACK.fails(), weight=Weight.FAULT)
    elif entry.row is None and person is None:
        yield Told(column=Part.ROW, condition=ROW_IS_KNOWN.fails(), weight=Weight.FAULT)
    elif person is None:
        yield Told(column=Part.CARD, condition=CARD_IS_FOUND.fails(), weight=Weight.FAULT)
    elif whose and written and written.upper() != person.card_number.upper():
        yield Told(column=Part.CARD, condition=CARD_FITS_THE_ROW.fails(), weight=Weight.FAULT)


def _against(found: Checked, *, pack: Pack, facts: Facts, policy: Policy) -> Iterator[Told]:
    """Yield what the rules of clinic and counter have against a row that can be read."""
    entry, filled = found.entry, found.filled
    person = facts.people.get(entry.person_id) if entry.person_id else None
    if person is None or filled is None or entry.foreign:
        return
    yield from about_person(person, filled, pack=pack, stage=EntryStage(entry.stage))
    yield from about_who_came(person, filled)
    assert entry.person_id is not None
    found.medicines = given(filled, entry.person_id, facts=facts, policy=policy)
    yield from about_prescription(found.medicines, person, filled, pack=pack, policy=policy)
    lots = list(about_lots(found.medicines, facts=facts))
    yield from lots
    if not lots:
        yield from about_money(
            found.medicines,
            person,
            person_id=entry.person_id,
            facts=facts,
            policy=policy,
            on=pack.clinic_day.day,
        )
    if filled.slip in facts.slips:
        yield Told(
            column=Part.SLIP,
            condition=SLIP_IS_NEW.fails(slip=filled.slip),
            weight=Weight.CONFLICT,
        )


def _slips_twice(checked: Iterable[Checked]) -> None:
    """Tell of the later of two rows with one slip number."""
    seen: set[str] = set()
    for one in sorted(checked, key=lambda found: (found.entry.recorded_at, found.entry.number)):
        if one.filled is None or one.entry.stage == EntryStage.SET_ASIDE:
            continue
        if one.filled.slip in seen and one.entry.stage not in CLOSED and one.weight is None:
            condition = SLIP_IS_NEW.fails(slip=one.filled.slip)
            one.told.append(Told(column=Part.SLIP, condition=condition, weight=Weight.CONFLICT))
        seen.add(one.filled.slip)
