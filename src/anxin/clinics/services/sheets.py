"""The sheets that a signed prescription consists of, each with its number (rx-2007:sheet)."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.clinics.models import Prescription, PrescriptionSheet
from anxin.clinics.services.lines import Line
from anxin.database.statements import run
from anxin.rules.sheets import Sheet, sheet_number, sheets_of

_SERIALS = "SELECT nextval('clinics_sheet_serial') FROM generate_series(1, %s)"


def sheets_for(prescription: Prescription, lines: Sequence[Line]) -> dict[Sheet, PrescriptionSheet]:
    """Return the sheets of a prescription, numbered and not yet written.

    Numbers are never given twice; one whose prescription was refused stays unused.
    """
    kinds = sheets_of([line.item for line in lines])
    serials = [serial for (serial,) in run(_SERIALS, len(kinds))]
    return {
        kind: PrescriptionSheet(
            prescription=prescription,
            kind=kind.value,
            number=sheet_number(kind, written_on=prescription.written_on, serial=serial),
        )
        for kind, serial in zip(kinds, serials, strict=True)
    }
