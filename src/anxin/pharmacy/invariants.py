"""What must hold of medicine, recomputed from orders, receipts, transfers and the journal (T6)."""

from __future__ import annotations

from anxin.database.invariants import Invariant

STOCK_IS_MOVEMENTS = Invariant(
    name="库存等于出入库之和",
    clause="5.3.1.c",
    of="个批次库位",
    sql_count="SELECT count(*) FROM pharmacy_stockbalance",
    sql_bad=(
        "SELECT organisation_id::text || '/' || lot_id::text FROM "
        "(SELECT organisation_id, lot_id, on_hand FROM pharmacy_stockbalance) b FULL JOIN "
        "(SELECT a.organisation_id, p.lot_id, sum(p.amount) AS moved FROM ledger_posting p "
        "JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = 'store' "
        "GROUP BY a.organisation_id, p.lot_id) m USING (organisation_id, lot_id) "
        "WHERE coalesce(b.on_hand, 0) <> coalesce(m.moved, 0)"
    ),
)
NEVER_NEGATIVE = Invariant(
    name="每个批次的库存在任何一笔之后都不为负",
    clause="5.3.1.c",
    of="笔出入库",
    sql_count=(
        "SELECT count(*) FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id "
        "WHERE a.kind = 'store'"
    ),
    sql_bad=(
        "SELECT id::text FROM (SELECT p.id, sum(p.amount) OVER "
        "(PARTITION BY p.account_id, p.lot_id ORDER BY p.id) AS held "
        "FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id "
        "WHERE a.kind = 'store') running WHERE held < 0"
    ),
)
LOT_IS_WHOLE = Invariant(
    name="每个批次：收货数量 = 各药品库在库 + 患者领用 + 损耗",
    clause="5.3.1.c",
    of="个批次",
    sql_count="SELECT count(*) FROM pharmacy_lot",
    sql_bad=(
        "SELECT l.id::text FROM pharmacy_lot l LEFT JOIN "
        "(SELECT p.lot_id, sum(p.amount) AS units FROM ledger_posting p "
        "JOIN ledger_account a ON a.id = p.account_id WHERE a.kind IN ('store', 'patient', 'waste') "
        "GROUP BY p.lot_id) m ON m.lot_id = l.id WHERE l.quantity <> coalesce(m.units, 0)"
    ),
)
AS_ORDERED = Invariant(
    name="每个批次的品种、进价与订单一致（零差价）",
    clause="5.3.1.b",
    of="个批次",
    sql_count="SELECT count(*) FROM pharmacy_lot",
    sql_bad=(
        "SELECT l.id::text FROM pharmacy_lot l JOIN pharmacy_purchaseline n ON n.id = l.line_id "
        "JOIN pharmacy_purchaseorder o ON o.id = n.order_id JOIN pharmacy_receipt r ON r.id = l.receipt_id "
        "WHERE l.product_id <> n.product_id OR l.unit_price <> n.unit_price OR r.order_id <> o.id "
        "OR l.hospital_id <> o.hospital_id OR l.expires_on < r.received_on"
    ),
)
WITHIN_ORDER = Invariant(
    name="收货不超过订单，订单只由精神专科医院下",
    clause="5.3.1.a",
    of="行订单",
    sql_count="SELECT count(*) FROM pharmacy_purchaseline",
    sql_bad=(
        "SELECT n.id::text FROM pharmacy_purchaseline n JOIN pharmacy_purchaseorder o ON o.id = n.order_id "
        "JOIN organisations_organisation g ON g.id = o.hospital_id LEFT JOIN "
        "(SELECT line_id, sum(quantity) AS units FROM pharmacy_lot GROUP BY line_id) l ON l.line_id = n.id "
        "WHERE coalesce(l.units, 0) > n.quantity OR g.kind <> 'specialist_hospital'"
    ),
)
RECEIPTS_BOOKED = Invariant(
    name="每次收货的批次与入库分录一致",
    clause="5.3.1.c",
    of="次收货",
    sql_count="SELECT count(*) FROM pharmacy_receipt",
    sql_bad=(
        "SELECT DISTINCT receipt_id::text FROM "
        "(SELECT receipt_id, id AS lot_id, quantity FROM pharmacy_lot) l FULL JOIN "
        "(SELECT r.id AS receipt_id, p.lot_id, sum(p.amount) AS units FROM pharmacy_receipt r "
        "JOIN ledger_entry e ON e.document_id = r.id JOIN ledger_posting p ON p.entry_id = e.id "
        "JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'store' "
        "AND a.organisation_id = r.hospital_id GROUP BY r.id, p.lot_id) m USING (receipt_id, lot_id) "
        "WHERE l.quantity IS DISTINCT FROM m.units"
    ),
)
TRANSFERS_BOOKED = Invariant(
    name="每次调拨的批次、数量与出入库分录一致，只调到指导的领药点，没有过期药品",
    clause="5.3.1.c",
    of="行调拨",
    sql_count="SELECT count(*) FROM pharmacy_transferline",
    sql_bad=(
        "WITH moved AS (SELECT t.id, p.lot_id, "
        "sum(p.amount) FILTER (WHERE a.organisation_id = t.target_id) AS entered, "
        "sum(p.amount) FILTER (WHERE a.organisation_id = t.source_id) AS gone "
        "FROM pharmacy_transfer t JOIN ledger_entry e ON e.document_id = t.id "
        "JOIN ledger_posting p ON p.entry_id = e.id "
        "JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'store' GROUP BY t.id, p.lot_id) "
        "SELECT DISTINCT coalesce(n.transfer_id, m.id)::text FROM pharmacy_transferline n "
        "FULL JOIN moved m ON m.id = n.transfer_id AND m.lot_id = n.lot_id "
        "WHERE n.quantity IS DISTINCT FROM m.entered OR -n.quantity IS DISTINCT FROM m.gone "
        "UNION ALL SELECT t.id::text FROM pharmacy_transfer t WHERE NOT EXISTS "
        "(SELECT 1 FROM organisations_clinicpoint c WHERE c.organisation_id = t.target_id "
        "AND c.guided_by_id = t.source_id) "
        "UNION ALL SELECT t.id::text FROM pharmacy_transfer t "
        "JOIN pharmacy_transferline n ON n.transfer_id = t.id JOIN pharmacy_lot l ON l.id = n.lot_id "
        "WHERE l.expires_on < t.moved_on"
    ),
)

INVARIANTS: tuple[Invariant, ...] = (
    STOCK_IS_MOVEMENTS,
    NEVER_NEGATIVE,
    LOT_IS_WHOLE,
    AS_ORDERED,
    WITHIN_ORDER,
    RECEIPTS_BOOKED,
    TRANSFERS_BOOKED,
)
