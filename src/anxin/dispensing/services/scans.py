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
from anxin.files.cleaning import Cleaned
from anxin.rules.access import Actor
from anxin.rules.decisions import Decision, Refused
from anxin.vault.ciphertext import seal

_CONTENT_TYPES = {"jpeg": "image/jpeg", "pdf": "application/pdf"}


def file_scan(
    *, request_id: UUID, pickup_id: UUID, file: Cleaned, actor: Actor, at: datetime
) -> UUID:
    """Keep the scan of a pick-up's paper slip, sealed: drawn or written anew, as every file is."""
    new = uuid4()
    if earlier := begin(
        request_id=request_id,
        kind="pickup.scan",
        content={"pickup": pickup_id, "file": file.sent_hash},
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    owed = slips_owed(actor).filter(id=pickup_id).exists()
    Refused.unless(Decision.of(grounds.SCAN_IS_OWED.met_if(owed)))
    text = b64encode(file.content).decode()
    SlipScan.objects.create(
        id=new,
        pickup_id=pickup_id,
        content=seal(text, table="dispensing_slipscan", column="content", row_id=new),
        content_type=_CONTENT_TYPES[file.kind],
        content_hash=sha256(file.content).digest(),
        act_id=request_id,
    )
    return new
