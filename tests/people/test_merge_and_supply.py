"""What was given and paid for under a merged record counts for the kept one (5.3.2.d, 5.1.5.e, T52)."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.clinics.models import Supply
from anxin.clinics.queries import days_on_hand, recent_supply, supply_ends
from anxin.database.statements import run
from anxin.dispensing import services
from anxin.dispensing.facts import read_uses
from anxin.enrolment.services import end_enrolment
from anxin.funding.models import Use
from anxin.people.merging import kept_of, merge_people
from anxin.people.models import Person
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.racing import as_owner, meet
from tests.dispensing.steps import AT, TODAY
from tests.people.linking import merged, split
from tests.world import as_, become


def given_and_ended():
    """Somebody who was handed four weeks today, and whose right then ended."""
    patient, pickup = steps.handed_over()
    end_enrolment(
        request_id=uuid4(),
        enrolment_id=patient.enrolment_id,
        kind="died",
        because="重复登记",
        clause="A5.n3",
        actor=become("reviewer"),
        at=AT,
    )
    return patient, pickup


def overlaps(*people):
    with as_("dispenser"):
        rows = list(Supply.objects.filter(person_id__in=people, ended_by_id=None).order_by("since"))
    return [a for a, b in pairwise(rows) if b.since < a.until]


@pytest.fixture
def twice(db):
    """Enrolled and without medicine; and a record under which four weeks were given today."""
    gone, _ = given_and_ended()
    return steps.enrolled(), gone


class TestTheSupply:
    def test_at_home_is_the_keptones_after_the_merge_and_not_before_or_after(self, twice):
        kept, gone = twice
        become("psychiatrist")
        end = Supply.objects.get(person_id=gone.person_id)
        substance, until = end.substance, end.until

        def at_home():
            become("psychiatrist")
            return (
                supply_ends(kept.person_id, [substance], on=TODAY)[substance],
                days_on_hand(kept.person_id, [substance], on=TODAY)[substance],
            )

        assert at_home() == (TODAY, 0)
        merge = merged(kept.person_id, gone.person_id)
        assert at_home() == (until, (until - TODAY).days)
        look = Look(actor=become("psychiatrist"), page="测试")
        assert [one.until for one in recent_supply(kept.person_id, look=look, on=TODAY)] == [until]
        split(merge)
        assert at_home() == (TODAY, 0)

    def test_the_counter_gives_nothing_more_for_the_same_days(self, twice):
        kept, gone = twice
        prescription = steps.reviewed(kept)
        merged(kept.person_id, gone.person_id)
        steps.completed(steps.prepared(prescription))

        become("dispenser")
        old = Supply.objects.get(person_id=gone.person_id)
        assert Supply.objects.get(person_id=kept.person_id).since == old.until
        assert not overlaps(kept.person_id, gone.person_id)

    def test_a_pickup_prepared_before_the_merge_is_not_completed_after_it(self, twice):
        kept, gone = twice
        pickup = steps.prepared(steps.reviewed(kept))
        merged(kept.person_id, gone.person_id)
        with pytest.raises((Refused, IntegrityError)), transaction.atomic():
            steps.completed(pickup)

        assert not overlaps(kept.person_id, gone.person_id)

    def test_after_un_merging_each_has_its_own(self, twice):
        kept, gone = twice
        pickup = steps.prepared(steps.reviewed(kept))
        split(merged(kept.person_id, gone.person_id))
        steps.completed(pickup)

        become("dispenser")
        assert Supply.objects.filter(person_id=kept.person_id).exists()

    def test_nothing_more_is_prescribed_or_booked_for_the_merged_record(self, twice):
        kept, gone = twice
        merged(kept.person_id, gone.person_id)
        with pytest.raises((Refused, IntegrityError)), transaction.atomic():
            steps.arrived(gone)


class TestTheCap:
    def test_what_was_used_of_the_month_is_the_keptones(self, twice):
        kept, gone = twice
        become("dispenser")
        used = {(u.payer, u.period): u.used for u in Use.objects.filter(person_id=gone.person_id)}
        assert used
        periods = [period for _, period in used]
        assert read_uses(kept.person_id, periods=periods) == {}
        merge = merged(kept.person_id, gone.person_id)

        become("dispenser")
        assert read_uses(kept.person_id, periods=periods) == used
        split(merge)
        become("dispenser")
        assert read_uses(kept.person_id, periods=periods) == {}

    def test_the_database_lets_nobody_over_the_limit_of_both(self, twice):
        kept, gone = twice
        pickup = steps.prepared(steps.reviewed(kept))
        merged(kept.person_id, gone.person_id)
        become("dispenser")
        one = Use.objects.filter(person_id=gone.person_id, payer="programme").first()
        statement = (
            'INSERT INTO dispensing_monthshare (id, pickup_id, person_id, payer, period, amount, "limit")'
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s)"
        )
        with pytest.raises(IntegrityError, match="bears_more"), transaction.atomic():
            run(statement, pickup, kept.person_id, one.payer, one.period, 1, one.used)
        run(statement, pickup, kept.person_id, one.payer, one.period, 1, one.used + 1)


class TestWhoIsMergedAway:
    def test_nobody_with_a_right_or_card_that_lasts(self, db):
        one, other = steps.enrolled(), steps.enrolled()
        with pytest.raises(Refused, match="no-right-left-behind"):
            merged(one.person_id, other.person_id)
        become("reviewer")
        assert not Person.objects.filter(merged_into__isnull=False).exists()


def merging(kept, gone):
    return lambda actor: merge_people(
        request_id=uuid4(),
        kept_id=kept.person_id,
        gone_id=gone.person_id,
        because="同一人",
        actor=actor,
        at=AT,
    )


def completing(pickup):
    return lambda actor: services.complete(
        request_id=uuid4(),
        pickup_id=pickup,
        guardian=steps.PAD,
        dispenser_confirmed=True,
        explained=True,
        actor=actor,
        at=AT,
    )


@pytest.mark.slow
@pytest.mark.usefixtures("own_database")
class TestAtTheSameMoment:
    @pytest.fixture
    def both(self, own_database):
        with transaction.atomic():
            gone, _ = given_and_ended()
            kept = steps.enrolled()
            return kept, gone, steps.prepared(steps.reviewed(kept))

    def test_a_merge_first_stops_the_pickup(self, both):
        kept, gone, pickup = both
        merge, done = meet(("reviewer", merging(kept, gone)), ("dispenser", completing(pickup)))

        assert merge.result
        assert done.codes
        assert not overlaps(kept.person_id, gone.person_id)

    def test_a_pickup_first_is_seen_after_the_merge_and_nothing_follows(self, both):
        kept, gone, pickup = both
        done, merge = meet(("dispenser", completing(pickup)), ("reviewer", merging(kept, gone)))

        assert done.result
        assert merge.result
        with as_("psychiatrist"):
            substance = Supply.objects.filter(person_id=kept.person_id).first().substance
            ends = supply_ends(kept.person_id, [substance], on=TODAY)
            assert ends[substance] > TODAY + timedelta(days=20)

    def test_a_pickup_of_the_record_to_be_merged_away_stands_in_its_way(self, own_database):
        with transaction.atomic():
            gone, prescription = steps.ready()
            kept = steps.enrolled()
            pickup = steps.prepared(prescription)
        done, merge = meet(("dispenser", completing(pickup)), ("reviewer", merging(kept, gone)))

        assert done.result
        assert merge.codes == ["no-right-left-behind"]
        with as_("reviewer"):
            assert kept_of(gone.person_id) == gone.person_id

    def test_without_the_guard_the_same_days_are_given_twice(self, both):
        as_owner("DROP TRIGGER d_one_person ON clinics_supply")
        as_owner("DROP TRIGGER b_use ON dispensing_monthshare")
        kept, gone, pickup = both
        meet(("reviewer", merging(kept, gone)), ("dispenser", completing(pickup)))

        assert overlaps(kept.person_id, gone.person_id)
