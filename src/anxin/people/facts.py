"""The facts that entitlement turns on, of many people at once: one query a table, one reading."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from anxin.people.models import Clinical, Guardian, PoliceListing, Welfare
from anxin.privacy.door import Look, record_reading
from anxin.rules.eligibility import Applicant, Diagnosis, GuardianKind, Living, Poverty
from anxin.rules.eligibility import Guardian as GuardianFacts


def applicants(
    person_ids: Iterable[UUID], *, with_listing: bool, look: Look
) -> dict[UUID, Applicant]:
    """Return the facts of people in reach as they stand, living at home, recorded as one row.

    Without the listing nothing of the police is read, and everybody is as if unlisted (T17).
    """
    ids = list(person_ids)
    fields = ["welfare", "clinical", "guardian.born", *(["police"] if with_listing else [])]
    record_reading(look, person_ids=ids, fields=fields)
    clinical = {one.person_id: one for one in Clinical.objects.filter(person_id__in=ids)}
    guardians = _guardians(ids)
    listed = _listed(ids) if with_listing else set()
    return {
        one.person_id: Applicant(
            resident_since=one.resident_since,
            living=Living.HOME,
            police_listed=one.person_id in listed,
            poverty=frozenset(Poverty(code) for code in one.poverty),
            household_patients=one.household_patients,
            guardians=guardians.get(one.person_id, ()),
            diagnosis=Diagnosis(found.diagnosis),
            diagnosis_certified=bool(found.certified_by and found.certified_on),
        )
        for one in Welfare.objects.filter(person_id__in=ids)
        if (found := clinical.get(one.person_id))
    }


def _guardians(ids: list[UUID]) -> dict[UUID, tuple[GuardianFacts, ...]]:
    found: dict[UUID, tuple[GuardianFacts, ...]] = {}
    rows = Guardian.objects.filter(person_id__in=ids, until=None).order_by("recorded_at")
    for person_id, kind, born in rows.values_list("person_id", "kind", "born"):
        one = GuardianFacts(kind=GuardianKind(kind), born=born)
        found[person_id] = (*found.get(person_id, ()), one)
    return found


def _listed(ids: list[UUID]) -> set[UUID]:
    rows = PoliceListing.objects.filter(person_id__in=ids).order_by("recorded_at")
    newest = dict(rows.values_list("person_id", "listed"))
    return {person_id for person_id, listed in newest.items() if listed}
