"""What must hold of costs run up with lost cards: found, decided, and never on the fund (A5.n4)."""

from __future__ import annotations

from anxin.database.invariants import Invariant

_CHARGES = "SELECT count(*) FROM settlement_losscharge"
_FALLEN = f"{_CHARGES} WHERE stage IN ('owed', 'paid')"

EVERY_LOSS_IS_FOUND = Invariant(
    name="遗失之日起用该卡完成的领药都登记为遗失期间费用，金额不差一分",
    clause="A5.n4",
    of="次领药",
    sql_count=_CHARGES,
    sql_bad=(
        "SELECT p.id::text FROM enrolment_cardevent x JOIN dispensing_pickup p ON p.card_id = x.card_id "
        "AND p.stage = 'completed' AND p.prepared_on >= x.occurred_on AND p.total > 0 "
        "LEFT JOIN settlement_losscharge c ON c.pickup_id = p.id WHERE x.move = 'report_loss' "
        "AND (p.total, x.occurred_on, p.card_id, p.person_id) "
        "IS DISTINCT FROM (c.amount, c.lost_on, c.card_id, c.person_id)"
    ),
)
NEVER_ON_A_PAYER = Invariant(
    name="由本人承担的，各方承担的费用全部冲回，没有归还的记为本人应付；其他的没有入账",
    clause="A5.n4",
    of="次领药",
    sql_count=_CHARGES,
    sql_bad=(
        "WITH moved AS (SELECT c.id, a.kind, a.payer, sum(g.amount) AS fen FROM settlement_losscharge c "
        "JOIN ledger_entry e ON e.document_id IN (c.id, c.pickup_id) AND e.kind IN "
        "('pickup', 'loss_charge', 'loss_payment') JOIN ledger_posting g ON g.entry_id = e.id "
        "JOIN ledger_account a ON a.id = g.account_id AND a.kind IN ('cost', 'receivable') "
        "WHERE g.lot_id IS NULL GROUP BY c.id, a.kind, a.payer), "
        "stands AS (SELECT id, sum(fen) FILTER (WHERE kind = 'receivable') AS owed, "
        "bool_or(kind = 'cost' AND fen <> 0) AS borne FROM moved GROUP BY id) "
        "SELECT c.id::text FROM settlement_losscharge c JOIN dispensing_pickup p ON p.id = c.pickup_id "
        "LEFT JOIN stands s ON s.id = c.id "
        "WHERE coalesce(s.owed, 0) <> CASE c.stage WHEN 'owed' THEN c.amount ELSE 0 END "
        "OR coalesce(s.borne, false) <> (c.stage IN ('open', 'set_aside') AND p.stage = 'completed')"
    ),
)
BACK_WHERE_IT_LAY = Invariant(
    name="由本人承担的，项目资金的份额退回原处：未结算的不再应付，已认可的退回预拨，已剔除的冲减核减",
    clause="7.1.c",
    of="次领药",
    sql_count=_FALLEN,
    sql_bad=(
        "SELECT c.id::text FROM settlement_losscharge c JOIN dispensing_pickup p ON p.id = c.pickup_id "
        "LEFT JOIN settlement_claimline l ON l.pickup_id = p.id "
        "LEFT JOIN LATERAL (SELECT k.verdict FROM settlement_linecheck k WHERE k.line_id = l.id "
        "ORDER BY k.recorded_at DESC LIMIT 1) v ON true "
        "LEFT JOIN LATERAL (SELECT max(a.kind) AS kind, sum(g.amount) AS fen, count(*) AS legs FROM ledger_entry e "
        "JOIN ledger_posting g ON g.entry_id = e.id JOIN ledger_account a ON a.id = g.account_id "
        "WHERE e.document_id = c.id AND e.kind = 'loss_charge' AND a.organisation_id = p.hospital_id "
        "AND (a.kind IN ('advance', 'disallowed') OR a.kind = 'payable' AND a.payer = 'programme')) b ON true "
        "WHERE c.stage IN ('owed', 'paid') AND p.programme > 0 AND (b.legs <> 1 OR b.fen <> p.programme "
        "OR b.kind IS DISTINCT FROM CASE WHEN l.id IS NULL THEN 'payable' WHEN v.verdict = 'accepted' THEN 'advance' "
        "WHEN v.verdict = 'rejected' THEN 'disallowed' END)"
    ),
)
MONTHS_ARE_FREE = Invariant(
    name="由本人承担的领药不占用每月兜底限额",
    clause="5.1.5.e",
    of="次领药",
    sql_count=_FALLEN,
    sql_bad=(
        "SELECT c.id::text FROM settlement_losscharge c JOIN dispensing_monthshare m ON m.pickup_id = c.pickup_id "
        "WHERE c.stage IN ('owed', 'paid') GROUP BY c.id, m.payer, m.period HAVING sum(m.amount) <> 0"
    ),
)
ANOTHER_HAND_DECIDES = Invariant(
    name="遗失期间费用由登记挂失以外的人认定；不由本人承担的写明理由",
    clause="working-rules:loss-charge",
    of="次认定",
    sql_count="SELECT count(*) FROM settlement_losschargeevent WHERE move <> 'pay_back'",
    sql_bad=(
        "SELECT c.id::text FROM settlement_losscharge c JOIN settlement_losschargeevent e ON e.charge_id = c.id "
        "WHERE e.move <> 'pay_back' AND (e.recorded_by_id = c.recorded_by_id "
        "OR e.move = 'set_aside' AND btrim(e.because) = '')"
    ),
)
PAID_WITH_RECEIPT = Invariant(
    name="已归还的都有等额的收款登记和收据号，没有归还的没有",
    clause="A5.n4",
    of="次领药",
    sql_count=_CHARGES,
    sql_bad=(
        "SELECT c.id::text FROM settlement_losscharge c LEFT JOIN settlement_losspayment y ON y.charge_id = c.id "
        "WHERE (c.stage = 'paid') <> (y.id IS NOT NULL) OR y.amount <> c.amount"
    ),
)
INVARIANTS: tuple[Invariant, ...] = (
    EVERY_LOSS_IS_FOUND,
    NEVER_ON_A_PAYER,
    BACK_WHERE_IT_LAY,
    MONTHS_ARE_FREE,
    ANOTHER_HAND_DECIDES,
    PAID_WITH_RECEIPT,
)
