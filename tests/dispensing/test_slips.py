"""Paper slips: signed at once, scanned later, claimed only then (5.3.2.e, design 6)."""

from __future__ import annotations

from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.dispensing import services
from anxin.dispensing.models import Pickup, SlipScan
from anxin.dispensing.queries import slips_owed
from anxin.pages.guards import refusal_of
from anxin.rules.decisions import Refused
from anxin.rules.quarters import Quarter
from anxin.settlement.models import ClaimLine
from anxin.settlement.services import file_claim
from tests.dispensing import steps
from tests.dispensing.steps import AT, beijing
from tests.world import become

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
AFTER_QUARTER = beijing(2027, 1, 4)


def on_paper(number: str = "QM-1") -> Pickup:
    _, prescription_id = steps.ready()
    slip = services.GuardianSigned(way="paper", slip_number=number)
    return Pickup.objects.get(id=steps.completed(steps.prepared(prescription_id), guardian=slip))


def scanned(pickup, content: bytes = PNG, *, by: str = "dispenser"):
    actor = become(by)
    return services.file_scan(
        request_id=uuid4(), pickup_id=pickup.id, content=content, actor=actor, at=AT
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
    assert bytes(scan.content_hash) == sha256(PNG).digest()
    assert b"PNG" not in bytes(scan.content)
    assert drawn.stage == "completed"


def test_its_line_is_claimed_only_then():
    pickup = on_paper()
    _, drawn = steps.handed_over()
    with transaction.atomic():
        assert claimed() == {drawn.id}
        transaction.set_rollback(True)
    scanned(pickup)
    assert claimed() == {drawn.id, pickup.id}


def test_what_was_claimed_stands():
    _, pickup = steps.handed_over()
    assert claimed() == {pickup.id}
    with pytest.raises(Refused) as refusal:
        steps.reversed_(pickup.id)
    assert [ground.code for ground in refusal.value.unmet] == ["pickup-is-not-claimed"]


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\0", b"<svg/>", PNG + b"\0" * (5 * 2**20)],
    ids=["empty", "program", "drawing", "too large"],
)
def test_what_is_no_picture_is_refused(content):
    pickup = on_paper()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        scanned(pickup, content)
    assert [ground.code for ground in refusal.value.unmet] == ["scan-is-a-picture"]


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
