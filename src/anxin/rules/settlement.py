"""Money between the fund and the hospitals: advances, the quarter's claim, its check line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, condition
from anxin.rules.quarters import Quarter

ASKED_FOR_A_HOSPITAL = condition(
    "advance-goes-to-a-specialist-hospital",
    "5.5.a",
    met="预拨给精神专科医院",
    unmet="经费只预拨给两家精神专科医院",
)
ADVANCE_QUARTER_IS_NOT_OVER = condition(
    "advance-quarter-is-not-over",
    "5.5.a",
    met="{quarter} 尚未结束",
    unmet="{quarter} 已经结束，经费须预先拨付",
)
ANOTHER_APPROVES = condition(
    "another-approves-the-advance",
    "5.5.a",
    met="申请与审批是不同的人",
    unmet="不能审批自己申请的预拨经费",
)
REFUSAL_HAS_A_REASON = condition(
    "refusal-of-an-advance-has-a-reason",
    "5.5.a",
    met="已写明理由",
    unmet="不批准须写明理由",
)
FUND_SUFFICES = condition(
    "fund-suffices",
    "5.4",
    met="项目资金余额 {balance} 元，足以预拨 {amount} 元",
    unmet="项目资金余额 {balance} 元，不足以预拨 {amount} 元",
)

QUARTER_HAS_ENDED = condition(
    "quarter-has-ended",
    "5.5.c",
    met="{quarter} 已经结束",
    unmet="{quarter} 到 {last_day} 才结束，结束后才能上报",
)
CLAIMED_ONCE = condition(
    "quarter-is-claimed-once",
    "5.5.c",
    met="{quarter} 尚未上报",
    unmet="{quarter} 已经上报过",
)
SOMETHING_TO_CLAIM = condition(
    "something-to-claim",
    "5.5.c",
    met="有可以上报的领药",
    unmet="{quarter} 及以前没有可以上报的领药",
)
EVERY_LINE_IS_DECIDED = condition(
    "every-line-has-a-verdict",
    "5.5.c",
    met="每条都有核对意见",
    unmet="还有 {count} 条没有核对意见",
)
QUERIES_ARE_SETTLED = condition(
    "queries-are-settled",
    "5.5.c",
    met="没有存疑的明细",
    unmet="还有 {count} 条存疑，须认可或剔除",
)
VERDICT_HAS_A_REASON = condition(
    "verdict-has-a-reason",
    "5.5.c",
    met="已写明理由",
    unmet="存疑、剔除和答复须写明理由",
)
FOLLOWS_ITS_LINE = condition(
    "taking-back-follows-its-line",
    "working-rules:taken-back",
    met="与原明细的意见一致",
    unmet="这一条冲减以前季度的明细，意见须与原明细一致：{verdict}",
)
SOMETHING_TO_ACCEPT = condition(
    "something-to-accept-at-once",
    "5.5.c",
    met="有可以一并认可的明细",
    unmet="没有可以一并认可的明细：其余各条都有需要逐条查看的问题",
)
ANOTHER_CHECKS = condition(
    "another-checks-the-claim",
    "7.1.c",
    met="上报与核对是不同的人",
    unmet="不能核对自己上报的结算",
)
CHECKER_HAD_NO_PART = condition(
    "checker-had-no-part-in-the-pickup",
    "7.1.c",
    met="核对人没有经手这次领药",
    unmet="不能核对自己处方、审方或发药的明细",
)

IS_SIGNED = condition(
    "line-is-signed",
    "5.3.2.e",
    met="医师、监护人、发药人三方签字齐全",
    unmet="医师、监护人、发药人三方签字不全，不得结算",
)
IS_PRESCRIBED = condition(
    "line-is-prescribed",
    "7.1.c",
    met="与审方通过的处方相符",
    unmet="没有与之相符、审方通过的处方",
)
LEFT_THE_STORE = condition(
    "line-left-the-store",
    "7.1.c",
    met="与药品出库记录相符",
    unmet="与药品出库记录不符",
)
STANDS = condition(
    "line-stands",
    "7.1.c",
    met="领药记录有效，金额一致",
    unmet="领药已冲销，或金额与领药记录不一致",
)
CARD_WAS_VALID = condition(
    "line-card-was-valid",
    "A5.n4",
    met="领药时救助卡没有遗失，或已认定不由本人承担",
    unmet="领药时救助卡已遗失：费用由本人承担，或还待办公室认定，项目资金不得支付",
)
WAS_AT_HOME = condition(
    "line-person-was-at-home",
    "5.1.6.1",
    met="领药当日不在住院",
    unmet="领药当日在住院",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What the records say of one line of a claim, found by the database (7.1.c)."""

    signed: bool
    prescribed: bool
    left_the_store: bool
    stands: bool
    card_valid: bool
    at_home: bool

    @property
    def is_clean(self) -> bool:
        """Say whether nothing speaks against the line, so that it may be accepted with the rest."""
        return examine(self).granted


