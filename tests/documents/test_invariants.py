"""The promises of exports and printed rows hold after the acts, and looked at something."""

import pytest
from django.db import connection

from anxin.documents.invariants import INVARIANTS
from anxin.documents.models import PrintedRow
from anxin.enrolment.models import Card
from tests.dispensing import steps
from tests.documents.test_exports import answered, asked, enrolled, taken
from tests.world import become

pytestmark = pytest.mark.django_db


def test_every_promise_holds_after_the_acts() -> None:
    from anxin.documents.card_rows import Spot
    from anxin.documents.services import print_rows

    patient, pickup = steps.handed_over()
    print_rows(
        request_id=steps.uuid4(),
        card_id=patient.card_id,
        pickup_ids=[pickup.id],
        start=Spot(2, 1),
        actor=become("dispenser"),
        at=steps.AT,
    )
    assert Card.objects.get(id=patient.card_id).printed_rows.count() == 1
    unit, _ = enrolled()
    export_id = asked(unit)
    answered(export_id, by="reviewer")
    taken(export_id)
    become("dispenser")
    assert PrintedRow.objects.exists()
    for colleague in ("officer", "dispenser"):
        become(colleague)
        with connection.cursor() as cursor:
            for invariant in INVARIANTS:
                cursor.execute(invariant.sql_bad)
                assert cursor.fetchall() == [], invariant.name


def test_every_promise_counts_what_it_looked_at() -> None:
    unit, _ = enrolled()
    answered(asked(unit), by="reviewer")
    become("officer")
    with connection.cursor() as cursor:
        cursor.execute(INVARIANTS[0].sql_count)
        assert cursor.fetchone() == (1,)
