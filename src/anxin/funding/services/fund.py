"""Money into the fund, and out of it to the hospitals in advance."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.funding import queries
from anxin.funding.models import Advance, AdvanceEvent, Budget, Source
from anxin.ledger.models import Account
from anxin.ledger.services import AccountOf, Leg, account_id, open_accounts, post
from anxin.organisations.models import Organisation
from anxin.rules.access import Actor
from anxin.rules.advance_stages import ADVANCE, AdvanceMove, AdvanceStage
from anxin.rules.clauses import cites
from anxin.rules.decisions import Refused
from anxin.rules.quarters import Quarter
from anxin.rules.settlement import (
    ANOTHER_APPROVES,
    REFUSAL_HAS_A_REASON,
    may_pay_advance,
    may_request_advance,
)

FUND = AccountOf(kind=Account.Kind.FUND)


@cites("5.4")
def add_source(
    *, request_id: UUID, code: str, name: str, kind: str, actor: Actor, at: datetime
) -> UUID:
    """Add a source of the fund's money, with the account that traces it; return its id."""
    new = uuid4()
    content = {"code": code, "name": name, "kind": kind}
    if earlier := begin(
        request_id=request_id, kind="funding.add_source", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    del actor
    Source.objects.create(id=new, code=code, name=name, kind=Source.Kind(kind))
    open_accounts([AccountOf(kind=Account.Kind.SOURCE, payer=code)])
    return new


@cites("5.4", "7.1.a", "4.3.finance")
def add_budget(
    *,
    request_id: UUID,
    source_id: UUID,
    year: int,
    amount: int,
    document: str,
    paid_on: date,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Record money of a source for a year as paid into the fund; return the budget's id."""
    new = uuid4()
    content = {
        "source": source_id, "year": year, "amount": amount, "document": document, "paid_on": paid_on
    }  # fmt: skip
    if earlier := begin(
        request_id=request_id, kind="funding.add_budget", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    del actor
    source = Source.objects.get(id=source_id)
    Budget.objects.create(
        id=new,
        source=source,
        year=year,
        amount=amount,
        document=document,
        paid_on=paid_on,
        act_id=request_id,
    )
    post(
        kind="budget",
        business_on=paid_on,
        act_id=request_id,
        document_id=new,
        legs=(
            Leg(account_id=FUND.id, amount=amount),
            Leg(account_id=account_id(Account.Kind.SOURCE, payer=source.code), amount=-amount),
        ),
    )
    return new


@cites("5.5.a")
def request_advance(
    *,
    request_id: UUID,
    hospital_id: UUID,
    quarter: Quarter,
    amount: int,
    estimate: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Ask the health commission for an advance to a hospital, with the estimate; return its id."""
    new = uuid4()
    content = {"hospital": hospital_id, "quarter": quarter, "amount": amount, "estimate": estimate}
    if earlier := begin(
        request_id=request_id, kind="funding.request_advance", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    del actor
    specialist = Organisation.objects.filter(
        id=hospital_id, kind=Organisation.Kind.SPECIALIST_HOSPITAL
    ).exists()
    Refused.unless(may_request_advance(quarter, specialist=specialist, on=localdate(at)))
    Advance.objects.create(
        id=new,
        hospital_id=hospital_id,
        quarter=str(quarter),
        amount=amount,
        estimate=estimate,
        act_id=request_id,
    )
    return new


@cites("5.5.a", "5.4")
def answer_advance(
    *, request_id: UUID, advance_id: UUID, approve: bool, because: str, actor: Actor, at: datetime
) -> UUID:
    """Approve an advance and pay it out of the fund, or refuse it with a reason; return its id.

    Locks the advance, then the fund's account: two approvals cannot draw the same fen.
    """
    content = {"advance": advance_id, "approve": approve, "because": because}
    if earlier := begin(
        request_id=request_id,
        kind="funding.answer_advance",
        content=content,
        result_id=advance_id,
        at=at,
    ):
        return earlier.result_id
    lock(Advance, advance_id)
    advance = Advance.objects.get(id=advance_id)
    move = AdvanceMove.APPROVE if approve else AdvanceMove.REFUSE
    ADVANCE.after(AdvanceStage(advance.stage), move)
    if advance.recorded_by_id == actor.staff_id:
        raise ANOTHER_APPROVES.refused()
    if not approve and not because.strip():
        raise REFUSAL_HAS_A_REASON.refused()
    if approve:
        lock(Account, FUND.id)
        Refused.unless(may_pay_advance(amount=advance.amount, balance=queries.fund_balance()))
    AdvanceEvent.objects.create(
        advance=advance,
        move=move,
        because=because,
        clause="5.5.a",
        occurred_on=localdate(at),
        act_id=request_id,
    )
    if approve:
        _pay(advance, act_id=request_id, on=localdate(at))
    return advance_id


def _pay(advance: Advance, *, act_id: UUID, on: date) -> None:
    post(
        kind="advance",
        business_on=on,
        act_id=act_id,
        document_id=advance.id,
        legs=(
            Leg(
                account_id=account_id(Account.Kind.ADVANCE, advance.hospital_id),
                amount=advance.amount,
            ),
            Leg(account_id=FUND.id, amount=-advance.amount),
        ),
    )