@cites("7.1.c", "5.3.2.e", "A5.n4", "5.1.6.1")
def examine(facts: LineFacts) -> Decision:
    """Find what speaks for and against a line, every ground at once."""
    return Decision.of(*_hard(facts), WAS_AT_HOME.met_if(facts.at_home))


@cites("7.1.c")
def may_accept(facts: LineFacts, *, reason: str) -> Decision:
    """Decide whether a line may be accepted by hand.

    Nobody can accept what has no signature, prescription or stock movement behind it. A stay in
    hospital on the day may be an admission that was written down late: it asks for a reason.
    """
    at_home = facts.at_home or bool(reason.strip())
    return Decision.of(*_hard(facts), WAS_AT_HOME.met_if(at_home))


def _hard(facts: LineFacts) -> tuple[Condition, ...]:
    return (
        IS_SIGNED.met_if(facts.signed),
        IS_PRESCRIBED.met_if(facts.prescribed),
        LEFT_THE_STORE.met_if(facts.left_the_store),
        STANDS.met_if(facts.stands),
        CARD_WAS_VALID.met_if(facts.card_valid),
    )


@cites("5.5.c", "working-rules:taken-back")
def may_follow(*, given: str, first: str, word: str) -> Decision:
    """Decide whether a line that takes an earlier one back may get this verdict: the earlier one's own.

    So the two are nothing in the books, whether the first was owed or rejected.
    """
    return Decision.of(FOLLOWS_ITS_LINE.met_if(given == first, verdict=word))


@cites("5.5.c")
def may_file(quarter: Quarter, *, claimed: bool, on: date) -> Decision:
    """Decide whether a hospital may file its claim: the quarter is over, and not claimed yet."""
    return Decision.of(
        QUARTER_HAS_ENDED.met_if(quarter.last_day < on, quarter=quarter, last_day=quarter.last_day),
        CLAIMED_ONCE.met_if(not claimed, quarter=quarter),
    )


@cites("5.5.c")
def may_finish_check(*, undecided: int, queried: int) -> Decision:
    """Decide whether the check is at its end: every line accepted or rejected."""
    return Decision.of(
        EVERY_LINE_IS_DECIDED.met_if(undecided == 0, count=undecided),
        QUERIES_ARE_SETTLED.met_if(queried == 0, count=queried),
    )


@cites("5.5.a")
def may_request_advance(quarter: Quarter, *, specialist: bool, on: date) -> Decision:
    """Decide whether an advance may be asked for: for a specialist hospital, ahead of the need."""
    return Decision.of(
        ASKED_FOR_A_HOSPITAL.met_if(specialist),
        ADVANCE_QUARTER_IS_NOT_OVER.met_if(on <= quarter.last_day, quarter=quarter),
    )


@cites("5.4", "5.5.a")
def may_pay_advance(*, amount: int, balance: int) -> Decision:
    """Decide whether the fund can bear an advance; it never falls below zero."""
    return Decision.of(
        FUND_SUFFICES.met_if(amount <= balance, balance=in_yuan(balance), amount=in_yuan(amount))
    )


def in_yuan(fen: int) -> str:
    """Return an amount as a sentence shows it: 1,234.50."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"
