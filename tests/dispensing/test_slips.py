"""Paper slips: signed at once, scanned later, claimed only then (5.3.2.e, design 6)."""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.dispensing import services
from anxin.dispensing.models import Pickup, SlipScan
from anxin.dispensing.queries import slips_owed
from anxin.files.cleaning import clean
from anxin.pages.guards import refusal_of
from anxin.rules.decisions import Refused
from anxin.rules.files import Purpose
from anxin.rules.quarters import Quarter
from anxin.settlement.models import ClaimLine
from anxin.settlement.services import file_claim
from anxin.vault.ciphertext import open_sealed
from tests.dispensing import steps
from tests.dispensing.steps import AT, beijing
from tests.files.sent import PLACE, picture
from tests.world import become

pytestmark = pytest.mark.django_db
AFTER_QUARTER = beijing(2027, 1, 4)


def on_paper(number: str = "QM-1") -> Pickup:
    _, prescription_id = steps.ready()
    slip = services.GuardianSigned(way="paper", slip_number=number)
    return Pickup.objects.get(id=steps.completed(steps.prepared(prescription_id), guardian=slip))


def scanned(pickup, content: bytes | None = None, *, by: str = "dispenser"):
    actor = become(by)
    file = clean(picture("PNG") if content is None else content, purpose=Purpose.OTHER)
    return services.file_scan(
        request_id=uuid4(), pickup_id=pickup.id, file=file, actor=actor, at=AT
    )


def claimed() -> set:
    actor = become("accountant")
    claim_id = file_claim(
        request_id=uuid4(),
        quarter=Quarter(2026, 4),
        invoice_number="FP-2026-4",
        actor=actor,
        at=AFTER_QUARTER,
    )
    return set(ClaimLine.objects.filter(claim_id=claim_id).values_list("pickup_id", flat=True))


def test_a_slip_is_owed_until_its_scan_is_handed_in():
    pickup = on_paper()
    _, drawn = steps.handed_over()
    actor = become("dispenser")
    assert list(slips_owed(actor)) == [pickup]
    scan = SlipScan.objects.get(id=scanned(pickup))
    assert list(slips_owed(actor)) == []
    kept = opened(scan)
    assert bytes(scan.content_hash) == sha256(kept).digest()
    assert scan.content_type == "image/jpeg"
    assert kept not in bytes(scan.content)
    assert drawn.stage == "completed"


def test_its_line_is_claimed_only_then():
    pickup = on_paper()
    _, drawn = steps.handed_over()
    with transaction.atomic():
        assert claimed() == {drawn.id}
        transaction.set_rollback(True)
    scanned(pickup)
    assert claimed() == {drawn.id, pickup.id}


def test_what_was_claimed_can_be_taken_back_and_the_claim_stays():
    _, pickup = steps.handed_over()
    assert claimed() == {pickup.id}
    steps.reversed_(pickup.id)
    become("accountant")
    assert set(ClaimLine.objects.values_list("pickup_id", flat=True)) == {pickup.id}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-is-not-empty"),
        (b"MZ\x90\0", "file-is-of-a-kind"),
        (b"<svg/>", "file-is-of-a-kind"),
        (b"\0" * (10 * 2**20 + 1), "file-is-small-enough"),
    ],
    ids=["empty", "program", "drawing", "too large"],
)
def test_what_is_no_picture_is_refused(content: bytes, code: str):
    pickup = on_paper()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        scanned(pickup, content)
    assert [ground.code for ground in refusal.value.unmet] == [code]


def test_a_scan_is_drawn_anew_without_the_place_it_was_taken_at():
    sent = picture("PNG")
    assert PLACE.encode() in sent
    scan = SlipScan.objects.get(id=scanned(on_paper(), sent))
    assert PLACE.encode() not in opened(scan)


def opened(scan: SlipScan) -> bytes:
    text = open_sealed(
        bytes(scan.content), table="dispensing_slipscan", column="content", row_id=scan.id
    )
    return b64decode(text)


def test_a_scan_is_handed_in_where_one_is_owed_and_by_its_counter():
    _, drawn = steps.handed_over()
    pickup = on_paper()
    for one, by in ((drawn, "dispenser"), (pickup, "other_dispenser")):
        with pytest.raises(Refused, match="scan-is-owed"), transaction.atomic():
            scanned(one, by=by)


def test_a_slips_number_counts_once():
    on_paper()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        on_paper()
    assert [ground.code for ground in refusal_of(error.value).unmet] == ["slip-number-is-new"]
