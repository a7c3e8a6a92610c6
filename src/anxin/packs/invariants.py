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
GIVEN_ONCE = Invariant(
    name="断网登记补录的发药，每人每份登记表只有一次，且都有当天的领药",
    clause="5.3.2.e",
    sql_count="SELECT count(*) FROM security.pack_entries_given()",
    sql_bad=(
        "SELECT g.entry_id::text FROM security.pack_entries_given() g WHERE g.pickups <> 1 OR g.twins > 0"
    ),
)

INVARIANTS = (ANSWERED_BY_ANOTHER, TAKEN_AFTER_APPROVAL, GIVEN_ONCE)
