"""The quarter's claim: gathered at once, checked line by line, accepted against the advance (5.5.c)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.ledger.models import Account
from anxin.ledger.services import Leg, account_id, post
from anxin.rules.access import Actor
from anxin.rules.claim_stages import CLAIM, CLAIM_LINE, ClaimLineMove, ClaimMove, ClaimStage
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Payer
from anxin.rules.decisions import Refused
from anxin.rules.quarters import Quarter
from anxin.rules.settlement import (
    ANOTHER_CHECKS,
    SOMETHING_TO_ACCEPT,
    SOMETHING_TO_CLAIM,
    VERDICT_HAS_A_REASON,
    may_accept,
    may_file,
    may_finish_check,
    may_follow,
)
from anxin.settlement import queries
from anxin.settlement.models import Claim, ClaimEvent, ClaimLine, LineCheck

Verdict = LineCheck.Verdict
REJECTED_BEFORE = gettext_noop("原明细已剔除，冲减一并剔除")
MOVES = {
    Verdict.ACCEPTED: ClaimLineMove.ACCEPT,
    Verdict.QUERIED: ClaimLineMove.QUERY,
    Verdict.REJECTED: ClaimLineMove.REJECT,
    Verdict.ANSWERED: ClaimLineMove.ANSWER,
}


@cites("5.5.c")
def file_claim(
    *, request_id: UUID, quarter: Quarter, invoice_number: str, actor: Actor, at: datetime
) -> UUID:
    """File the actor's hospital's claim for a quarter that has ended; return its id.

    Gathers, in one statement, every completed pick-up not claimed yet up to the quarter's end:
    what was late for an earlier quarter comes along, marked. Slips whose scan is owed stay out. What
    an accepted claim held and was reversed since comes along as a negative line.
    """
    new = uuid4()
    content = {"hospital": actor.organisation_id, "quarter": quarter, "invoice": invoice_number}
    if earlier := begin(
        request_id=request_id, kind="settlement.file_claim", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    claimed = Claim.objects.filter(hospital_id=actor.organisation_id, quarter=str(quarter)).exists()
    Refused.unless(may_file(quarter, claimed=claimed, on=localdate(at)))
    claim = Claim.objects.create(
        id=new,
        hospital_id=actor.organisation_id,
        quarter=str(quarter),
        invoice_number=invoice_number.strip(),
        act_id=request_id,
    )
    if not _gather(new):
        raise SOMETHING_TO_CLAIM.refused(quarter=quarter)
    _move(claim, ClaimMove.FILE, act_id=request_id, on=localdate(at))
    return new


def _gather(claim_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT security.gather_claim(%s)", [claim_id])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


@cites("5.5.c", "7.1.c")
def check_line(
    *, request_id: UUID, line_id: UUID, verdict: str, reason: str, actor: Actor, at: datetime
) -> UUID:
    """Accept, query or reject one line; return its id. What lacks its proof can't be accepted."""
    given = Verdict(verdict)
    assert given is not Verdict.ANSWERED
    content = {"line": line_id, "verdict": given, "reason": reason}
    if earlier := begin(
        request_id=request_id,
        kind="settlement.check_line",
        content=content,
        result_id=line_id,
        at=at,
    ):
        return earlier.result_id
    line = ClaimLine.objects.get(id=line_id)
    claim = _under_check(line.claim_id, actor=actor)
    seen = queries.line_of(claim, line_id)
    assert seen is not None
    CLAIM_LINE.after(seen.stage, MOVES[given])
    if given is not Verdict.ACCEPTED and not reason.strip():
        raise VERDICT_HAS_A_REASON.refused()
    if seen.takes_back and given is not Verdict.QUERIED:
        first = Verdict(seen.first_verdict)
        Refused.unless(may_follow(given=given, first=first, word=str(first.label)))
    if given is Verdict.ACCEPTED:
        Refused.unless(may_accept(seen.facts, reason=reason))
    _say(claim, line_id, given, reason=reason, act_id=request_id)
    return line_id


@cites("5.5.c")
def answer_query(*, request_id: UUID, line_id: UUID, text: str, actor: Actor, at: datetime) -> UUID:
    """Answer the office's query on a line of the actor's hospital; return the line's id."""
    content = {"line": line_id, "text": text}
    if earlier := begin(
        request_id=request_id,
        kind="settlement.answer_query",
        content=content,
        result_id=line_id,
        at=at,
    ):
        return earlier.result_id
    del actor
    line = ClaimLine.objects.get(id=line_id)
    lock(Claim, line.claim_id)
    claim = Claim.objects.get(id=line.claim_id)
    seen = queries.line_of(claim, line_id)
    assert seen is not None
    CLAIM_LINE.after(seen.stage, ClaimLineMove.ANSWER)
    if not text.strip():
        raise VERDICT_HAS_A_REASON.refused()
    _say(claim, line_id, Verdict.ANSWERED, reason=text, act_id=request_id)
    return line_id


