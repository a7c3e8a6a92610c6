"""What must hold of claims, recomputed from pick-ups, signatures and the journal."""

from __future__ import annotations

from anxin.database.invariants import Invariant
from anxin.settlement.loss_invariants import INVARIANTS as OF_LOSSES

_NEWEST = (
    "LEFT JOIN LATERAL (SELECT k.verdict FROM settlement_linecheck k WHERE k.line_id = l.id "
    "ORDER BY k.recorded_at DESC LIMIT 1) v ON true "
)
_LINES = "SELECT count(*) FROM settlement_claimline"

AMOUNTS_AGREE = Invariant(
    name="每条结算明细与领药的项目资金份额、医院和完成日一致",
    clause="7.1.c",
    sql_count=_LINES,
    sql_bad=(
        "SELECT l.id::text FROM settlement_claimline l JOIN settlement_claim c ON c.id = l.claim_id "
        "JOIN dispensing_pickup p ON p.id = l.pickup_id "
        "LEFT JOIN dispensing_pickupevent r ON r.pickup_id = p.id AND r.move = 'reverse' "
        "WHERE abs(l.amount) <> p.programme OR p.hospital_id <> c.hospital_id "
        "OR l.completed_on <> CASE WHEN l.takes_back_id IS NULL THEN p.prepared_on ELSE r.occurred_on END "
        "OR l.completed_on > (make_date(left(c.quarter, 4)::int, 3 * right(c.quarter, 1)::int - 2, 1) "
        "+ interval '3 months')::date - 1"
    ),
)
CLAIMED_ONCE = Invariant(
    name="每次领药只结算一次",
    clause="5.5.c",
    sql_count=_LINES,
    sql_bad=(
        "SELECT pickup_id::text FROM settlement_claimline GROUP BY pickup_id "
        "HAVING count(*) - count(takes_back_id) <> 1 OR count(takes_back_id) > 1"
    ),
)
SIGNED = Invariant(
    name="没有三方签字的领药不在结算内，纸质签名单已补扫描件",
    clause="5.3.2.e",
    sql_count=_LINES,
    sql_bad=(
        "SELECT l.id::text FROM settlement_claimline l "
        "LEFT JOIN dispensing_signature s ON s.pickup_id = l.pickup_id "
        "LEFT JOIN dispensing_slipscan z ON z.pickup_id = l.pickup_id GROUP BY l.id "
        "HAVING count(DISTINCT s.role) <> 3 OR (bool_or(s.way = 'paper') AND count(z.id) = 0)"
    ),
)
STANDING = Invariant(
    name="结算内的领药都已完成；上报以后冲销的，原条不改",
    clause="7.1.c",
    sql_count=_LINES,
    sql_bad=(
        "SELECT l.id::text FROM settlement_claimline l JOIN settlement_claim c ON c.id = l.claim_id "
        "JOIN dispensing_pickup p ON p.id = l.pickup_id "
        "LEFT JOIN dispensing_pickupevent r ON r.pickup_id = p.id AND r.move = 'reverse' "
        "WHERE p.stage NOT IN ('completed', 'reversed') OR l.takes_back_id IS NOT NULL AND p.stage <> 'reversed' "
        "OR p.stage = 'reversed' AND l.takes_back_id IS NULL AND NOT coalesce(r.recorded_at > c.recorded_at, false)"
    ),
)
TAKEN_BACK_WHOLE = Invariant(
    name="冲减的明细与原明细金额相反、意见相同，合计为零",
    clause="working-rules:taken-back",
    sql_count=_LINES,
    sql_bad=(
        "SELECT l.id::text FROM settlement_claimline l JOIN settlement_claimline f ON f.id = l.takes_back_id "  # noqa: S608 - our own
        "LEFT JOIN LATERAL (SELECT k.verdict FROM settlement_linecheck k WHERE k.line_id = f.id "
        "ORDER BY k.recorded_at DESC LIMIT 1) w ON true "
        + _NEWEST
        + "WHERE l.amount <> -f.amount OR l.pickup_id <> f.pickup_id OR f.takes_back_id IS NOT NULL "
        "OR v.verdict IN ('accepted', 'rejected') AND v.verdict IS DISTINCT FROM w.verdict"
    ),
)
DECIDED = Invariant(
    name="核对完毕的结算，每条都认可或剔除",
    clause="5.5.c",
    sql_count=(
        "SELECT count(*) FROM settlement_claimline l JOIN settlement_claim c ON c.id = l.claim_id "
        "WHERE c.stage IN ('checked', 'accepted')"
    ),
    sql_bad=(
        "SELECT l.id::text FROM settlement_claimline l JOIN settlement_claim c ON c.id = l.claim_id "  # noqa: S608 - our own
        + _NEWEST
        + "WHERE c.stage IN ('checked', 'accepted') AND coalesce(v.verdict, '') NOT IN ('accepted', 'rejected')"
    ),
)
POSTED = Invariant(
    name="核定的结算与入账一致：认可冲减预拨，剔除记入核减，未核定的没有入账",
    clause="5.5.c",
    of="份结算",
    sql_count="SELECT count(*) FROM settlement_claim",
    sql_bad=(
        "WITH decided AS (SELECT c.id, c.stage, c.hospital_id, "  # noqa: S608 - our own
        "coalesce(sum(l.amount) FILTER (WHERE v.verdict = 'accepted'), 0) AS accepted, "
        "coalesce(sum(l.amount) FILTER (WHERE v.verdict = 'rejected'), 0) AS rejected "
        "FROM settlement_claim c LEFT JOIN settlement_claimline l ON l.claim_id = c.id "
        + _NEWEST
        + "GROUP BY c.id), posted AS (SELECT c.id, "
        "coalesce(sum(p.amount) FILTER (WHERE a.kind = 'advance'), 0) AS advance, "
        "coalesce(sum(p.amount) FILTER (WHERE a.kind = 'disallowed'), 0) AS disallowed, "
        "coalesce(sum(p.amount) FILTER (WHERE a.kind = 'payable' AND a.payer = 'programme'), 0) AS payable "
        "FROM settlement_claim c LEFT JOIN ledger_entry e ON e.document_id = c.id "
        "LEFT JOIN ledger_posting p ON p.entry_id = e.id "
        "LEFT JOIN ledger_account a ON a.id = p.account_id AND a.organisation_id = c.hospital_id GROUP BY c.id) "
        "SELECT d.id::text FROM decided d JOIN posted o ON o.id = d.id "
        "CROSS JOIN LATERAL (SELECT CASE d.stage WHEN 'accepted' THEN 1 ELSE 0 END AS done) s "
        "WHERE o.advance <> -d.accepted * s.done OR o.disallowed <> -d.rejected * s.done "
        "OR o.payable <> (d.accepted + d.rejected) * s.done"
    ),
)
ANOTHER_HAND = Invariant(
    name="核对人不是上报人，也没有经手那次领药",
    clause="7.1.c",
    of="条核对意见",
    sql_count="SELECT count(*) FROM settlement_linecheck WHERE verdict <> 'answered'",
    sql_bad=(
        "SELECT k.id::text FROM settlement_linecheck k JOIN settlement_claim c ON c.id = k.claim_id "
        "JOIN settlement_claimline l ON l.id = k.line_id JOIN dispensing_pickup p ON p.id = l.pickup_id "
        "WHERE k.verdict <> 'answered' AND (k.recorded_by_id IN "
        "(c.recorded_by_id, p.recorded_by_id, p.prescriber_id, p.reviewer_id) OR EXISTS "
        "(SELECT 1 FROM dispensing_signature g WHERE g.pickup_id = p.id AND g.staff_id = k.recorded_by_id))"
    ),
)

INVARIANTS: tuple[Invariant, ...] = (
    AMOUNTS_AGREE,
    CLAIMED_ONCE,
    SIGNED,
    STANDING,
    TAKEN_BACK_WHOLE,
    DECIDED,
    POSTED,
    ANOTHER_HAND,
    *OF_LOSSES,
)
