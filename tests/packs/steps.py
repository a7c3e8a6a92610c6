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
from anxin.packs.models import Pack, PackEntry
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


def filled_in(row: Mapping[str, str], **changes: str) -> dict[str, str]:
    """Return a row of somebody who came themselves and was given what they had before."""
    by_hand = {
        "came": "患者本人",
        "identity": "是",
        "programme": "是",
        "insurance": "是",
        "walk_in": "药快用完",
        "risk": "0",
        "findings": "病情稳定",
        "quantity1": "56",
        "slip": f"QM-{row['row'][:8]}",
        "next": "2026-12-15",
        "time": "9:30",
    }
    return {**row, **by_hand, **changes}


def uploaded(
    pack: Pack,
    rows: Sequence[Mapping[str, str]],
    *,
    by: str = "dispenser",
    at: datetime,
    password: str = "",
    request_id: UUID | None = None,
) -> UUID:
    """Upload a sheet with these rows, encrypted where a password is given."""
    content = written(pack, rows)
    return services.upload(
        request_id=request_id or uuid4(),
        pack_id=pack.id,
        sent=sheets.sealed(content, password=password) if password else content,
        password=password,
        actor=become(by),
        at=at,
    )


def entries(pack: Pack, *, by: str = "dispenser") -> list[PackEntry]:
    """Return the rows that came back for a pack, in their order."""
    become(by)
    return list(queries.entries_of(pack))


def told(pack: Pack, *, at: datetime, by: str = "dispenser") -> list[tuple[str, list[str]]]:
    """Return the state of each row and the codes of what stands against it."""
    look = Look(actor=become(by), page="测试")
    return [
        (one.state, [condition.code for _, condition in one.told])
        for one in queries.shown_entries(pack, look=look, at=at)
    ]


def left_out(upload: UUID) -> list[tuple[int, str]]:
    """Return the rows of an upload that became no entry."""
    look = Look(actor=become("dispenser"), page="测试")
    return [
        (one.line, one.why) for one in queries.not_taken(queries.find_upload(upload), look=look)
    ]


def taken_in(entry: UUID, *, at: datetime) -> UUID:
    """Take a row in, each step by its own hand."""
    arrived(entry, at=at)
    signed(entry, at=at)
    reviewed(entry, at=at)
    return handed(entry, at=at)


def arrived(
    entry: UUID, *, by: str = "dispenser", at: datetime, request: UUID | None = None
) -> UUID:
    """Record a row's arrival."""
    return services.arrive(request_id=request or uuid4(), entry_id=entry, actor=become(by), at=at)


def signed(
    entry: UUID, *, by: str = "psychiatrist", at: datetime, request: UUID | None = None
) -> UUID:
    """Sign a row's prescription."""
    return services.sign(request_id=request or uuid4(), entry_id=entry, actor=become(by), at=at)


def reviewed(
    entry: UUID, *, by: str = "pharmacist", passed: bool = True, reason: str = "", at: datetime
) -> UUID:
    """Review a row's prescription."""
    return services.review(
        request_id=uuid4(),
        entry_id=entry,
        passed=passed,
        reason=reason,
        actor=become(by),
        at=at,
    )


def handed(
    entry: UUID, *, by: str = "dispenser", at: datetime, request: UUID | None = None
) -> UUID:
    """Book what a row says was handed over."""
    return services.give(
        request_id=request or uuid4(),
        entry_id=entry,
        explained=True,
        actor=become(by),
        at=at,
    )


def corrected(entry: PackEntry, *, by: str = "dispenser", at: datetime, **changes: str) -> UUID:
    """Put cells of a row right."""
    actor = become(by)
    texts = queries.read_texts([entry], look=Look(actor=actor, page="测试"))[entry.id]
    return services.correct(
        request_id=uuid4(), entry_id=entry.id, texts={**texts, **changes}, actor=actor, at=at
    )


def set_aside(entry: UUID, *, because: str = "没有来", by: str = "dispenser", at: datetime) -> UUID:
    """Leave a row out."""
    return services.set_aside(
        request_id=uuid4(), entry_id=entry, because=because, actor=become(by), at=at
    )
