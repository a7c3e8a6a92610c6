"""Put in a photo or scan of a person's paper, and take one back (A4, 5.1.3.b)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from anxin.acts.services import begin
from anxin.files import queries
from anxin.files.cleaning import Cleaned
from anxin.files.models import Attachment, Withdrawal
from anxin.files.queries import TABLE
from anxin.rules.access import Actor
from anxin.rules.files import NOT_WITHDRAWN
from anxin.vault.ciphertext import seal_bytes


def add_file(
    *,
    request_id: UUID,
    person_id: UUID,
    file: Cleaned,
    application_id: UUID | None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Keep a cleaned file of a person, sealed; return its id."""
    assert actor.may("file.add")
    new = uuid4()
    content = {
        "person": person_id,
        "application": application_id,
        "purpose": file.purpose,
        "file": file.sent_hash,
    }
    if earlier := begin(
        request_id=request_id, kind="file.add", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    Attachment.objects.create(
        id=new,
        person_id=person_id,
        application_id=application_id,
        purpose=file.purpose,
        kind=file.kind,
        size=len(file.content),
        pages=file.pages,
        content=seal_bytes(file.content, table=TABLE, column="content", row_id=new),
        thumbnail=seal_bytes(file.thumbnail, table=TABLE, column="thumbnail", row_id=new)
        if file.thumbnail
        else None,
        act_id=request_id,
    )
    return new


def withdraw_file(
    *, request_id: UUID, file_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Take back a file put in by mistake; it is kept, and shown to nobody any more."""
    assert actor.may("file.add")
    new = uuid4()
    content = {"file": file_id, "because": because}
    if earlier := begin(
        request_id=request_id, kind="file.withdraw", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    if queries.find_file(file_id) is None:
        raise NOT_WITHDRAWN.refused()
    Withdrawal.objects.create(id=new, attachment_id=file_id, because=because, act_id=request_id)
    return new
