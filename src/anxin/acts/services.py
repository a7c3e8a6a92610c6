"""Begin a business act once, however often it is asked."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from anxin.acts.models import Act
from anxin.database.statements import run
from anxin.rules.decisions import condition

_BEGIN = """
INSERT INTO acts_act (id, kind, content_hash, result_id, occurred_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING RETURNING id
"""
REQUEST_IS_NEW = condition(
    "request-is-new",
    "5.3.2.e",
    met="表单未提交过",
    unmet="这张表单已经提交过，内容与现在不同；请重新打开页面再填",
)


def content_hash(content: object) -> bytes:
    """Return the SHA-256 of a request's content in one fixed spelling."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).digest()


def begin(
    *, request_id: UUID, kind: str, content: object, result_id: UUID, at: datetime
) -> Act | None:
    """Record an act, or return the earlier one where this request was carried out before.

    None means: go on, the act is recorded and ``result_id`` is the row to make. An act means:
    it was done, its ``result_id`` names the row. The same id under other content is refused.
    Waits where the same request is being carried out at this moment. Inside the caller's transaction.
    """
    digest = content_hash(content)
    if run(_BEGIN, request_id, kind, digest, result_id, at):
        return None
    earlier = Act.objects.filter(id=request_id).first()
    if earlier is None or earlier.kind != kind or bytes(earlier.content_hash) != digest:
        raise REQUEST_IS_NEW.refused()
    return earlier
