"""What happened is written down within three days, by the database's clock (security T7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections

from anxin.acts.models import Act
from anxin.database.work import acting_as
from tests import world


def write(occurred_at: datetime, **false: object) -> Act:
    with acting_as(world.staff_id("officer")):
        return Act.objects.create(
            kind="x", content_hash=b"", result_id=uuid4(), occurred_at=occurred_at, **false
        )


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
    connections["owner"].close()


@pytest.mark.parametrize("hours", [-73, 1])
def test_too_late_or_too_early_is_refused(own_database, hours):
    as_owner("DELETE FROM security.history")

    with pytest.raises(IntegrityError, match=r"too long ago|happens later"):
        write(datetime.now(UTC) + timedelta(hours=hours))


def test_within_three_days_is_written(own_database):
    as_owner("DELETE FROM security.history")

    assert write(datetime.now(UTC) - timedelta(hours=71)).pk


def test_without_its_trigger_a_false_hand_would_stand(own_database):
    as_owner("ALTER TABLE acts_act DISABLE TRIGGER a_stamp")
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)

    act = write(
        datetime.now(UTC),
        recorded_at=long_ago,
        recorded_by_id=world.staff_id("reviewer"),
        recorded_xid=1,
    )

    with acting_as(world.staff_id("reviewer")):
        assert Act.objects.get(id=act.id).recorded_at == long_ago
