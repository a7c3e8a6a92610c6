"""Hand in the scan of a paper slip, so that the pick-up can be claimed (5.3.2.e)."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from anxin.acts.services import begin
from anxin.dispensing import grounds
from anxin.dispensing.models import SlipScan
from anxin.dispensing.queries import slips_owed
from anxin.rules.access import Actor
from anxin.rules.decisions import Decision, Refused
from anxin.vault.ciphertext import seal

MOST_MEGABYTES = 5
_BEGINNINGS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}


def file_scan(
    *, request_id: UUID, pickup_id: UUID, content: bytes, actor: Actor, at: datetime
) -> UUID:
    """Keep the scan of a pick-up's paper slip, sealed; its kind is told from its content."""
    new = uuid4()
    digest = sha256(content)
    if earlier := begin(
        request_id=request_id,
        kind="pickup.scan",
        content={"pickup": pickup_id, "file": digest.hexdigest()},
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    kind = _kind(content)
    owed = slips_owed(actor).filter(id=pickup_id).exists()
    Refused.unless(
        Decision.of(
            grounds.SCAN_IS_OWED.met_if(owed),
            grounds.SCAN_IS_A_PICTURE.met_if(kind is not None, limit=MOST_MEGABYTES),
        )
    )
    assert kind is not None
    assert kind is not None
    text = b64encode(content).decode()
    SlipScan.objects.create(
        id=new,
        pickup_id=pickup_id,
        content=seal(text, table="dispensing_slipscan", column="content", row_id=new),
        content_type=kind,
        content_hash=digest.digest(),
        act_id=request_id,
    )
    return new


def _kind(content: bytes) -> str | None:
    if len(content) > MOST_MEGABYTES * 2**20:
        return None
    return next((kind for start, kind in _BEGINNINGS.items() if content.startswith(start)), None)
