"""When a register may leave the program as a file: who, how many rows, how long (7.2.d, T16)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, condition

ROWS_WITHIN_LIMIT = condition(
    "export-rows-within-limit",
    "working-rules:export",
    met="共 {rows} 人，不超过 {limit} 人",
    unmet="共 {rows} 人，一次最多导出 {limit} 人，请按单位分次申请",
)
EXPORT_HAS_ROWS = condition(
    "export-has-rows",
    "working-rules:export",
    met="名单里有人",
    unmet="名单里没有人，不需要导出",
)
ANOTHER_ANSWERS = condition(
    "another-answers-the-export",
    "working-rules:export",
    met="审批人不是申请人",
    unmet="不能审批自己的导出申请，请由另一位同事或免费服药办公室审批",
)
REFUSAL_IS_EXPLAINED = condition(
    "export-refusal-is-explained",
    "working-rules:export",
    met="已写明原因",
    unmet="不批准须写明原因",
)
ASKER_DOWNLOADS = condition(
    "asker-downloads",
    "working-rules:export",
    met="由申请人下载",
    unmet="只有申请人本人可以下载",
)
EXPORT_IS_OPEN = condition(
    "export-is-open",
    "working-rules:export",
    met="在有效期内",
    unmet="批准已超过 {hours} 小时，请重新申请",
)


@cites("working-rules:export")
def may_export(rows: int, *, limit: int) -> Decision:
    """Decide whether so many rows may be asked for, or taken, at once."""
    return Decision.of(
        EXPORT_HAS_ROWS.met_if(rows > 0),
        ROWS_WITHIN_LIMIT.met_if(rows <= limit, rows=rows, limit=limit),
    )


@cites("working-rules:export")
def open_until(approved_at: datetime, *, days: int) -> datetime:
    """Return the moment from which an approval is worth nothing."""
    return approved_at + timedelta(days=days)


@cites("working-rules:export")
def may_download(
    *, asker: UUID, downloader: UUID, approved_at: datetime, days: int, at: datetime
) -> Decision:
    """Decide whether somebody may download what was approved."""
    return Decision.of(
        ASKER_DOWNLOADS.met_if(asker == downloader),
        EXPORT_IS_OPEN.met_if(at < open_until(approved_at, days=days), hours=24 * days),
    )
