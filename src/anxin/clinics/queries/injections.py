"""Long-acting injections of people: what was given, what comes next, what a missed one asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from anxin.clinics.models import Injection
from anxin.policy import Policy, load
from anxin.privacy.door import Look, record_reading
from anxin.rules.decisions import Phrase
from anxin.rules.injection_advice import dose_mg, missed
from anxin.rules.injections import (
    Due,
    Given,
    InjectionTerms,
    Scheme,
    Site,
    Standing,
    Step,
    next_due,
    scheme_of,
    sites_for,
    step_on,
)

KINDS = {Standing.EARLY: "plain", Standing.DUE: "good", Standing.LATE: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The injections of one medicine that a person was given, oldest first, by one scheme."""

    drug: str
    scheme: Scheme
    interval_days: int
    terms: InjectionTerms
    rows: tuple[Injection, ...]

    @property
    def history(self) -> tuple[Given, ...]:
        """Return the rows as the rules ask for them."""
        return tuple(
            Given(on=row.given_on, step=Step(row.step), micrograms=row.micrograms)
            for row in self.rows
        )

    @property
    def due(self) -> Due | None:
        """Return the next injection."""
        return next_due(
            self.history, scheme=self.scheme, interval_days=self.interval_days, terms=self.terms
        )

    def due_after(self, given: Given) -> Due | None:
        """Return the next injection once another has been given."""
        return next_due(
            (*self.history, given),
            scheme=self.scheme,
            interval_days=self.interval_days,
            terms=self.terms,
        )

    def step_on(self, day: date, *, continues: bool = False) -> Step:
        """Return which injection one given on a day would be."""
        return step_on(
            self.history, scheme=self.scheme, terms=self.terms, on=day, continues=continues
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseShown:
    """A course as the pages show it on a day."""

    drug: str
    last: Injection
    last_mg: int
    due: Due
    step: str
    """What an injection given today would be: after a long gap another than the one that was due."""
    mg: int | None
    sites: tuple[str, ...]
    standing: str
    kind: str
    advice: Phrase | None


def course_of(
    drug: str, form: str, rows: Iterable[Injection], *, policy: Policy, on: date
) -> Course:
    """Return the course of a medicine that is given at the clinic, by the policy of a day."""
    item = policy.catalogue.find(drug, form)
    assert item is not None, f"{drug} stands in the catalogue"
    scheme = scheme_of(item)
    assert scheme is not None, f"{drug} is injected"
    return Course(
        drug=drug,
        scheme=scheme,
        interval_days=item.clinic_days or 0,
        terms=policy.injection_terms(on),
        rows=tuple(rows),
    )


def given_to(person_ids: Iterable[UUID]) -> dict[UUID, dict[str, list[Injection]]]:
    """Return the injections that count for people by medicine, oldest first.

    What was given under a record merged into theirs counts too (security T52).
    """
    wanted = set(person_ids)
    rows = (
        Injection.objects.filter(
            Q(person_id__in=wanted) | Q(person__merged_into_id__in=wanted), ended_by_id__isnull=True
        )
        .select_related("product", "person")
        .order_by("given_on", "injected_at")
    )
    found: dict[UUID, dict[str, list[Injection]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        kept = row.person.merged_into_id
        found[kept if kept in wanted else row.person_id][row.product.drug].append(row)
    return found


def courses(person_ids: Iterable[UUID], *, policy: Policy) -> dict[UUID, list[Course]]:
    """Return the courses of people that go on, by the policy of their last day.

    A single injection, as for agitation, is no course.
    """
    found: dict[UUID, list[Course]] = {}
    for person_id, by_drug in given_to(person_ids).items():
        made = [
            course_of(drug, rows[0].product.form, rows, policy=policy, on=rows[-1].given_on)
            for drug, rows in by_drug.items()
        ]
        found[person_id] = [course for course in made if course.due is not None]
    return found


def next_injections(person_id: UUID, *, policy: Policy) -> dict[str, Due]:
    """Return the next long-acting injection of a person by medicine."""
    mine = courses([person_id], policy=policy).get(person_id, [])
    return {course.drug: course.due for course in mine if course.due is not None}


def schedule_of(person_id: UUID, *, look: Look, on: date) -> list[CourseShown]:
    """Return what a person is due for, recorded as a reading (7.2.d)."""
    record_reading(look, person_ids=[person_id], fields=["injections"])
    mine = courses([person_id], policy=load()).get(person_id, [])
    return [_shown(course, course.due, on=on) for course in mine if course.due is not None]


def _shown(course: Course, due: Due, *, on: date) -> CourseShown:
    standing = due.standing(on=on)
    step = course.step_on(on) if standing is Standing.LATE else due.step
    return CourseShown(
        drug=course.drug,
        last=course.rows[-1],
        last_mg=course.rows[-1].micrograms // 1000,
        due=due,
        step=step.label,
        mg=dose_mg(step, course.history, terms=course.terms),
        sites=words_of(sites_for(course.scheme, step)),
        standing=standing.label,
        kind=KINDS[standing],
        advice=missed(
            course.history,
            scheme=course.scheme,
            interval_days=course.interval_days,
            terms=course.terms,
            on=on,
        ),
    )


def words_of(sites: Sequence[Site]) -> tuple[str, ...]:
    """Return the words of sites."""
    return tuple(site.label for site in sites)
