"""A clinic day without a line in a test's own transaction: its sheet asked for, taken, opened, filled in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from msoffcrypto.format.ooxml import OOXMLFile
from python_calamine import CalamineWorkbook

from anxin.documents.spreadsheet import Watermark
from anxin.packs import queries, services, sheets
from anxin.packs.filling import filled
from anxin.packs.models import Pack
from anxin.privacy.door import Look
from anxin.rules.pack_columns import columns
from tests.world import become

MARK = Watermark(
    taken_by="测试发药人",
    organisation="油溪（中心）卫生院",
    taken_at=datetime(2026, 11, 19, 16, 0),  # noqa: DTZ001 (a spreadsheet holds local time)
    serial="ABCDEF0123",
)
KEYS = {head: key for key, head in columns().items()}


def asked(day: UUID, *, by: str = "dispenser", at: datetime, reason: str = "村里没有网络") -> UUID:
    """Ask for the sheet of a clinic day."""
    return services.ask(
        request_id=uuid4(), clinic_day_id=day, reason=reason, actor=become(by), at=at
    )


def answered(
    pack: UUID, *, by: str = "psychiatrist", approve: bool = True, because: str = "", at: datetime
) -> UUID:
    """Answer another's request."""
    return services.answer(
        request_id=uuid4(),
        pack_id=pack,
        approve=approve,
        because=because,
        actor=become(by),
        at=at,
    )


def taken(
    pack: UUID, *, by: str = "dispenser", at: datetime, request_id: UUID | None = None
) -> UUID:
    """Download; return the event."""
    actor = become(by)
    return services.take(request_id=request_id or uuid4(), pack_id=pack, actor=actor, at=at)


def given(day: UUID, *, at: datetime) -> Pack:
    """Return a pack of a clinic day that was downloaded."""
    pack = answered(asked(day, at=at), at=at)
    taken(pack, at=at)
    return Pack.objects.select_related("clinic_day__doctor", "organisation").get(id=pack)


def sheet_of(pack: Pack, *, by: str = "dispenser") -> list[dict[str, str]]:
    """Return the rows that go out with a pack, by the codes of their columns."""
    look = Look(actor=become(by), page="测试")
    return [dict(row) for row in filled(pack, look=look)]


def written(pack: Pack, rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a sheet with rows as they come back."""
    return sheets.workbook(pack, rows, mark=MARK)


def opened(sent: bytes, password: str) -> bytes:
    """Decrypt a file as Excel would."""
    book, out = OOXMLFile(io.BytesIO(sent)), io.BytesIO()
    book.load_key(password=password)
    book.decrypt(out)
    return out.getvalue()


def cells(content: bytes) -> list[list[str]]:
    """Return the first page's cells."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def rows_in(content: bytes) -> list[dict[str, str]]:
    """Return a sheet's rows by the codes of their columns."""
    found = cells(content)
    heads = found[sheets.HEAD_ROW]
    return [
        {KEYS.get(head, head): cell for head, cell in zip(heads, row, strict=True)}
        for row in found[sheets.HEAD_ROW + 1 :]
    ]


def password(event: UUID) -> str:
    """Return the password of a download."""
    return queries.password_for(event)
