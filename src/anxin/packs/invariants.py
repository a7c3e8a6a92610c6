"""What must hold of clinic days without a line."""

from __future__ import annotations

from anxin.database.invariants import Invariant

ANSWERED_BY_ANOTHER = Invariant(
    name="断网登记表都由申请人以外的人审批",
    clause="7.2.d",
    sql_count="SELECT count(*) FROM packs_packevent WHERE move <> 'download'",
    sql_bad=(
        "SELECT v.id::text FROM packs_packevent v JOIN packs_pack p ON p.id = v.pack_id "
        "WHERE v.move <> 'download' AND v.recorded_by_id = p.recorded_by_id"
    ),
)
TAKEN_AFTER_APPROVAL = Invariant(
    name="断网登记表都先经批准，由申请人下载",
    clause="7.2.d",
    sql_count="SELECT count(*) FROM packs_packevent WHERE move = 'download'",
    sql_bad=(
        "SELECT v.id::text FROM packs_packevent v JOIN packs_pack p ON p.id = v.pack_id "
        "WHERE v.move = 'download' AND (v.recorded_by_id <> p.recorded_by_id OR NOT EXISTS "
        "(SELECT 1 FROM packs_packevent a WHERE a.pack_id = p.id AND a.move = 'approve' "
        "AND a.recorded_at < v.recorded_at))"
    ),
)

INVARIANTS = (ANSWERED_BY_ANOTHER, TAKEN_AFTER_APPROVAL)
