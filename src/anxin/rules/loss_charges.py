"""What ran up with a card while it was lost: who bears it, and where the fund's money returns (A5.n4)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from anxin.rules.cards import falls_on_person
from anxin.rules.claim_stages import ClaimLineStage
from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, condition
from anxin.rules.money import Fen
from anxin.rules.settlement import in_yuan

WHILE_LOST = condition(
    "pickup-while-the-card-was-lost",
    "A5.n4",
    met="领药在遗失到挂失之间",
    unmet="领药不在遗失到挂失之间，不由本人承担",
)
ANOTHER_DECIDES = condition(
    "another-decides-the-charge",
    "working-rules:loss-charge",
    met="挂失与认定是不同的人",
    unmet="不能认定自己登记挂失的费用，须由另一人认定",
)
SETTING_ASIDE_HAS_REASON = condition(
    "setting-aside-has-reason",
    "working-rules:loss-charge",
    met="已写明理由",
    unmet="认定不由本人承担须写明理由，例如：本人持身份证来领，当时还没有发觉卡已遗失",
)
LINE_IS_JUDGED = condition(
    "claim-line-is-judged",
    "working-rules:loss-charge",
    met="没有未核对的结算明细",
    unmet="这次领药已列入结算，还没有认可或剔除；请先在结算明细中写明意见",
)
PAID_WHOLE = condition(
    "owed-is-paid-whole",
    "A5.n4",
    met="归还金额与应归还的一致",
    unmet="应归还 {owed} 元，登记的是 {paid} 元；请核对收据",
)
PAID_IN_TIME = condition(
    "paid-between-decision-and-today",
    "A5.n4",
    met="归还日期在认定之后、今天之前",
    unmet="归还日期应在认定之日（{decided}）与今天（{on}）之间",
)
RECEIPT_IS_NAMED = condition(
    "receipt-is-named", "A5.n4", met="已写明收据号", unmet="请填写收款收据号"
)


class ReturnsTo(StrEnum):
    """The account of the hospital on which the programme's share lies, or will lie."""

    PAYABLE = "payable"
    ADVANCE = "advance"
    DISALLOWED = "disallowed"


@cites("A5.n4", "working-rules:loss-charge")
def may_decide(
    *,
    falls: bool,
    reason: str,
    by_another: bool,
    collected_on: date,
    lost_on: date,
    reported_on: date,
    line: ClaimLineStage | None,
) -> Decision:
    """Decide whether the office may decide on a pick-up that was collected with a lost card.

    ``line`` is where its line of a quarterly claim stands; None where it was not claimed.
    """
    if not falls:
        return Decision.of(
            ANOTHER_DECIDES.met_if(by_another),
            SETTING_ASIDE_HAS_REASON.met_if(bool(reason.strip())),
        )
    while_lost = falls_on_person(lost_on=lost_on, reported_on=reported_on, on=collected_on)
    return Decision.of(
        WHILE_LOST.met_if(while_lost),
        ANOTHER_DECIDES.met_if(by_another),
        LINE_IS_JUDGED.met_if(line is None or line in _RETURNS),
    )


_RETURNS = {
    ClaimLineStage.ACCEPTED: ReturnsTo.ADVANCE,
    ClaimLineStage.REJECTED: ReturnsTo.DISALLOWED,
}


@cites("A5.n4", "working-rules:loss-charge", "7.1.c")
def returns_to(line: ClaimLineStage | None) -> ReturnsTo:
    """Return where the programme's share goes back to; a line's last word is never changed.

    What was accepted was drawn from the hospital's advance and goes back to it, for the next
    quarter; what was rejected stood against the hospital; the rest is owed by the fund no more.
    """
    return ReturnsTo.PAYABLE if line is None else _RETURNS[line]


@cites("A5.n4")
def may_pay_back(
    *, owed: Fen, paid: Fen, receipt: str, paid_on: date, decided_on: date, on: date
) -> Decision:
    """Decide whether money received closes what a person owes: whole, with a receipt."""
    return Decision.of(
        PAID_WHOLE.met_if(paid == owed, owed=in_yuan(owed), paid=in_yuan(paid)),
        PAID_IN_TIME.met_if(decided_on <= paid_on <= on, decided=decided_on, on=on),
        RECEIPT_IS_NAMED.met_if(bool(receipt.strip())),
    )
