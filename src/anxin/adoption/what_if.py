"""Trying a drafted value on the register: facts of everybody, two judgements, totals kept (7.4)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from anxin.acts.services import begin
from anxin.adoption.models import Proposal, WhatIfRun
from anxin.database.statements import run
from anxin.organisations.models import Staff
from anxin.policy.pack import Policy, load
from anxin.privacy.door import Look, record_reading
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.days import add_months
from anxin.rules.decisions import Refused
from anxin.rules.eligibility import (
    Applicant,
    Diagnosis,
    EligibilityTerms,
    Guardian,
    GuardianKind,
    Living,
    Poverty,
)
from anxin.rules.money import Fen
from anxin.rules.places import Suspended
from anxin.rules.proposal_stages import ProposalStage
from anxin.rules.what_if import (
    CAP,
    FEDERATION,
    PLACES,
    PROJECT,
    SUSPENDED,
    Criterion,
    Registered,
    Stand,
    Takes,
    Values,
    may_try,
    try_values,
)
from anxin.rules.what_if_totals import Totals, told_of, totals_of

PAGE = gettext_noop("假设推演")
FIELDS = ("welfare", "clinical", "guardian.born", "police")
LOOKS_BACK = 12
_FACTS = "SELECT * FROM security.rows_what_if(%s::date, %s::date)"
_TOLD = "SELECT * FROM security.told_what_if(%s::uuid)"


@cites("7.4", "7.2.d", "working-rules:what-if")
def try_proposal(
    *, request_id: UUID, proposal_id: UUID, look: Look, actor: Actor, at: datetime
) -> UUID:
    """Try a drafted value on the register as it stands today; return the run. Totals alone are kept.

    The register is read in one go and recorded as one reading of everybody counted.
    """
    del actor
    new, on = uuid4(), localdate(at)
    content = {"proposal": proposal_id}
    if earlier := begin(
        request_id=request_id, kind="policy.try", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    proposal = Proposal.objects.get(id=proposal_id)
    unanswered = proposal.stage == ProposalStage.DRAFTED
    Refused.unless(
        may_try(subject=proposal.subject, pending=proposal.pending, unanswered=unanswered)
    )
    now = values_on(load(), max(proposal.since, on))
    then = values_on(load(), max(proposal.since, on), **{proposal.subject: proposal.value})
    totals = totals_of(try_values(_register(on=on, look=look), now=now, then=then, on=on))
    WhatIfRun.objects.create(
        id=new,
        proposal=proposal,
        values={proposal.subject: proposal.value},
        on=on,
        totals=totals,
        told=told_of(totals),
        policy_version=load().version,
        act_id=request_id,
    )
    return new


def values_on(policy: Policy, day: date, **tried: int | None) -> Values:
    """Return the values of a day, with others in the place of those tried."""

    def held(name: str) -> int | None:
        return tried[name] if name in tried else policy.value_or_pending(name, day)

    months, patients, age, suspended = (
        held(name)
        for name in (Criterion.RESIDENCE, Criterion.HOUSEHOLD, Criterion.GUARDIAN_AGE, SUSPENDED)
    )
    assert months is not None
    assert patients is not None
    assert age is not None
    return Values(
        terms=EligibilityTerms(
            residence_months=months, guardian_age=age, household_patients=patients
        ),
        places=held(PLACES),
        suspended=Suspended(suspended or Suspended.KEPT),
        cap=_fen(held(CAP)),
        federation_yearly=_fen(held(FEDERATION)),
        project_yearly=_fen(held(PROJECT)),
    )


def _fen(value: int | None) -> Fen | None:
    return None if value is None else Fen(value)


def _register(*, on: date, look: Look) -> Iterator[Registered]:
    rows = run(_FACTS, on, add_months(on, -LOOKS_BACK))
    record_reading(look, person_ids=(row[0] for row in rows), fields=FIELDS)
    return (_registered(row) for row in rows)


def _registered(row: tuple[Any, ...]) -> Registered:
    (_id, stand, suspended, resident_since, in_hospital, listed, poverty, patients) = row[:8]
    kinds, births, diagnosis, diagnosis_certified, certified, days, *money = row[8:]
    return Registered(
        applicant=Applicant(
            resident_since=resident_since,
            living=Living.HOSPITAL if in_hospital else Living.HOME,
            police_listed=listed,
            poverty=frozenset(map(Poverty, poverty)),
            household_patients=patients,
            guardians=tuple(
                Guardian(kind=GuardianKind(kind), born=born)
                for kind, born in zip(kinds, births, strict=True)
            ),
            diagnosis=Diagnosis(diagnosis),
            diagnosis_certified=diagnosis_certified,
        ),
        stand=Stand(stand),
        suspended=suspended,
        certified=certified,
        takes=_takes(days, *money) if days else None,
    )


def _takes(days: int, total: int, basic: int, special: int, civil: int) -> Takes:
    return Takes(
        days=days,
        total=Fen(total),
        basic_insurance=Fen(basic),
        special_disease=Fen(special),
        civil_assistance=Fen(civil),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunShown:
    """One run as its reader may know it; ``exact`` for who may know people."""

    id: UUID
    at: datetime
    by: str
    facts_on: date
    policy_version: str
    totals: Mapping[str, int | None]
    exact: bool


def runs_of(proposal_id: UUID, *, actor: Actor) -> list[RunShown]:
    """Return the runs of a proposal, the newest first: in full for the office, else what may be told."""
    rows = run(_TOLD, proposal_id)
    exact: dict[UUID, Totals] = dict(
        WhatIfRun.objects.filter(proposal_id=proposal_id).values_list("id", "totals")
        if actor.may("policy.try")
        else ()
    )
    names = dict(Staff.objects.filter(id__in={row[2] for row in rows}).values_list("id", "name"))
    return [
        RunShown(
            id=id_,
            at=at,
            by=names.get(by, ""),
            facts_on=facts_on,
            policy_version=version,
            totals=exact.get(id_) or json.loads(told),
            exact=id_ in exact,
        )
        for id_, at, by, facts_on, version, told in rows
    ]
