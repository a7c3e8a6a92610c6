"""The three signatures of a pick-up, each bound to signer, time and what was signed (5.3.2.e)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from anxin.acts.services import content_hash
from anxin.dispensing.facts import Line
from anxin.dispensing.prepared import LotSetAside
from anxin.dispensing.writing import Signed
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.dispensing import Signer
from anxin.vault.ciphertext import seal

PAD, PAPER = "pad", "paper"
LEAST_POINTS = 3
MOST_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianSigned:
    """How the guardian or the patient signed: on the pad, or on paper with the slip's number."""

    way: str
    drawing: str = ""
    """The pad's strokes: JSON lists of points."""
    slip_number: str = ""

    @property
    def is_there(self) -> bool:
        """Say whether there is a signature: strokes of a few points, or a slip's number."""
        if self.way == PAPER:
            return bool(self.slip_number.strip())
        return self.way == PAD and _points(self.drawing) >= LEAST_POINTS


def _points(drawing: str) -> int:
    if not drawing or len(drawing) > MOST_CHARACTERS:
        return 0
    try:
        strokes = json.loads(drawing)
    except ValueError:
        return 0
    if not isinstance(strokes, list):
        return 0
    parts = [s.get("points") for s in strokes if isinstance(s, dict)]
    return sum(len(points) for points in parts if isinstance(points, list))


@cites("5.3.2.e")
def signed_content(
    pickup_id: UUID,
    *,
    doctor_hash: bytes,
    prepared_on: date,
    starts_on: date,
    until: date,
    next_pickup_on: date,
    shares: Sequence[int],
    lots: Sequence[LotSetAside],
    injections: Sequence[Sequence[str]] = (),
    owed: Sequence[Line] = (),
) -> dict[str, Any]:
    """Return what guardian and dispenser sign: prescription, lots, days, shares, injections, owed."""
    left = sorted([str(line.line_id), line.quantity, line.days] for line in owed)
    return {
        "pickup": str(pickup_id),
        "prescription": doctor_hash.hex(),
        "days": [str(day) for day in (prepared_on, starts_on, until, next_pickup_on)],
        "shares": list(shares),
        "lots": sorted(
            [str(one.line_id), str(one.lot.lot_id), one.lot.quantity, one.lot.unit_price]
            for one in lots
        ),
        **({"injections": sorted(map(list, injections))} if injections else {}),
        **({"owed": left} if left else {}),
    }


def signers(
    guardian: GuardianSigned, *, doctor_hash: bytes, dispenser_confirmed: bool
) -> frozenset[Signer]:
    """Return who has signed."""
    found = {
        Signer.DOCTOR: bool(doctor_hash),
        Signer.GUARDIAN: guardian.is_there,
        Signer.DISPENSER: dispenser_confirmed,
    }
    return frozenset(signer for signer, there in found.items() if there)


def signatures(
    guardian: GuardianSigned,
    *,
    content: dict[str, Any],
    doctor_hash: bytes,
    prescriber_id: UUID,
    prescribed_at: datetime,
    actor: Actor,
    at: datetime,
) -> list[Signed]:
    """Return the three signatures to be stored; the drawing is sealed in its own place."""
    signed_hash, guardian_id = content_hash(content), uuid4()
    drawn = guardian.way == PAD
    return [
        Signed(
            id=uuid4(),
            role=Signer.DOCTOR.value,
            way="signed_in",
            staff_id=prescriber_id,
            content_hash=doctor_hash,
            signed_at=prescribed_at,
        ),
        Signed(
            id=guardian_id,
            role=Signer.GUARDIAN.value,
            way=guardian.way,
            staff_id=None,
            content_hash=signed_hash,
            drawing=_sealed(guardian.drawing, guardian_id) if drawn else None,
            slip_number="" if drawn else guardian.slip_number.strip(),
            signed_at=at,
        ),
        Signed(
            id=uuid4(),
            role=Signer.DISPENSER.value,
            way="signed_in",
            staff_id=actor.staff_id,
            content_hash=signed_hash,
            signed_at=at,
        ),
    ]


def _sealed(drawing: str, row_id: UUID) -> bytes:
    return seal(drawing, table="dispensing_signature", column="drawing", row_id=row_id)
