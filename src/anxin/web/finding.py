"""What the one box answers: people in reach with their status and next action, few and useful first.

A person out of reach and one who does not exist are the same answer, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.enrolment.queries import find_card
from anxin.enrolment.queries.outlook import Outlook, Status, outlooks, status_of
from anxin.people import find, queries
from anxin.privacy.door import Look
from anxin.rules.access import GRANTS, Actor, Reach
from anxin.rules.finding import EXACT, Asked, Kind, Try, understand, words_asked
from anxin.web.next_step import Step, next_steps, person_url

SHOWN = 20
SUGGESTED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Who is found by a text, before anything of them is opened."""

    asked: Asked
    people: Mapping[UUID, bool]
    """Each person, and whether found through a guardian alone."""
    card_id: UUID | None = None
    """The card that was scanned or typed."""

    @property
    def is_exact(self) -> bool:
        """Say whether the text named one person by card, scan or identity number."""
        kinds = {one.kind for one in self.asked.tries}
        return len(self.people) == 1 and bool(kinds & EXACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One person as found: what the duty may see, and what to do next.

    ``about`` is None for a village, which sees the name and where the person lives alone.
    """

    name: str
    about: queries.Named | None
    outlook: Outlook
    status: Status | None
    step: Step | None
    page_url: str
    through_guardian: bool
    age: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The first people found, and whether there are more."""

    rows: tuple[Result, ...]
    more: bool
    hint: str = ""


def search(typed: str) -> Hits:
    """Return who in reach a text finds; an exact number is looked for before anything else."""
    asked = understand(typed)
    people: dict[UUID, bool] = {}
    card_id = None
    for one in asked.tries:
        if one.kind is Kind.IDENTITY:
            people |= find.people_by_identity_number(one.text)
        elif one.kind in EXACT and (found := _by_card(one)):
            card_id, person_id = found
            people[person_id] = False
    if not people:
        people = find.people_by_words(words_asked(asked))
    return Hits(asked=asked, people=people, card_id=card_id)


def _by_card(one: Try) -> tuple[UUID, UUID] | None:
    card = find_card(one.text)
    return (card.id, card.person_id) if card else None


def straight_to(hits: Hits, *, actor: Actor, on: date) -> str | None:
    """Return where an exact hit leads at once; None where there is a choice, or nothing to do."""
    if not hits.is_exact:
        return None
    rows = outlooks(hits.people, organisation_id=actor.organisation_id, most=1, on=on)
    step = next_steps(rows, actor=actor, on=on).get(rows[0].person_id) if rows else None
    if step is None:
        return None
    at_counter = hits.card_id and actor.may("pickup.write")
    return f"{step.url}?card={hits.card_id}" if at_counter else step.url


def results(hits: Hits, *, most: int, look: Look, on: date) -> Results:
    """Return the most useful people found; those shown are recorded as one reading."""
    if not hits.people:
        return Results(rows=(), more=False, hint=hits.asked.hint)
    actor = look.actor
    found = outlooks(hits.people, organisation_id=actor.organisation_id, most=most + 1, on=on)
    rows, more = found[:most], len(found) > most
    steps = next_steps(rows, actor=actor, on=on)
    ids = [row.person_id for row in rows]
    about = queries.named(ids, look=look) if _sees_numbers(actor) else {}
    names = {pk: one.name for pk, one in about.items()} or queries.names(ids, look=look)
    return Results(
        rows=tuple(
            Result(
                name=names.get(row.person_id, ""),
                about=about.get(row.person_id),
                outlook=row,
                status=status_of(row, actor=actor, on=on),
                step=steps.get(row.person_id),
                page_url=person_url(row.person_id) if actor.may("enrolment.read") else "",
                through_guardian=hits.people[row.person_id],
                age=about[row.person_id].age_on(on) if row.person_id in about else None,
            )
            for row in rows
        ),
        more=more,
    )


def _sees_numbers(actor: Actor) -> bool:
    """Say whether more than the name is shown: not to a village (4.3.village)."""
    return GRANTS["identity.read"][actor.duty] is not Reach.VILLAGE
