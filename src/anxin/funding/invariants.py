"""What must hold of the fund's money."""

from __future__ import annotations

from anxin.database.invariants import Invariant

NEVER_NEGATIVE = Invariant(
    name="项目资金在任何一笔之后都不为负",
    clause="5.4",
    of="笔",
    sql_count=(
        "SELECT count(*) FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = 'fund'"
    ),
    sql_bad=(
        "SELECT id::text FROM (SELECT p.id, sum(p.amount) OVER (PARTITION BY p.account_id ORDER BY p.id) AS balance "
        "FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = 'fund') running "
        "WHERE balance < 0"
    ),
)
PAID_IN = Invariant(
    name="每笔预算到账与资金入账一致，可追溯到来源",
    clause="5.4",
    of="笔",
    sql_count="SELECT count(*) FROM funding_budget",
    sql_bad=(
        "SELECT b.id::text FROM funding_budget b JOIN funding_source s ON s.id = b.source_id "
        "LEFT JOIN ledger_entry e ON e.document_id = b.id AND e.kind = 'budget' "
        "LEFT JOIN ledger_posting p ON p.entry_id = e.id "
        "LEFT JOIN ledger_account a ON a.id = p.account_id "
        "GROUP BY b.id, b.amount, s.code HAVING b.amount IS DISTINCT FROM sum(p.amount) FILTER (WHERE a.kind = 'fund') "
        "OR -b.amount IS DISTINCT FROM sum(p.amount) FILTER (WHERE a.kind = 'source' AND a.payer = s.code)"
    ),
)
PAID_OUT = Invariant(
    name="已批准的预拨各有一笔等额入账，未批准的没有",
    clause="5.5.a",
    of="笔",
    sql_count="SELECT count(*) FROM funding_advance",
    sql_bad=(
        "SELECT v.id::text FROM funding_advance v "
        "LEFT JOIN ledger_entry e ON e.document_id = v.id AND e.kind = 'advance' "
        "LEFT JOIN ledger_posting p ON p.entry_id = e.id "
        "LEFT JOIN ledger_account a ON a.id = p.account_id "
        "GROUP BY v.id, v.stage, v.amount, v.hospital_id "
        "HAVING coalesce(sum(p.amount) FILTER (WHERE a.kind = 'advance' AND a.organisation_id = v.hospital_id), 0) "
        "<> CASE v.stage WHEN 'paid' THEN v.amount ELSE 0 END"
    ),
)
ANOTHER_HAND = Invariant(
    name="预拨的申请人与审批人不是同一人",
    clause="5.5.a",
    of="次审批",
    sql_count="SELECT count(*) FROM funding_advanceevent",
    sql_bad=(
        "SELECT v.id::text FROM funding_advance v JOIN funding_advanceevent e ON e.advance_id = v.id "
        "WHERE e.recorded_by_id = v.recorded_by_id"
    ),
)

THREE_HANDS = Invariant(
    name="确认的专家意见由三个不同的人提出、登记、确认，专家不是提出的医师",
    clause="4.2",
    of="份意见",
    sql_count="SELECT count(*) FROM funding_consultation WHERE stage = 'confirmed'",
    sql_bad=(
        "SELECT c.id::text FROM funding_consultation c "
        "LEFT JOIN funding_expertword w ON w.consultation_id = c.id "
        "LEFT JOIN organisations_groupmember g ON g.id = w.expert_id "
        "LEFT JOIN organisations_staff d ON d.id = c.recorded_by_id "
        "LEFT JOIN funding_consultationevent v ON v.consultation_id = c.id AND v.move = 'confirm' "
        "WHERE c.stage = 'confirmed' AND NOT coalesce(w.agrees AND g.\"group\" = 'expert' AND g.name <> d.name "
        "AND c.recorded_by_id <> w.recorded_by_id AND v.recorded_by_id NOT IN (c.recorded_by_id, w.recorded_by_id), false)"
    ),
)
ABOVE_CAP_BY_OPINION = Invariant(
    name="超过限额的费用都有这名患者、这个月的已确认意见，不超过意见的金额",
    clause="4.2",
    of="笔",
    sql_count="SELECT count(*) FROM dispensing_monthshare WHERE consultation_id IS NOT NULL",
    sql_bad=(
        "SELECT s.id::text FROM dispensing_monthshare s "
        "LEFT JOIN funding_consultation c ON c.id = s.consultation_id AND c.stage = 'confirmed' "
        "LEFT JOIN people_person p ON p.id = c.person_id "
        "LEFT JOIN people_person q ON q.id = s.person_id "
        "LEFT JOIN funding_consultationmonth m ON m.consultation_id = c.id AND m.month = s.period "
        "WHERE s.consultation_id IS NOT NULL AND NOT coalesce(s.payer = 'programme' AND s.\"limit\" <= m.amount "
        "AND coalesce(p.merged_into_id, p.id) = coalesce(q.merged_into_id, q.id), false)"
    ),
)

INVARIANTS: tuple[Invariant, ...] = (
    NEVER_NEGATIVE,
    PAID_IN,
    PAID_OUT,
    ANOTHER_HAND,
    THREE_HANDS,
    ABOVE_CAP_BY_OPINION,
)