@cites("5.5.c")
def accept_rest(*, request_id: UUID, claim_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Accept at once every line without a word on it against which nothing speaks; return the claim's id.

    What takes a line back gets that line's verdict. What has a finding, a query or an answer is left for a person to look at.
    """
    if earlier := begin(
        request_id=request_id,
        kind="settlement.accept_rest",
        content={"claim": claim_id},
        result_id=claim_id,
        at=at,
    ):
        return earlier.result_id
    claim = _under_check(claim_id, actor=actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO settlement_linecheck (id, claim_id, line_id, verdict, reason, act_id) "
            "SELECT gen_random_uuid(), %s, line_id, coalesce(first_verdict, 'accepted'), "
            "CASE first_verdict WHEN 'rejected' THEN %s ELSE '' END, %s FROM security.claim_lines(%s) "
            "WHERE verdict IS NULL AND signed AND prescribed AND left_the_store AND stands "
            "AND card_valid AND at_home",
            [claim.id, REJECTED_BEFORE, request_id, claim.id],
        )
        if cursor.rowcount == 0:
            raise SOMETHING_TO_ACCEPT.refused()
    return claim_id


@cites("5.5.c")
def finish_check(*, request_id: UUID, claim_id: UUID, actor: Actor, at: datetime) -> UUID:
    """End the check: every line is accepted or rejected, none is queried; return the claim's id."""
    if earlier := begin(
        request_id=request_id,
        kind="settlement.finish_check",
        content={"claim": claim_id},
        result_id=claim_id,
        at=at,
    ):
        return earlier.result_id
    claim = _locked(claim_id, ClaimMove.FINISH_CHECK, actor=actor)
    totals = queries.totals_of(claim)
    Refused.unless(may_finish_check(undecided=totals.undecided, queried=totals.queried))
    _move(claim, ClaimMove.FINISH_CHECK, act_id=request_id, on=localdate(at))
    return claim_id


@cites("5.5.c", "7.1.c")
def accept(*, request_id: UUID, claim_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Accept a checked claim and post it against the hospital's advance, in one entry; return its id."""
    if earlier := begin(
        request_id=request_id,
        kind="settlement.accept",
        content={"claim": claim_id},
        result_id=claim_id,
        at=at,
    ):
        return earlier.result_id
    claim = _locked(claim_id, ClaimMove.ACCEPT, actor=actor)
    _move(claim, ClaimMove.ACCEPT, act_id=request_id, on=localdate(at))
    _settle(claim, act_id=request_id, on=localdate(at))
    return claim_id


def _settle(claim: Claim, *, act_id: UUID, on: date) -> None:
    """Post what is owed against the advance, and what was rejected against the hospital."""
    totals = queries.totals_of(claim)
    if not totals.accepted and not totals.rejected:
        return
    hospital = claim.hospital_id
    payable = account_id(Account.Kind.PAYABLE, hospital, Payer.PROGRAMME)
    post(
        kind="claim",
        business_on=on,
        act_id=act_id,
        document_id=claim.id,
        legs=(
            Leg(account_id=payable, amount=totals.accepted + totals.rejected),
            Leg(account_id=account_id(Account.Kind.ADVANCE, hospital), amount=-totals.accepted),
            Leg(account_id=account_id(Account.Kind.DISALLOWED, hospital), amount=-totals.rejected),
        ),
    )


def _under_check(claim_id: UUID, *, actor: Actor) -> Claim:
    return _locked(claim_id, ClaimMove.FINISH_CHECK, actor=actor)


def _locked(claim_id: UUID, move: ClaimMove, *, actor: Actor) -> Claim:
    """Lock a claim and return it where the move is open to the actor."""
    lock(Claim, claim_id)
    claim = Claim.objects.get(id=claim_id)
    CLAIM.after(ClaimStage(claim.stage), move)
    if claim.recorded_by_id == actor.staff_id:
        raise ANOTHER_CHECKS.refused()
    return claim


def _move(claim: Claim, move: ClaimMove, *, act_id: UUID, on: date) -> None:
    ClaimEvent.objects.create(claim=claim, move=move, clause="5.5.c", occurred_on=on, act_id=act_id)


def _say(claim: Claim, line_id: UUID, verdict: Verdict, *, reason: str, act_id: UUID) -> None:
    LineCheck.objects.create(
        claim=claim, line_id=line_id, verdict=verdict, reason=reason.strip(), act_id=act_id
    )
