"""What must hold of exports and of printed rows."""

from __future__ import annotations

from anxin.database.invariants import Invariant

ANSWERED_BY_ANOTHER = Invariant(
    name="导出申请都由申请人以外的人审批",
    clause="7.2.d",
    sql_count="SELECT count(*) FROM documents_exportevent WHERE move <> 'download'",
    sql_bad=(
        "SELECT v.id::text FROM documents_exportevent v "
        "JOIN documents_exportrequest e ON e.id = v.export_id "
        "WHERE v.move <> 'download' AND v.recorded_by_id = e.recorded_by_id"
    ),
)
TAKEN_AFTER_APPROVAL = Invariant(
    name="导出的名单都先经批准，由申请人下载",
    clause="7.2.d",
    sql_count="SELECT count(*) FROM documents_exportevent WHERE move = 'download'",
    sql_bad=(
        "SELECT v.id::text FROM documents_exportevent v "
        "JOIN documents_exportrequest e ON e.id = v.export_id "
        "WHERE v.move = 'download' AND (v.recorded_by_id <> e.recorded_by_id OR NOT EXISTS "
        "(SELECT 1 FROM documents_exportevent a WHERE a.export_id = e.id AND a.move = 'approve' "
        "AND a.recorded_at < v.recorded_at))"
    ),
)
PRINTED_OF_ITS_CARD = Invariant(
    name="套打的每一行都是用这张卡领的药",
    clause="A5",
    sql_count="SELECT count(*) FROM documents_printedrow",
    sql_bad=(
        "SELECT r.id::text FROM documents_printedrow r JOIN dispensing_pickup p ON p.id = r.pickup_id "
        "WHERE p.card_id <> r.card_id"
    ),
)
ONE_PICKUP_A_ROW = Invariant(
    name="救助卡的每一行只打印一次领药",
    clause="A5",
    sql_count="SELECT count(*) FROM documents_printedrow",
    sql_bad=(
        "SELECT r.card_id || ' ' || r.page || '/' || r.row FROM documents_printedrow r "
        "GROUP BY r.card_id, r.page, r.row HAVING count(DISTINCT r.pickup_id) > 1"
    ),
)

INVARIANTS = (ANSWERED_BY_ANOTHER, TAKEN_AFTER_APPROVAL, PRINTED_OF_ITS_CARD, ONE_PICKUP_A_ROW)
