"""Two records beside one another, and the log of merges: what the office decides on (5.1.3.b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.people.details import GuardianDetails, PersonDetails
from anxin.people.likeness import likely_same
from anxin.people.models import Person, PersonMerge
from anxin.people.queries import (
    Named,
    find_by_identity_number,
    guardians_of_many,
    identity_texts,
    named,
)
from anxin.privacy.door import Look
from anxin.rules.duplicates import Ground
from anxin.rules.identity import mask_phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact of two records; ``differs`` marks what is not the same in both."""

    label: str
    first: str | date
    second: str | date

    @property
    def differs(self) -> bool:
        """Say whether the two records tell different things."""
        return self.first != self.second

    @property
    def is_day(self) -> bool:
        """Say whether a day is compared."""
        return isinstance(self.first, date)


def standing_pair(first_id: UUID, second_id: UUID) -> bool:
    """Say whether both records are in reach, two, and stand for themselves."""
    return Person.objects.filter(id__in={first_id, second_id}, merged_into=None).count() > 1


def beside(first_id: UUID, second_id: UUID, *, look: Look) -> list[Line]:
    """Return the facts of two records in reach beside one another, both readings recorded."""
    ids = (first_id, second_id)
    people = named(ids, look=look)
    texts = [identity_texts(pk, fields=["phone", "address"], look=look) for pk in ids]
    guardians = guardians_of_many(ids, look=look)
    kept = Person.objects.select_related("village", "keeper").in_bulk(ids)
    both = (
        (_("姓名"), [people[pk].name for pk in ids]),
        (_("身份证号"), [people[pk].masked_number for pk in ids]),
        (_("性别"), [people[pk].sex_name for pk in ids]),
        (_("出生日期"), [people[pk].born for pk in ids]),
        (_("联系电话"), [mask_phone(one["phone"]) for one in texts]),
        (_("家庭地址"), [one["address"] for one in texts]),
        (_("监护人"), ["、".join(g.name for g in guardians.get(pk, [])) for pk in ids]),
        (_("村（居）"), [kept[pk].village.name for pk in ids]),
        (_("档案所在"), [kept[pk].keeper.name for pk in ids]),
    )
    return [Line(label=label, first=a, second=b) for label, (a, b) in both]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """Somebody in reach who may be the person of a form, and why."""

    person: Named
    grounds: Sequence[Ground]


def registered_before(
    details: PersonDetails, guardians: Sequence[GuardianDetails], *, town_id: UUID, look: Look
) -> list[Likely]:
    """Return who may be the person of a form, likeliest first, the reading recorded.

    Whoever has exactly the form's number is left out: the application goes on in that record.
    """
    found = likely_same(details, guardians, town_id=town_id)
    if same := find_by_identity_number(details.identity_number):
        found.pop(same.id, None)
    people = named(found, look=look) if found else {}
    return [
        Likely(person=people[pk], grounds=sorted(grounds))
        for pk, grounds in found.items()
        if pk in people
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One merge of the log."""

    merge: PersonMerge
    kept: Named
    gone: Named


def merge_log(rows: list[PersonMerge], *, look: Look) -> list[Merged]:
    """Return merges with the names of both records, the reading recorded."""
    people = named({pk for row in rows for pk in (row.kept_id, row.gone_id)}, look=look)
    return [
        Merged(merge=row, kept=people[row.kept_id], gone=people[row.gone_id])
        for row in rows
        if row.kept_id in people and row.gone_id in people
    ]


def merges() -> list[PersonMerge]:
    """Return the merges, newest first, those taken back among them."""
    found = PersonMerge.objects.select_related("recorded_by", "split", "split__recorded_by")
    return list(found.order_by("-recorded_at", "id"))


def lasting_merge(merge_id: UUID) -> PersonMerge | None:
    """Return a merge that was not taken back; None where there is none in reach."""
    return PersonMerge.objects.filter(id=merge_id, split=None).first()
