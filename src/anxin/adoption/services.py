"""Drafting a policy value or a calendar, and a second person's answer (7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.adoption.models import Proposal, ProposalEvent
from anxin.database.locks import lock
from anxin.policy.overlay import CALENDAR
from anxin.policy.pack import load
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Refused
from anxin.rules.parameters import NotInForceError
from anxin.rules.proposal_stages import PROPOSAL, ProposalMove, ProposalStage
from anxin.rules.proposals import may_answer, may_draft, may_draft_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """The document that sets a value, and its own words."""

    number: str
    title: str
    issued_on: date
    words: str

    @property
    def is_whole(self) -> bool:
        """Say whether the document has its title and its words."""
        return bool(self.title.strip() and self.words.strip())


@cites("7.4")
def draft_value(
    *,
    request_id: UUID,
    name: str,
    since: date,
    value: int | None,
    source: Sourced,
    late_reason: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Draft a value of a parameter from a day; None is 待定. Return the proposal's id."""
    del actor
    new, on = uuid4(), localdate(at)
    content = {
        "name": name, "since": since, "value": value, "late": late_reason, **asdict(source)
    }  # fmt: skip
    if earlier := begin(
        request_id=request_id, kind="policy.draft", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    Refused.unless(
        may_draft(
            unit=load().parameters[name].unit,
            value=value,
            since=since,
            held_then=_held_on(name, since, new=value),
            has_document=source.is_whole,
            late_reason=late_reason,
            on=on,
        )
    )
    _propose(
        new,
        name,
        since,
        source,
        act_id=request_id,
        value=value,
        pending=value is None,
        late_reason=late_reason.strip(),
    )
    return new


@cites("state-council-holidays:calendar")
def draft_calendar(
    *,
    request_id: UUID,
    year: int,
    days: Mapping[date, bool],
    source: Sourced,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Draft the working days of a year by its notice; return the proposal's id."""
    del actor
    new = uuid4()
    plain = {day.isoformat(): worked for day, worked in sorted(days.items())}
    content = {"year": year, "days": plain, **asdict(source)}
    if earlier := begin(
        request_id=request_id, kind="policy.calendar", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    Refused.unless(may_draft_calendar(year=year, days=days, has_document=source.is_whole))
    _propose(new, f"{CALENDAR}{year}", date(year, 1, 1), source, act_id=request_id, days=plain)
    return new


@cites("7.4")
def answer(
    *,
    request_id: UUID,
    proposal_id: UUID,
    adopts: bool,
    because: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Adopt or refuse a proposal, as another person than drafted it; return its id.

    Every unit of work that begins after the commit sees an adopted value.
    """
    move = ProposalMove.ADOPT if adopts else ProposalMove.REFUSE
    content = {"proposal": proposal_id, "adopts": adopts, "because": because}
    if earlier := begin(
        request_id=request_id, kind="policy.answer", content=content, result_id=proposal_id, at=at
    ):
        return earlier.result_id
    proposal = _locked(proposal_id, move)
    Refused.unless(
        may_answer(
            drafted_by=proposal.recorded_by_id,
            answered_by=actor.staff_id,
            adopts=adopts,
            because=because,
        )
    )
    _move(proposal, move, because=because, act_id=request_id, on=localdate(at))
    return proposal_id


def withdraw(
    *, request_id: UUID, proposal_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Withdraw a proposal that was not answered yet; return its id."""
    del actor
    content = {"proposal": proposal_id, "because": because}
    if earlier := begin(
        request_id=request_id, kind="policy.withdraw", content=content, result_id=proposal_id, at=at
    ):
        return earlier.result_id
    proposal = _locked(proposal_id, ProposalMove.WITHDRAW)
    _move(proposal, ProposalMove.WITHDRAW, because=because, act_id=request_id, on=localdate(at))
    return proposal_id


def _held_on(name: str, day: date, *, new: int | None) -> int | None:
    """Return what holds on a day; where nothing does yet, something else than the new value."""
    try:
        return load().value_or_pending(name, day)
    except NotInForceError:
        return -1 if new is None else None


def _propose(
    new: UUID,
    subject: str,
    since: date,
    source: Sourced,
    *,
    act_id: UUID,
    value: int | None = None,
    pending: bool = False,
    late_reason: str = "",
    days: Mapping[str, bool] | None = None,
) -> None:
    Proposal.objects.create(
        id=new,
        subject=subject,
        since=since,
        value=value,
        pending=pending,
        days=dict(days or {}),
        document_number=source.number.strip(),
        document_title=source.title.strip(),
        issued_on=source.issued_on,
        words=source.words.strip(),
        late_reason=late_reason,
        act_id=act_id,
    )


def _locked(proposal_id: UUID, move: ProposalMove) -> Proposal:
    lock(Proposal, proposal_id)
    proposal = Proposal.objects.get(id=proposal_id)
    PROPOSAL.after(ProposalStage(proposal.stage), move)
    return proposal


def _move(proposal: Proposal, move: ProposalMove, *, because: str, act_id: UUID, on: date) -> None:
    ProposalEvent.objects.create(
        id=uuid4(),
        proposal=proposal,
        move=move,
        because=because.strip(),
        clause="7.4",
        occurred_on=on,
        act_id=act_id,
    )
