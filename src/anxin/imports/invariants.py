"""What must hold of rosters that were read in."""

from __future__ import annotations

from anxin.database.invariants import Invariant

TAKEN_IN_BY_ITS_ACT = Invariant(
    name="表格里已导入的每一行都由它自己的那次办理形成申请或草稿",
    clause="5.1.2.a",
    sql_count="SELECT count(*) FROM security.import_rows_held() WHERE stage = 'done'",
    sql_bad=(
        "SELECT h.row_id::text FROM security.import_rows_held() h "
        "WHERE (h.stage = 'done') <> (h.became IS NOT NULL) "
        "OR (h.stage = 'done' AND h.act_result IS DISTINCT FROM h.became)"
    ),
)
DONE_HOLDS_NOTHING = Invariant(
    name="已导入或作废的表格行不再保存内容",
    clause="7.2.d",
    sql_count="SELECT count(*) FROM security.import_rows_held()",
    sql_bad=(
        "SELECT h.row_id::text FROM security.import_rows_held() h "
        "WHERE (h.stage = 'done' OR h.abandoned_on IS NOT NULL) AND h.held > 0"
    ),
)

INVARIANTS = (TAKEN_IN_BY_ITS_ACT, DONE_HOLDS_NOTHING)
