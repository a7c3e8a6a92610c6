"""What must hold of every pick-up, recomputed from the rows."""

from __future__ import annotations

from anxin.database.invariants import Invariant

_ALL = "SELECT count(*) FROM dispensing_pickup"
_DONE = f"{_ALL} WHERE stage IN ('completed', 'reversed')"

SHARES_FROM_LINES = Invariant(
    name="费用合计等于各行之和，也等于各方承担之和",
    clause="2.1",
    of="次领药",
    sql_count=_ALL,
    sql_bad=(
        "SELECT p.id::text FROM dispensing_pickup p "
        "LEFT JOIN (SELECT pickup_id, sum(amount) AS fen FROM dispensing_pickupline GROUP BY pickup_id) l "
        "ON l.pickup_id = p.id WHERE p.total IS DISTINCT FROM l.fen OR p.total <> p.basic_insurance "
        "+ p.special_disease + p.civil_assistance + p.federation + p.disorder_project + p.programme + p.person_share"
    ),
)
AMOUNTS_FROM_LOTS = Invariant(
    name="每行金额和数量等于所发批号之和，单价等于采购价",
    clause="5.3.1.b",
    of="行",
    sql_count="SELECT count(*) FROM dispensing_pickupline",
    sql_bad=(
        "SELECT n.id::text FROM dispensing_pickupline n "
        "LEFT JOIN (SELECT a.line_id, sum(a.quantity) AS units, sum(a.quantity * a.unit_price) AS fen, "
        "bool_and(a.unit_price = l.unit_price) AS at_cost FROM dispensing_allocation a "
        "JOIN pharmacy_lot l ON l.id = a.lot_id GROUP BY a.line_id) g ON g.line_id = n.id "
        "WHERE n.quantity IS DISTINCT FROM g.units OR n.amount IS DISTINCT FROM g.fen OR NOT g.at_cost"
    ),
)
SIGNED_BY_THREE = Invariant(
    name="完成的领药三方签字齐全，医师签的是这张处方",
    clause="5.3.2.e",
    of="次领药",
    sql_count=_DONE,
    sql_bad=(
        "SELECT p.id::text FROM dispensing_pickup p JOIN clinics_prescription r ON r.id = p.prescription_id "
        "LEFT JOIN dispensing_signature s ON s.pickup_id = p.id WHERE p.stage IN ('completed', 'reversed') "
        "GROUP BY p.id HAVING count(s.id) <> 3 OR count(DISTINCT s.role) <> 3 "
        "OR count(*) FILTER (WHERE s.role = 'doctor' AND s.staff_id = p.prescriber_id "
        "AND s.content_hash = r.content_hash) <> 1"
    ),
)
GUARDIAN_AND_DISPENSER_SIGN_THE_SAME = Invariant(
    name="监护人和发药人签的是同一内容",
    clause="5.3.2.e",
    of="次领药",
    sql_count=_DONE,
    sql_bad=(
        "SELECT g.pickup_id::text FROM dispensing_signature g JOIN dispensing_signature d "
        "ON d.pickup_id = g.pickup_id AND d.role = 'dispenser' WHERE g.role = 'guardian' "
        "AND (g.content_hash <> d.content_hash OR g.way NOT IN ('pad', 'paper') OR d.way <> 'signed_in')"
    ),
)
ONE_ENTRY = Invariant(
    name="完成的领药恰有一笔账；冲销的领药，账也冲销；没有完成的，没有账",
    clause="5.3.1.c",
    of="次领药",
    sql_count=_ALL,
    sql_bad=(
        "SELECT p.id::text FROM dispensing_pickup p "
        "LEFT JOIN ledger_entry e ON e.document_id = p.id AND e.reverses_id IS NULL "
        "LEFT JOIN ledger_entry b ON b.reverses_id = e.id GROUP BY p.id, p.stage "
        "HAVING count(e.id) <> (p.stage IN ('completed', 'reversed'))::int "
        "OR count(b.id) <> (p.stage = 'reversed')::int"
    ),
)
STOCK_AS_ALLOCATED = Invariant(
    name="每次领药出库的批号和数量与所发一致",
    clause="5.3.1.c",
    of="个批号",
    sql_count=(
        "SELECT count(*) FROM dispensing_allocation a JOIN dispensing_pickup p ON p.id = a.pickup_id "
        "WHERE p.stage IN ('completed', 'reversed')"
    ),
    sql_bad=(
        "SELECT coalesce(a.pickup_id, m.pickup_id)::text FROM (SELECT a.pickup_id, a.lot_id, sum(a.quantity) AS units "
        "FROM dispensing_allocation a JOIN dispensing_pickup p ON p.id = a.pickup_id "
        "WHERE p.stage IN ('completed', 'reversed') GROUP BY a.pickup_id, a.lot_id) a FULL JOIN "
        "(SELECT p.id AS pickup_id, g.lot_id, -sum(g.amount) AS units FROM dispensing_pickup p "
        "JOIN ledger_entry e ON e.document_id = p.id AND e.reverses_id IS NULL "
        "JOIN ledger_posting g ON g.entry_id = e.id JOIN ledger_account c ON c.id = g.account_id "
        "AND c.kind = 'store' AND c.organisation_id = p.organisation_id GROUP BY p.id, g.lot_id) m "
        "USING (pickup_id, lot_id) WHERE a.units IS DISTINCT FROM m.units"
    ),
)
MONEY_AS_SHARED = Invariant(
    name="每次领药的应付账与各方承担一致",
    clause="7.1.a",
    of="次领药",
    sql_count=_DONE,
    sql_bad=(
        "SELECT p.id::text FROM dispensing_pickup p CROSS JOIN LATERAL (VALUES "
        "('basic_insurance', p.basic_insurance), ('special_disease', p.special_disease), "
        "('civil_assistance', p.civil_assistance), ('federation', p.federation), "
        "('disorder_project', p.disorder_project), ('programme', p.programme)) s (payer, fen) "
        "LEFT JOIN (SELECT e.document_id, c.organisation_id, c.payer, -sum(g.amount) AS fen "
        "FROM ledger_entry e JOIN ledger_posting g ON g.entry_id = e.id "
        "JOIN ledger_account c ON c.id = g.account_id AND c.kind = 'payable' "
        "WHERE e.kind = 'pickup' AND e.reverses_id IS NULL "
        "GROUP BY e.document_id, c.organisation_id, c.payer) m "
        "ON m.document_id = p.id AND m.organisation_id = p.hospital_id AND m.payer = s.payer "
        "WHERE p.stage IN ('completed', 'reversed') AND s.fen <> coalesce(m.fen, 0)"
    ),
)
USE_FROM_SHARES = Invariant(
    name="各方按月、按年的使用额等于各次领药之和，不超过限额",
    clause="5.1.5.e",
    of="个月份",
    sql_count="SELECT count(*) FROM funding_use",
    sql_bad=(
        "SELECT coalesce(u.id::text, m.person_id || ' ' || m.payer || ' ' || m.period) FROM funding_use u FULL JOIN "
        "(SELECT person_id, payer, period, sum(amount) AS fen FROM dispensing_monthshare "
        "GROUP BY person_id, payer, period) m USING (person_id, payer, period) "
        'WHERE u.used IS DISTINCT FROM m.fen OR u.used > u."limit"'
    ),
)
MONTHS_FROM_PROGRAMME = Invariant(
    name="项目承担额按月分摊，合计不差一分",
    clause="5.1.5.e",
    of="次领药",
    sql_count=_DONE,
    sql_bad=(
        "SELECT p.id::text FROM dispensing_pickup p LEFT JOIN (SELECT pickup_id, sum(amount) AS fen "
        "FROM dispensing_monthshare WHERE payer = 'programme' GROUP BY pickup_id) m ON m.pickup_id = p.id "
        "WHERE coalesce(m.fen, 0) <> CASE WHEN p.stage = 'completed' AND NOT EXISTS (SELECT 1 FROM settlement_losscharge c "
        "WHERE c.pickup_id = p.id AND c.stage IN ('owed', 'paid')) THEN p.programme ELSE 0 END"
    ),
)
SUPPLY_AS_GIVEN = Invariant(
    name="供药期与所发药品一致：完成的有效，冲销的失效",
    clause="5.3.2.d",
    of="次领药",
    sql_count=_DONE,
    sql_bad=(
        "SELECT coalesce(g.pickup_id, s.pickup_id)::text FROM (SELECT p.id AS pickup_id, t.substance, "
        "sum(n.quantity) AS units, max(n.days) AS days, bool_and(p.stage = 'completed') AS live "
        "FROM dispensing_pickup p JOIN dispensing_pickupline n ON n.pickup_id = p.id "
        "JOIN clinics_prescriptionline l ON l.id = n.prescription_line_id "
        "JOIN pharmacy_product t ON t.id = l.product_id WHERE p.stage IN ('completed', 'reversed') "
        "GROUP BY p.id, t.substance) g FULL JOIN (SELECT pickup_id, substance, sum(quantity) AS units, "
        "max(until - since) AS days, bool_and(ended_by_id IS NULL) AS live FROM clinics_supply "
        "GROUP BY pickup_id, substance) s USING (pickup_id, substance) "
        "WHERE (g.units, g.days, g.live) IS DISTINCT FROM (s.units, s.days, s.live)"
    ),
)
PERSON_PAYS_NOTHING = Invariant(
    name="患者个人不支付一分钱",
    clause="7.1.a",
    of="次领药",
    sql_count=_ALL,
    sql_bad="SELECT id::text FROM dispensing_pickup WHERE person_share <> 0",
)
THREE_PEOPLE = Invariant(
    name="开方、审方、发药由三个不同的人办理",
    clause="5.3.2.e",
    of="次领药",
    sql_count=_DONE,
    sql_bad=(
        "SELECT p.id::text FROM dispensing_pickup p JOIN dispensing_signature s "
        "ON s.pickup_id = p.id AND s.role = 'dispenser' WHERE p.prescriber_id = p.reviewer_id "
        "OR s.staff_id IN (p.prescriber_id, p.reviewer_id) OR p.recorded_by_id IN (p.prescriber_id, p.reviewer_id)"
    ),
)
NONE_IN_HOSPITAL = Invariant(
    name="住院登记以后，住院期间没有发药",
    clause="5.1.6.1",
    of="次领药",
    sql_count=_DONE,
    sql_bad=(
        "SELECT p.id::text FROM dispensing_pickup p JOIN dispensing_pickupevent v "
        "ON v.pickup_id = p.id AND v.move = 'complete' JOIN enrolment_hospitalstay h ON h.person_id = p.person_id "
        "AND h.since <= p.prepared_on AND (h.until IS NULL OR h.until > p.prepared_on) "
        "AND h.recorded_at < v.recorded_at"
    ),
)
PRESCRIPTION_USED_UP_ONCE = Invariant(
    name="有完成的领药的处方即为已发药或部分发药；没有的，都不是",
    clause="5.3.2.a",
    of="张处方",
    sql_count="SELECT count(*) FROM clinics_prescription",
    sql_bad=(
        "SELECT r.id::text FROM clinics_prescription r LEFT JOIN dispensing_pickup p "
        "ON p.prescription_id = r.id AND p.stage = 'completed' GROUP BY r.id, r.stage "
        "HAVING (count(p.id) > 0) <> (r.stage IN ('partly_dispensed', 'dispensed'))"
    ),
)
NEVER_MORE_THAN_PRESCRIBED = Invariant(
    name="每行各次发药之和不超过处方，发给的加欠的等于处方",
    clause="working-rules:owed",
    of="行处方",
    sql_count="SELECT count(*) FROM clinics_prescriptionline",
    sql_bad=(
        "SELECT l.id::text FROM clinics_prescriptionline l "
        "JOIN clinics_prescription r ON r.id = l.prescription_id "
        "LEFT JOIN (SELECT n.prescription_line_id, sum(n.quantity) AS units, sum(n.days) AS days "
        "FROM dispensing_pickupline n JOIN dispensing_pickup p ON p.id = n.pickup_id AND p.stage = 'completed' "
        "GROUP BY 1) g ON g.prescription_line_id = l.id "
        "LEFT JOIN clinics_owed o ON o.line_id = l.id AND o.ended_by_id IS NULL "
        "WHERE g.units > l.quantity OR g.days > l.days OR (o.id IS NOT NULL) AND r.stage <> 'partly_dispensed' "
        "OR r.stage = 'partly_dispensed' AND (coalesce(g.units, 0) + coalesce(o.quantity, 0) <> l.quantity "
        "OR coalesce(g.days, 0) + coalesce(o.days, 0) <> l.days) "
        "OR r.stage = 'dispensed' AND coalesce(g.units, 0) <> l.quantity AND NOT EXISTS "
        "(SELECT 1 FROM clinics_prescriptionevent v WHERE v.prescription_id = r.id AND v.move = 'lapse_owed')"
    ),
)
INJECTED_AS_GIVEN = Invariant(
    name="完成的领药中每支针剂都有注射记录，带回家的药没有；冲销的，注射记录也失效",
    clause="5.3.2.e",
    of="针",
    sql_count="SELECT count(*) FROM clinics_injection",
    sql_bad=(
        "SELECT coalesce(g.line::text, i.id::text) FROM (SELECT p.id AS pickup_id, l.id AS line, "
        "n.quantity AS units, p.stage = 'completed' AS live FROM dispensing_pickup p "
        "JOIN dispensing_pickupline n ON n.pickup_id = p.id "
        "JOIN clinics_prescriptionline l ON l.id = n.prescription_line_id "
        "WHERE p.stage IN ('completed', 'reversed') AND l.injected > 0) g "
        "FULL JOIN clinics_injection i ON i.pickup_id = g.pickup_id AND i.prescription_line_id = g.line "
        "WHERE (g.units, g.live) IS DISTINCT FROM (i.units::int, i.ended_by_id IS NULL)"
    ),
)
RETURNED_IS_WASTE = Invariant(
    name="离开过窗口又收回的药品，批号和数量与所发一致，已作损耗",
    clause="working-rules:taken-back",
    of="次冲销",
    sql_count="SELECT count(*) FROM dispensing_pickup WHERE stage = 'reversed'",
    sql_bad=(
        "SELECT coalesce(a.id, w.id)::text FROM (SELECT r.id, x.lot_id, sum(x.quantity) AS units "
        "FROM dispensing_returnedmedicine r JOIN dispensing_pickup p ON p.id = r.pickup_id AND p.stage = 'reversed' "
        "JOIN dispensing_allocation x ON x.pickup_id = p.id GROUP BY r.id, x.lot_id) a FULL JOIN "
        "(SELECT e.document_id AS id, g.lot_id, sum(g.amount) AS units FROM ledger_entry e "
        "JOIN ledger_posting g ON g.entry_id = e.id JOIN ledger_account c ON c.id = g.account_id AND c.kind = 'waste' "
        "WHERE e.kind = 'return' GROUP BY e.document_id, g.lot_id) w USING (id, lot_id) "
        "WHERE a.units IS DISTINCT FROM w.units"
    ),
)
INVARIANTS = (
    SHARES_FROM_LINES,
    AMOUNTS_FROM_LOTS,
    SIGNED_BY_THREE,
    GUARDIAN_AND_DISPENSER_SIGN_THE_SAME,
    ONE_ENTRY,
    STOCK_AS_ALLOCATED,
    MONEY_AS_SHARED,
    USE_FROM_SHARES,
    MONTHS_FROM_PROGRAMME,
    SUPPLY_AS_GIVEN,
    INJECTED_AS_GIVEN,
    PERSON_PAYS_NOTHING,
    THREE_PEOPLE,
    NONE_IN_HOSPITAL,
    PRESCRIPTION_USED_UP_ONCE,
    NEVER_MORE_THAN_PRESCRIBED,
    RETURNED_IS_WASTE,
)
