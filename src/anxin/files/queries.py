"""Reads of files. A list opens no ciphertext; a file is opened by the door, which records it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from anxin.files.models import Attachment
from anxin.privacy.door import Look, Sealed, reveal_file
from anxin.rules.files import Purpose

TABLE = "files_attachment"
_READ_AS = {"content": "file", "thumbnail": "file.thumbnail"}


def _rows() -> QuerySet[Attachment]:
    return Attachment.objects.defer("content", "thumbnail").select_related("recorded_by")


def files_of(person_id: UUID) -> list[Attachment]:
    """Return a person's files in reach that were not withdrawn, by purpose and time."""
    order = list(Purpose)
    rows = _rows().filter(person_id=person_id, withdrawn=None).order_by("recorded_at")
    return sorted(rows, key=lambda row: order.index(Purpose(row.purpose)))


def find_file(file_id: UUID) -> Attachment | None:
    """Return a file in reach that was not withdrawn, without its content."""
    return _rows().filter(id=file_id, withdrawn=None).first()


def open_file(row: Attachment, *, column: str, look: Look) -> bytes | None:
    """Return a file, or its thumbnail, in the clear, recorded; None where it has no thumbnail."""
    blob = Attachment.objects.values_list(column, flat=True).get(id=row.id)
    if blob is None:
        return None
    field = f"{_READ_AS[column]}.{row.purpose}"
    return reveal_file(Sealed(row.person_id, field, TABLE, column, row.id, blob), look=look)
