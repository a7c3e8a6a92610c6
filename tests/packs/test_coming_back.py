"""A sheet comes back: each row becomes a proposed pick-up or is told of, and is taken in once by its hands."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import xlsxwriter
from django.db import IntegrityError, transaction

from anxin.clinics import services as clinics
from anxin.clinics.models import Attendance, Injection, PharmacistReview, Prescription, Supply
from anxin.dispensing.models import Allocation, Pickup, Signature
from anxin.dispensing.services import GuardianSigned
from anxin.enrolment import services as admission
from anxin.enrolment.models import Card
from anxin.packs import queries, services
from anxin.packs.models import Pack, PackEntry, PackEntryEvent, PackUpload
from anxin.packs.tasks import tasks_for
from anxin.pharmacy.models import Lot, Product
from anxin.policy.pack import trying
from anxin.rules.decisions import Refused
from tests.clinics.steps import GUARDIAN_BORN, identity_number
from tests.dispensing import steps as counter
from tests.dispensing.steps import AT, TODAY, Patient
from tests.packs import steps
from tests.packs.steps import (
    arrived,
    corrected,
    entries,
    filled_in,
    given,
    handed,
    left_out,
    reviewed,
    set_aside,
    sheet_of,
    signed,
    taken_in,
    told,
    uploaded,
)
from tests.world import become

pytestmark = pytest.mark.django_db
BEFORE = AT - timedelta(days=28)
EVENING, NEXT_DAY = AT + timedelta(hours=8), AT + timedelta(days=1)


@dataclass
class Day:
    """A clinic day without a line: its pack, whom it lists, the lot in the store, the rows filled in."""

    pack: Pack
    patients: list[Patient]
    lot: Lot
    rows: list[dict[str, str]]
    blanks: list[dict[str, str]]

    def row(self, n: int = 0, **changes: str) -> dict[str, str]:
        return {**self.rows[n], **changes}


@pytest.fixture
def day() -> Day:
    lot_id = counter.stocked(at=BEFORE)
    patients = [counter.enrolled(at=BEFORE - timedelta(days=9), name=f"欧阳{n}") for n in "甲乙"]
    for patient in patients:
        rx = counter.reviewed(patient, at=BEFORE)
        counter.completed(counter.prepared(rx, at=BEFORE), at=BEFORE)
    pack = given(counter.clinic_day(), at=AT - timedelta(hours=2))
    lot = Lot.objects.get(id=lot_id)
    rows = sorted(sheet_of(pack), key=lambda row: row.get("name", "~"))
    named = [filled_in(row, lot1=lot.number) for row in rows if row.get("name")]
    by_name = {row["name"]: row for row in named}
    return Day(
        pack=pack,
        patients=patients,
        lot=lot,
        rows=[by_name["欧阳甲"], by_name["欧阳乙"]],
        blanks=[row for row in rows if not row.get("name")],
    )


class TestWhatIsRight:
    @pytest.mark.parametrize("at", [EVENING, NEXT_DAY, AT + timedelta(hours=71)])
    def test_is_taken_in_by_the_same_hands_for_the_clinic_day(self, day, at):
        uploaded(day.pack, day.rows, at=at, password="AAAAA-BBBBB-CCCCC-DDDDD")
        assert told(day.pack, at=at) == [("待到诊登记", []), ("待到诊登记", [])]
        for entry in entries(day.pack):
            taken_in(entry.id, at=at)
        assert told(day.pack, at=at) == [("已办完", []), ("已办完", [])]
        become("dispenser")
        assert set(
            Attendance.objects.filter(day=TODAY).values_list("walk_in_reason", flat=True)
        ) == {"药快用完"}
        for patient in day.patients:
            found = Pickup.objects.get(person_id=patient.person_id, prepared_on=TODAY)
            assert (found.stage, found.total) == ("completed", 56 * counter.PRICE)
            assert Allocation.objects.get(pickup=found).lot == day.lot
            slip = Signature.objects.get(pickup=found, role="guardian")
            assert (slip.way, slip.slip_number[:3]) == ("paper", "QM-")
            assert Supply.objects.get(pickup_id=found.id).since == TODAY
            written = Prescription.objects.get(id=found.prescription_id)
            assert written.written_on == TODAY
        assert Pickup.objects.filter(prepared_on=TODAY).count() == 2

    def test_a_repeated_step_is_done_once(self, day):
        uploaded(day.pack, day.rows[:1], at=EVENING)
        (entry,) = entries(day.pack)
        requests = [uuid4() for _ in range(3)]
        for _ in range(2):
            arrived(entry.id, at=EVENING, request=requests[0])
        for _ in range(2):
            signed(entry.id, at=EVENING, request=requests[1])
        reviewed(entry.id, at=EVENING)
        for _ in range(2):
            handed(entry.id, at=EVENING, request=requests[2])
        assert Pickup.objects.filter(prepared_on=TODAY).count() == 1
        assert PackEntryEvent.objects.count() == 4

    def test_who_arrived_online_before_the_line_broke_is_taken_as_they_are(self, day):
        counter.arrived(day.patients[0])
        uploaded(day.pack, day.rows[:1], at=EVENING)
        (entry,) = entries(day.pack)
        taken_in(entry.id, at=EVENING)
        assert Attendance.objects.filter(day=TODAY).count() == 1

    def test_the_lot_that_was_given_leaves_the_store_not_the_first_to_expire(self, day):
        sooner = counter.stocked(expires_on=TODAY + timedelta(days=200))
        uploaded(day.pack, day.rows[:1], at=EVENING)
        (entry,) = entries(day.pack)
        taken_in(entry.id, at=EVENING)
        lots = Allocation.objects.filter(pickup__prepared_on=TODAY).values_list("lot_id", flat=True)
        assert sooner not in set(lots)

    def test_somebody_not_on_the_list_comes_by_card_number(self, day):
        stranger = counter.enrolled(name="欧阳丙", at=BEFORE)
        card = _card(stranger)
        row = filled_in(
            day.blanks[0],
            card=card,
            product1=day.rows[0]["product1"],
            morning1="1",
            evening1="1",
            days1="28",
            lot1=day.lot.number,
        )
        uploaded(day.pack, [row], at=EVENING)
        (entry,) = entries(day.pack)
        assert entry.person_id == stranger.person_id
        taken_in(entry.id, at=EVENING)
        assert Pickup.objects.filter(person_id=stranger.person_id).count() == 1

    def test_a_special_disease_bill_comes_before_the_last_step(self, day):
        holder = counter.enrolled(name="欧阳特", at=BEFORE, special_disease=True)
        row = filled_in(
            day.blanks[0],
            card=_card(holder),
            special_disease="是",
            **{
                key: day.rows[0][key]
                for key in ("product1", "morning1", "evening1", "days1", "lot1")
            },
        )
        uploaded(day.pack, [row], at=EVENING)
        (entry,) = entries(day.pack)
        for step in (arrived, signed, reviewed):
            step(entry.id, at=EVENING)
        with pytest.raises(Refused, match="特病"), transaction.atomic():
            handed(entry.id, at=EVENING)
        become("dispenser")
        owed = queries.bill_owed(queries.find_entry(entry.id))
        assert owed
        counter.settled(owed, at=NEXT_DAY)
        assert queries.bill_owed(queries.find_entry(entry.id)) is None
        handed(entry.id, at=NEXT_DAY)
        found = queries.pickup_of(queries.find_entry(entry.id))
        assert Pickup.objects.get(id=found).special_disease == 2000

    def test_an_injection_is_booked_with_its_site_and_hand(self, day):
        paliperidone = "a3-13-1-100mg"
        lot = Lot.objects.get(id=counter.stocked(20, product=paliperidone))
        row = {key: text for key, text in day.rows[0].items() if key[-1] not in "12345"}
        product = str(Product.objects.get(code=paliperidone))
        given_now = {"product1": product, "injected1": "1", "days1": "28", "quantity1": "1"}
        told_by = {"lot1": lot.number, "site": "左上臂三角肌", "injected_by": "护士甲"}
        changes = {"reason": "病情需要，接续注射", "self_pay": "是", "long": "是"}
        uploaded(day.pack, [{**row, **given_now, **told_by, **changes}], at=EVENING)
        (entry,) = entries(day.pack)
        taken_in(entry.id, at=EVENING)
        assert Injection.objects.get().injected_by == "护士甲"

    def test_whole_packs_lengthen_the_days(self, day):
        uploaded(day.pack, [day.row(quantity1="60", long="是")], at=EVENING)
        (entry,) = entries(day.pack)
        taken_in(entry.id, at=EVENING)
        assert Pickup.objects.get(prepared_on=TODAY).until == TODAY + timedelta(days=30)


class TestHands:
    def test_nobody_signs_for_another(self, day):
        uploaded(day.pack, day.rows[:1], at=EVENING)
        (entry,) = entries(day.pack)
        with pytest.raises((Refused, IntegrityError)), transaction.atomic():
            signed(entry.id, at=EVENING)
        arrived(entry.id, at=EVENING)
        for by in ("junior_psychiatrist", "dispenser", "pharmacist"):
            with (
                pytest.raises(Exception, match=r"医师|row-level|prescription"),
                transaction.atomic(),
            ):
                signed(entry.id, by=by, at=EVENING)
        signed(entry.id, at=EVENING)
        with pytest.raises(Exception, match=r"开方医师|row-level"), transaction.atomic():
            reviewed(entry.id, by="psychiatrist", at=EVENING)
        reviewed(entry.id, at=EVENING)
        with pytest.raises(Exception, match=r"row-level|没有|发药人"), transaction.atomic():
            handed(entry.id, by="psychiatrist", at=EVENING)
        handed(entry.id, by="second_dispenser", at=EVENING)

    def test_what_the_pharmacist_sends_back_is_put_right_and_signed_anew(self, day):
        uploaded(day.pack, day.rows[:1], at=EVENING)
        (entry,) = entries(day.pack)
        arrived(entry.id, at=EVENING)
        signed(entry.id, at=EVENING)
        reviewed(entry.id, passed=False, reason="请核对用量", at=EVENING)
        assert [one.stage for one in entries(day.pack)] == ["arrived"]
        corrected(entry, by="psychiatrist", at=EVENING, findings="已核对")
        signed(entry.id, at=EVENING)
        reviewed(entry.id, at=EVENING)
        handed(entry.id, at=EVENING)
        assert Pickup.objects.filter(prepared_on=TODAY).count() == 1

    def test_what_the_pharmacist_passed_in_the_ordinary_queue_is_taken_as_it_is(self, day):
        uploaded(day.pack, day.rows[:1], at=EVENING)
        (entry,) = entries(day.pack)
        arrived(entry.id, at=EVENING)
        signed(entry.id, at=EVENING)
        found = Prescription.objects.get(written_on=TODAY)
        clinics.review(
            request_id=uuid4(),
            prescription_id=found.id,
            passed=True,
            reason="",
            actor=become("pharmacist"),
            at=EVENING,
        )
        reviewed(entry.id, at=EVENING)
        handed(entry.id, at=EVENING)
        assert PharmacistReview.objects.filter(prescription=found).count() == 1

    def test_each_is_told_of_the_rows_that_wait_for_them(self, day):
        uploaded(day.pack, day.rows, at=EVENING)
        first, _second = entries(day.pack)
        assert _waiting("dispenser") == 2
        assert _waiting("psychiatrist") == _waiting("pharmacist") == 0
        arrived(first.id, at=EVENING)
        assert (_waiting("dispenser"), _waiting("psychiatrist")) == (1, 1)
        signed(first.id, at=EVENING)
        assert (_waiting("psychiatrist"), _waiting("pharmacist")) == (0, 1)


class TestUploadedTwice:
    def test_the_same_sheet_is_the_same_upload_however_it_is_encrypted(self, day):
        first = uploaded(day.pack, day.rows, at=EVENING)
        assert uploaded(day.pack, day.rows, at=EVENING, password="AAAAA") == first
        assert PackUpload.objects.count() == 1
        assert len(entries(day.pack)) == 2

    def test_rows_that_came_before_are_told_and_new_ones_added(self, day):
        uploaded(day.pack, day.rows[:1], at=EVENING)
        again = uploaded(day.pack, day.rows, at=EVENING)
        assert len(entries(day.pack)) == 2
        assert (6, "与先前上传的一行完全相同，不重复办理") in left_out(again)

    def test_a_row_that_came_back_changed_is_a_double(self, day):
        uploaded(day.pack, day.rows[:1], at=EVENING)
        uploaded(day.pack, [day.row(risk="1"), *day.rows[1:]], at=EVENING)
        assert [state for state, _ in told(day.pack, at=EVENING)] == [
            "待到诊登记",
            "重复",
            "待到诊登记",
        ]
        first, double, _other = entries(day.pack)
        with pytest.raises(Refused, match="已经在办"):
            arrived(double.id, at=EVENING)
        set_aside(first.id, at=EVENING)
        arrived(double.id, at=EVENING)
        assert told(day.pack, at=EVENING)[1] == ("待医师签名", [])

    def test_the_database_takes_nobody_in_twice(self, day):
        uploaded(day.pack, [day.row(), day.row(risk="1")], at=EVENING)
        first, second = entries(day.pack)
        arrived(first.id, at=EVENING)
        act = PackEntryEvent.objects.get().act_id
        with pytest.raises(IntegrityError, match="nobody_is_entered_twice"), transaction.atomic():
            PackEntryEvent.objects.create(
                entry=second, move="arrive", occurred_on=TODAY, act_id=act
            )


class TestWhatIsTold:
    def test_removed_untouched_and_foreign_rows(self, day):
        other = given(counter.clinic_day(day=TODAY + timedelta(days=1)), at=AT)
        strange = sheet_of(other)[0]
        rows = [
            day.row(row=strange["row"]),
            {key: text for key, text in day.rows[1].items() if key not in _HAND},
        ]
        upload = uploaded(day.pack, rows, at=EVENING)
        assert told(day.pack, at=EVENING) == [("有错误", ["pack-row-is-of-the-pack"])]
        assert [why for _, why in left_out(upload)] == [
            "没有填写，视为没有来",
            "这一行在交回的表里没有了",
        ]
        (entry,) = entries(day.pack)
        with pytest.raises(Refused, match="另一天"):
            arrived(entry.id, at=EVENING)
        set_aside(entry.id, at=EVENING)
        assert told(day.pack, at=EVENING) == [("已搁置", [])]

    def test_an_edited_number_is_told_and_goes_by_the_card_once_somebody_looked(self, day):
        uploaded(day.pack, [day.row(row=str(uuid4())), day.row(1, row="乱改")], at=EVENING)
        assert told(day.pack, at=EVENING) == [("有错误", ["pack-row-is-known"])] * 2
        first = entries(day.pack)[0]
        corrected(first, at=EVENING, card=day.rows[0]["card"])
        taken_in(first.id, at=EVENING)

    def test_another_packs_file_is_refused_whole(self, day):
        other = given(counter.clinic_day(day=TODAY + timedelta(days=1)), at=AT)
        with pytest.raises(Refused, match="另一份登记表"):
            _send(day.pack, steps.written(other, day.rows))

    def test_a_sheet_without_its_heads_is_refused(self, day):
        with pytest.raises(Refused, match="栏目"):
            _send(day.pack, _plain_sheet([["姓名", "来人"], ["欧阳甲", "患者本人"]]))

    def test_faults_are_told_together_and_put_right(self, day):
        uploaded(day.pack, [day.row(risk="9", slip="", quantity1="55", insurance="")], at=EVENING)
        state, codes = told(day.pack, at=EVENING)[0]
        assert (state, set(codes)) == ("有错误", {"pack-risk", "pack-slip"})
        (entry,) = entries(day.pack)
        corrected(entry, at=EVENING, risk="1", slip="QM-9")
        assert set(told(day.pack, at=EVENING)[0][1]) == {"pack-quantity-fits", "cards-are-shown"}
        corrected(entries(day.pack)[0], at=EVENING, quantity1="56", insurance="是")
        assert told(day.pack, at=EVENING) == [("待到诊登记", [])]
        become("dispenser")
        kept = PackEntry.objects.get()
        assert bytes(kept.as_sent) != bytes(kept.content)


CHANGED = {
    "right": ({}, ""),
    "an unknown lot": ({"lot1": "没有这批"}, "pack-lot-is-here"),
    "more than the lot has": (
        {"morning1": "20", "evening1": "20", "quantity1": "1120"},
        "pack-lot-suffices",
    ),
    "more than twelve weeks": (
        {"days1": "90", "quantity1": "180", "long": "是"},
        "long.12weeks",
    ),
    "a long one unsigned": ({"days1": "56", "quantity1": "112"}, "long.signature"),
    "no reason for coming": ({"walk_in": ""}, "walk-in-has-reason"),
    "a card not shown": ({"programme": ""}, "cards-are-shown"),
    "not the guardian": (
        {"came": "监护人", "proxy": "某人", "proxy_number": identity_number(born=GUARDIAN_BORN)},
        "guardian-is-registered",
    ),
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_the_row_says_is_held_against_the_rules(day, what):
    changes, code = CHANGED[what]
    uploaded(day.pack, [day.row(**changes)], at=EVENING)

    _is_stopped(day, code, at=EVENING)


def _lost(day: Day) -> None:
    card = day.patients[0].card_id
    admission.report_loss(request_id=uuid4(), card_id=card, actor=become("officer"), at=AT)


def _admitted(day: Day) -> None:
    admission.admit(
        request_id=uuid4(),
        person_id=day.patients[0].person_id,
        hospital="江津区精神卫生中心",
        since=TODAY,
        actor=become("reviewer"),
        at=AT,
    )


def _given_online(day: Day) -> None:
    counter.completed(counter.prepared(counter.reviewed(day.patients[0])))


def _slip_used(day: Day) -> None:
    paper = GuardianSigned(way="paper", slip_number=day.rows[0]["slip"])
    counter.completed(counter.prepared(counter.reviewed(day.patients[1])), guardian=paper)


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (lambda _: None, ""),
        (_lost, "card-is-valid"),
        (_admitted, "is-out-of-hospital"),
        (_given_online, "pack-not-given-since"),
        (_slip_used, "pack-slip-is-new"),
    ],
)
def test_what_happened_meanwhile_is_held_against_the_row(day, meanwhile, code):
    meanwhile(day)
    uploaded(day.pack, day.rows[:1], at=EVENING)

    _is_stopped(day, code, at=EVENING)


@pytest.mark.parametrize(("hours", "code"), [(71, ""), (73, "pack-within-late")])
def test_a_row_is_kept_and_told_after_three_days(day, hours, code):
    at = AT + timedelta(hours=hours)
    uploaded(day.pack, [day.row(time="10:00")], at=at)

    _is_stopped(day, code, at=at)


@pytest.mark.parametrize(("cap", "code"), [(100_000, ""), (100, "within-monthly-cap")])
def test_the_cap_is_held_against_the_row(day, cap, code):
    with trying(monthly_cap_fen=cap):
        uploaded(day.pack, day.rows[:1], at=EVENING)

        _is_stopped(day, code, at=EVENING)


def _is_stopped(day: Day, code: str, *, at: datetime) -> None:
    """Say that a row is stopped by a ground, and may be set aside; without one, that it goes on."""
    (entry,) = entries(day.pack)
    (_state, found), *_others = told(day.pack, at=at)
    if not code:
        assert found == []
        assert arrived(entry.id, at=at)
        return
    assert code in found
    with pytest.raises(Refused) as refused, transaction.atomic():
        arrived(entry.id, at=at)
    assert code in [one.code for one in refused.value.unmet]
    assert set_aside(entry.id, at=at)


def test_two_rows_with_one_slip_and_two_that_share_a_lot(day):
    rows = [day.row(slip="QM-1"), day.row(1, slip="QM-1")]
    uploaded(day.pack, rows, at=EVENING)
    assert [codes for _, codes in told(day.pack, at=EVENING)] == [[], ["pack-slip-is-new"]]
    much = {"morning1": "8", "evening1": "8", "quantity1": "448"}
    upload = [day.row(**much), day.row(1, **much, slip="QM-2")]
    for entry in entries(day.pack):
        set_aside(entry.id, at=EVENING)
    uploaded(day.pack, upload, at=EVENING)
    codes = [codes for state, codes in told(day.pack, at=EVENING) if state != "已搁置"]
    assert "pack-lot-suffices" not in codes[0]
    assert "pack-lot-suffices" in codes[1]


class TestTheLastReviewer:
    @pytest.mark.parametrize("move", ["arrive", "sign", "review", "give", "return"])
    def test_no_step_without_what_it_says_was_done(self, day, move):
        uploaded(day.pack, day.rows[:1], at=EVENING)
        (entry,) = entries(day.pack)
        act = PackUpload.objects.get().act_id
        with (
            pytest.raises(IntegrityError, match=r"moves_by_what_was_done|cannot"),
            transaction.atomic(),
        ):
            PackEntryEvent.objects.create(entry=entry, move=move, occurred_on=TODAY, act_id=act)

    def test_what_began_is_not_rewritten(self, day):
        uploaded(day.pack, day.rows[:1], at=EVENING)
        (entry,) = entries(day.pack)
        with pytest.raises(IntegrityError, match="stands_once_begun"), transaction.atomic():
            PackEntry.objects.filter(id=entry.id).update(person_id=day.patients[1].person_id)
        arrived(entry.id, at=EVENING)
        signed(entry.id, at=EVENING)
        become("dispenser")
        with pytest.raises(IntegrityError, match="stands_once_begun"), transaction.atomic():
            PackEntry.objects.filter(id=entry.id).update(content=b"x")

    def test_strangers_see_nothing(self, day):
        uploaded(day.pack, day.rows[:1], at=EVENING)
        for by in ("other_dispenser", "officer", "reviewer", "centre_psychiatrist"):
            become(by)
            assert not PackEntry.objects.exists()
            assert not PackUpload.objects.exists()


_HAND = {
    *("came", "identity", "programme", "insurance", "walk_in", "risk", "findings"),
    *("quantity1", "lot1", "slip", "next", "time"),
}


def _card(patient: Patient) -> str:
    become("dispenser")
    return Card.objects.values_list("number", flat=True).get(id=patient.card_id)


def _waiting(colleague: str) -> int:
    actor = become(colleague)
    found = [one for one in tasks_for(actor, on=TODAY) if one.title.startswith("断网登记待办理")]
    return sum(one.count for one in found)


def _send(pack: Pack, content: bytes) -> UUID:
    return services.upload(
        request_id=uuid4(),
        pack_id=pack.id,
        sent=content,
        password="",
        actor=become("dispenser"),
        at=EVENING,
    )


def _plain_sheet(rows: list[list[str]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    page = book.add_worksheet()
    for n, row in enumerate(rows):
        page.write_row(n, 0, row)
    book.close()
    return content.getvalue()
