"""A populated district: three sides with every noun, and one colleague of each duty unsigned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate

from anxin.clinics.queries import sheets_of
from anxin.database.prepare import NAMESPACE, SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.dispensing import services as counter
from anxin.documents import services as documents
from anxin.enrolment import services as admission
from anxin.enrolment.models import Enrolment, HospitalStay, Offer, PlaceCount
from anxin.exchange import services as exchange
from anxin.files import services as files
from anxin.files.cleaning import clean
from anxin.imports import services as imports
from anxin.imports.models import ImportRow
from anxin.organisations import services as organisations
from anxin.organisations.models import Organisation, Village
from anxin.packs import services as packs
from anxin.packs.filling import filled
from anxin.packs.models import Pack, PackEntry
from anxin.people import merging
from anxin.people.households import link_household
from anxin.policy import trying
from anxin.privacy.door import Look
from anxin.publicity import services as publicity
from anxin.publicity.services import PublicityFilled
from anxin.rules.access import Duty
from anxin.rules.days import month_of
from anxin.rules.files import Purpose
from anxin.rules.quarters import Quarter
from anxin.rules.roster import Column, Verdict
from anxin.settlement import losses
from anxin.settlement import services as settlement
from anxin.settlement.models import ClaimLine, LossCharge
from tests import world
from tests.access.sides import NUMBERS, Human, Side
from tests.adoption import steps as adoption
from tests.files.sent import picture
from tests.funding import consulting
from tests.funding import steps as fund
from tests.imports.rosters import sheet
from tests.packs.steps import written
from tests.world import Place, as_, become, staff_id

FAR_TOWN, FAR_POINT, FAR_VILLAGE = "500116117", "hc-117", "test-far-village"
# Where people move to and come from, of either hospital's townships; nobody there is watched.
OUTSIDE = {"rehab": ("500116105", "hc-105"), "centre": ("500116110", "hc-110")}
FAR_COLLEAGUES = {
    "far_village": Place(Duty.VILLAGE_CLERK, FAR_VILLAGE),
    "far_officer": Place(Duty.TOWNSHIP_OFFICER, FAR_POINT),
    **{
        name: place
        for hospital, (_town, point) in OUTSIDE.items()
        for name, place in {
            f"second_village_of_{hospital}": Place(Duty.VILLAGE_CLERK, f"test-outside-{hospital}"),
            f"second_officer_of_{hospital}": Place(Duty.TOWNSHIP_OFFICER, point),
        }.items()
    },
}
UNSIGNED = "unsigned_"
PAPER = "QM-0009"


def ours() -> Side:
    """Return our side: 油溪, guided by the rehabilitation hospital."""
    return Side(
        name="油溪镇",
        surname="欧阳",
        officer="officer",
        village_clerk="village",
        village=world.VILLAGE,
        town=world.TOWN,
        keeper=world.POINT,
        doctor="psychiatrist",
        pharmacist="pharmacist",
        dispenser="dispenser",
        storekeeper="storekeeper",
        accountant="accountant",
        hospital="rehab",
    )


def neighbour() -> Side:
    """Return the neighbouring township: 石门, guided by the same hospital."""
    return Side(
        name="石门镇",
        surname="司马",
        officer="other_officer",
        village_clerk="other_village",
        village=world.OTHER_VILLAGE,
        town=world.OTHER_TOWN,
        keeper=world.OTHER_POINT,
        doctor="junior_psychiatrist",
        pharmacist="pharmacist",
        dispenser="other_dispenser",
        storekeeper="storekeeper",
        accountant="accountant",
        hospital="rehab",
        quarters_back=4,
    )


def far() -> Side:
    """Return the far side: 珞璜, guided by the other hospital."""
    return Side(
        name="珞璜镇",
        surname="诸葛",
        officer="far_officer",
        village_clerk="far_village",
        village=FAR_VILLAGE,
        town=FAR_TOWN,
        keeper=FAR_POINT,
        doctor="centre_psychiatrist",
        pharmacist="centre_pharmacist",
        dispenser="centre_dispenser",
        storekeeper="centre_storekeeper",
        accountant="centre_accountant",
        hospital="centre",
    )


@transaction.atomic
def hire() -> None:
    """Bring in the far side's people, and one colleague of each duty who has signed nothing."""
    unsigned: dict[Duty, Place] = {}
    for place in world.COLLEAGUES.values():
        unsigned.setdefault(place.duty, place)
    with acting_as(SYSTEM_STAFF):
        _village(FAR_VILLAGE, FAR_TOWN)
        for hospital, (town, _point) in OUTSIDE.items():
            _village(f"test-outside-{hospital}", town)
        for name, place in FAR_COLLEAGUES.items():
            _colleague(name, place)
        for duty, place in unsigned.items():
            _colleague(f"{UNSIGNED}{duty}", place)
    for name in FAR_COLLEAGUES:
        with as_(name) as actor:
            organisations.sign_agreement(
                request_id=uuid5(NAMESPACE, f"test-agreement:{name}"), actor=actor, at=_clock()
            )


def _clock() -> datetime:
    return datetime.now(get_current_timezone())


def _colleague(name: str, place: Place) -> None:
    made = organisations.add_staff(
        staff_id=staff_id(name),
        username=world.username(name),
        name=f"测试{name}",
        title=place.title,
        encoded=make_password(world.PASSWORD),
    )
    organisations.give_duty(
        made,
        duty=place.duty,
        organisation=world.organisation(place.organisation),
        since=date(2019, 3, 18),
    )


def _village(code: str, town: str) -> None:
    village = Village.objects.create(
        id=uuid5(NAMESPACE, f"test:{code}"),
        town_id=uuid5(NAMESPACE, f"town:{town}"),
        name=f"测试村{code}",
    )
    Organisation.objects.create(
        id=uuid5(NAMESPACE, f"organisation:{code}"),
        code=code,
        name=f"测试村委会{code}",
        kind=Organisation.Kind.VILLAGE_COMMITTEE,
        village=village,
    )


@transaction.atomic
def begin() -> dict[str, UUID]:
    """Make what is the whole district's: money in the fund, a value that is proposed."""
    fund.pay_in(at=_clock(), year=localdate().year)
    return {"proposal": adoption.draft(at=_clock())}


def populate(side: Side, shared: Mapping[str, UUID], *, at: datetime) -> Side:
    """Make every noun of a side."""
    for kind, found in shared.items():
        side.keep(kind, found)
    steps: tuple[Callable[..., None], ...] = (
        _claimed_pickups,
        _applications,
        _cards_and_stays,
        _clinic_days,
        _losses,
        _new_guardian,
        _experts,
        _money,
        _words_and_files,
        _waiting,
        _yearly,
        _rosters,
        _packs,
        _leaving,
    )
    for step in steps:
        with transaction.atomic():
            step(side, at=at)
    return side


def _applications(side: Side, *, at: datetime) -> None:
    """One application at each stage on the way."""
    at_stage = {
        "submitted": side.applies(at=at),
        "village_confirmed": side.confirmed(side.applies(at=at), at=at),
        "township_passed": side.passed(side.applies(at=at), at=at),
        "approved": side.decided(side.applies(at=at), at=at),
        "returned": side.decided(side.applies(at=at), "return", "缺少诊断证明原件", at=at),
        "refused": side.decided(side.applies(at=at), "refuse", "不符合条件", at=at),
        "withdrawn": side.applies(at=at),
    }
    for stage, human in at_stage.items():
        side.keep(f"application.{stage}", human.application_id)
    admission.withdraw_application(
        request_id=uuid4(),
        application_id=at_stage["withdrawn"].application_id,
        because="本人不愿参加",
        actor=become(side.officer),
        at=at,
    )
    draft = admission.save_draft(
        request_id=uuid4(), content={"name": ["草稿"]}, actor=become(side.officer), at=at
    )
    side.keep("draft", draft)
    _two_that_look_alike(side, at_stage["submitted"], at=at)


def _two_that_look_alike(side: Side, known: Human, *, at: datetime) -> None:
    """Somebody handed in once more under another name, with the telephone and birth of before."""
    known_number, phone, *_others = known.secrets
    born = date.fromisoformat(known_number[6:14])
    number = NUMBERS.identity_number(born=born, sex="1")
    again = side.applies(at=at, phone=phone, born=born, identity_number=number)
    side.keep("person.twice", side.confirmed(again, at=at).person_id)


def _one_home(side: Side, one: Human, other: Human, *, at: datetime) -> None:
    """Two patients who live together."""
    side.keep("person.at_home", one.person_id)
    link_household(
        request_id=uuid4(),
        person_id=one.person_id,
        with_id=other.person_id,
        since=date(2020, 1, 1),
        actor=become(side.officer),
        at=at,
    )


def _cards_and_stays(side: Side, *, at: datetime) -> None:
    """A lost card, a stay in hospital, an agreement near its end."""
    loser = side.enrolled(at=at)
    card = side.keep("card.lost", side.card_of(loser))
    admission.report_loss(request_id=uuid4(), card_id=card, actor=become(side.officer), at=at)
    stays = side.enrolled(at=at)
    side.keep("person.in_hospital", stays.person_id)
    side.admitted(stays, at=at)
    _one_home(side, loser, stays, at=at)
    assert HospitalStay.objects.filter(person_id=stays.person_id).exists()
    side.enrolled(at=at - timedelta(days=350))
    side.keep("person.ended", side.ended(side.enrolled(at=at), at=at))
    _merged(side, at=at)
    side.keep("person.came_back", side.ended(side.enrolled(at=at), at=at, undone=True))


def _merged(side: Side, *, at: datetime) -> None:
    """A record that was merged into another."""
    kept, gone = side.enrolled(at=at), side.enrolled(at=at)
    side.ended(gone, at=at)
    merge = merging.merge_people(
        request_id=uuid4(),
        kept_id=kept.person_id,
        gone_id=gone.person_id,
        because="同一人登记了两次",
        actor=become("reviewer"),
        at=at,
    )
    side.keep("merge", merge)


def _new_guardian(side: Side, *, at: datetime) -> None:
    """Somebody whose new guardian has still to sign the agreement."""
    human = side.enrolled(at=at)
    side.keep("person.new_guardian", human.person_id)
    made = admission.change_guardian(
        request_id=uuid4(),
        person_id=human.person_id,
        ends_id=None,
        guardian=admission.GuardianDetails(
            kind="person",
            name=f"{side.surname}兄",
            relation="sibling",
            basis="near_relative",
            born=date(1980, 1, 2),
            phone=NUMBERS.phone(),
        ),
        because="母亲年迈",
        actor=become(side.officer),
        at=at,
    )
    side.keep("change.guardian", made)


def _losses(side: Side, *, at: datetime) -> None:
    """What ran up with two lost cards: one waits for the office, one is owed by the person."""
    day = side.objects["day.today"][0]
    for kind in ("charge.open", "charge.owed"):
        human = side.enrolled(at=at)
        pickup = side.completed(human, day, at=at)
        admission.report_loss(
            request_id=uuid4(),
            card_id=side.card_of(human),
            lost_on=localdate(at),
            actor=become(side.officer),
            at=at,
        )
        become("checker")
        charge = side.keep(
            kind, LossCharge.objects.values_list("id", flat=True).get(pickup_id=pickup)
        )
    losses.decide_loss(
        request_id=uuid4(), charge_id=charge, falls=True, reason="", actor=become("checker"), at=at
    )


def _clinic_days(side: Side, *, at: datetime) -> None:
    """Today's clinic day with somebody at each step, and the next one with somebody booked."""
    today = localdate(at)
    side.stocked(at=at)
    day = side.keep("day.today", side.clinic_day(day=today, at=at))
    ahead = side.keep("day.ahead", side.clinic_day(day=today + timedelta(days=27), at=at))
    side.booked(side.enrolled(at=at), ahead, at=at)
    before = at - timedelta(days=2)
    missed = side.clinic_day(day=localdate(before), at=before)
    absent = side.enrolled(at=before)
    side.keep("booking.missed", side.booked(absent, missed, at=before))
    off = side.keep("day.called_off", side.clinic_day(day=today + timedelta(days=20), at=at))
    side.keep("call", side.called_off(side.enrolled(at=at), off, to=22, at=at))
    side.booked(side.enrolled(at=at), day, at=at)
    side.keep("attendance", side.arrived(side.enrolled(at=at), day, at=at))
    side.keep("lab_result", side.examined(side.people[-1], at=at))
    signed = side.keep("prescription.signed", side.prescribed(side.enrolled(at=at), day, at=at))
    side.keep("sheet", sheets_of(signed)[0].id)
    side.keep(
        "prescription.returned", side.reviewed(side.enrolled(at=at), day, passed=False, at=at)
    )
    waits = side.enrolled(at=at, special_disease=True)
    side.keep("prescription.reviewed", side.reviewed(waits, day, at=at))
    side.keep("person.waiting", waits.person_id)
    ready = side.enrolled(at=at)
    side.keep("prescription.ready", side.reviewed(ready, day, at=at))
    side.keep("person.ready", ready.person_id)
    side.keep("pickup.prepared", side.prepared(side.enrolled(at=at), day, at=at))
    side.keep("pickup.completed", side.completed(side.enrolled(at=at), day, at=at))
    slip = counter.GuardianSigned(way="paper", slip_number=f"{PAPER}-{side.keeper}")
    owes = side.completed(side.enrolled(at=at), day, guardian=slip, at=at)
    side.keep("pickup.on_paper", owes)
    yesterday = at - timedelta(days=1)
    before = side.clinic_day(day=localdate(yesterday), at=yesterday)
    side.handed_over_in_part(side.enrolled(at=yesterday), before, at=yesterday)
    side.keep("order.open", side.ordered(units=100, at=at))


def _claimed_pickups(side: Side, *, at: datetime) -> None:
    """Claims of three quarters that have ended: asked about, decided line by line, checked."""
    del at
    quarter = side.quarter
    claim, pickups = _claim(side, quarter, people=2)
    side.keep("claim", claim)
    for pickup in pickups:
        side.keep("pickup.claimed", pickup)
        side.keep("line", ClaimLine.objects.values_list("id", flat=True).get(pickup_id=pickup))
    settlement.check_line(
        request_id=uuid4(),
        line_id=side.objects["line"][0],
        verdict="queried",
        reason="请补交处方原件",
        actor=become("checker"),
        at=_clock(),
    )
    for kind in ("claim.decided", "claim.checked"):
        quarter = quarter.previous
        claim, _pickups = _claim(side, quarter, people=1)
        side.keep(kind, claim)
        _as_checker(settlement.accept_rest, claim)
    _as_checker(settlement.finish_check, claim)


def _as_checker(step: Callable[..., UUID], claim: UUID) -> None:
    step(request_id=uuid4(), claim_id=claim, actor=become("checker"), at=_clock())


def _claim(side: Side, quarter: Quarter, *, people: int) -> tuple[UUID, list[UUID]]:
    """Hand medicine over in a quarter and claim it; return the claim and its pick-ups."""
    first = quarter.first_day + timedelta(days=40)
    then = datetime.combine(first, time(9), tzinfo=get_current_timezone())
    side.stocked(at=then)
    patients = [side.enrolled(at=then - timedelta(days=10)) for _ in range(people)]
    day = side.keep("day.past", side.clinic_day(day=first, at=then))
    pickups = [side.completed(human, day, at=then) for human in patients]
    claim = settlement.file_claim(
        request_id=uuid4(),
        quarter=quarter,
        invoice_number=f"FP-{side.keeper}-{quarter}",
        actor=become(side.accountant),
        at=_clock(),
    )
    return claim, pickups


def _money(side: Side, *, at: datetime) -> None:
    """An advance that is asked for and one that is paid."""
    paid = fund.ask(100_000, hospital=side.hospital, quarter=Quarter.of(localdate(at)), at=at)
    fund.answer(paid, at=at)
    side.keep("advance.paid", paid)
    asked = fund.ask(200_000, hospital=side.hospital, quarter=Quarter.of(localdate(at)), at=at)
    side.keep("advance.asked", asked)


def _experts(side: Side, *, at: datetime) -> None:
    """A question to the expert group, and one whose answer waits to be confirmed."""
    day = side.objects["day.today"][0]
    with trying(monthly_cap_fen=100):
        for kind in ("asked", "advised"):
            attendance = side.arrived(side.enrolled(at=at), day, at=at)
            months = {month_of(localdate(at)): 90_000}
            asked = consulting.asked(
                attendance, months, case=f"{side.name}复发两次", by=side.doctor, at=at
            )
            side.keep(f"consultation.{kind}", asked)
    consulting.advised(side.objects["consultation.advised"][0], by="second_reviewer", at=at)


def _words_and_files(side: Side, *, at: datetime) -> None:
    """Publicity that was held, and a request to take the register out."""
    told = PublicityFilled(
        town_id=uuid5(NAMESPACE, f"town:{side.town}"),
        village_id=None,
        held_on=localdate(at),
        form="meeting",
        place=f"{side.name}文化广场",
        topic=f"{side.name}免费服药政策宣讲",
        people_reached=60,
    )
    actor = become(side.officer)
    side.keep("staff", actor.staff_id)
    side.keep(
        "publicity",
        publicity.record_publicity(request_id=uuid4(), filled=told, actor=actor, at=at),
    )
    asked = documents.ask_export(
        request_id=uuid4(),
        unit_id=actor.organisation_id,
        reason=f"{side.name}季度核对",
        columns=["序号", "患者姓名"],
        in_full=False,
        actor=actor,
        at=at,
    )
    side.keep("export", asked)
    kept = files.add_file(
        request_id=uuid4(),
        person_id=side.confirmed(side.applies(at=at), at=at).person_id,
        file=clean(picture("JPEG"), purpose=Purpose.PHOTO),
        application_id=None,
        actor=become(side.officer),
        at=at,
    )
    side.keep("file", kept)
    told_of = exchange.raise_alert(
        request_id=uuid4(),
        person_id=side.objects["person"][0],
        signs=["sleepless"],
        note=f"{side.name}连续三晚不睡",
        actor=become(side.doctor),
        at=at,
    )
    side.keep("alert", told_of)


def _waiting(side: Side, *, at: datetime) -> None:
    """Somebody for whom there is no place; places are open again afterwards."""
    _places(used_up=True)
    side.keep("application.waiting", side.decided(side.applies(at=at), at=at).application_id)
    _places(used_up=False)
    admission.offer_places(request_id=uuid4(), actor=become("reviewer"), at=at)
    waits = side.objects["application.waiting"][-1]
    side.keep("offer", Offer.objects.values_list("id", flat=True).get(application_id=waits))


def _yearly(side: Side, *, at: datetime) -> None:
    """A right due for its yearly review, one that is proposed, one that is kept and not yet renewed."""
    for step in range(3):
        human = side.enrolled(at=at - timedelta(days=340 + step))
        become(side.officer)
        right = Enrolment.objects.values_list("id", flat=True).get(person_id=human.person_id)
        side.keep(("enrolment.due", "enrolment.proposed", "enrolment.kept")[step], right)
        if step:
            review = admission.propose_review(
                request_id=uuid4(),
                enrolment_id=right,
                keeps=True,
                evidence="入户核实，情况没有变化",
                actor=become(side.officer),
                at=at,
            )
        if step == 2:
            admission.decide_review(
                request_id=uuid4(),
                review_id=review,
                verdict="keep",
                reason="",
                actor=become("reviewer"),
                at=at,
            )


def _packs(side: Side, *, at: datetime) -> None:
    """A clinic day's sheet that is asked for, and one that was downloaded."""
    for kind in ("pack.asked", "pack.taken"):
        asker = become(side.dispenser)
        pack = packs.ask(
            request_id=uuid4(),
            clinic_day_id=side.objects["day.today"][0],
            reason=f"{side.name}门诊没有网络",
            actor=asker,
            at=at,
        )
        side.keep(kind, pack)
    packs.answer(
        request_id=uuid4(),
        pack_id=pack,
        approve=True,
        because="",
        actor=become(side.pharmacist),
        at=_clock(),
    )
    packs.take(request_id=uuid4(), pack_id=pack, actor=become(side.dispenser), at=_clock())
    taken = Pack.objects.select_related("clinic_day__doctor", "organisation").get(id=pack)
    look = Look(actor=become(side.dispenser), page="测试")
    rows = [{**row, "came": "患者本人"} for row in filled(taken, look=look) if row.get("name")][:2]
    packs.upload(
        request_id=uuid4(),
        pack_id=pack,
        sent=written(taken, rows),
        password="",
        actor=become(side.dispenser),
        at=_clock(),
    )
    first, second = PackEntry.objects.filter(pack=taken).values_list("id", flat=True)
    side.keep("pack.entry", first)
    packs.set_aside(
        request_id=uuid4(),
        entry_id=side.keep("pack.entry.aside", second),
        because="没有来",
        actor=become(side.dispenser),
        at=_clock(),
    )


def outside(side: Side) -> Side:
    """Return a township of the same hospital, where people of the side move to and come from."""
    town, point = OUTSIDE[side.hospital]
    return replace(
        side,
        name="外镇村",
        surname="慕容",
        officer=f"second_officer_of_{side.hospital}",
        village_clerk=f"second_village_of_{side.hospital}",
        village=f"test-outside-{side.hospital}",
        town=town,
        keeper=point,
        people=[],
        cards={},
        objects={},
    )


def _leaving(side: Side, *, at: datetime) -> None:
    """Somebody who moves away, somebody who moves here, and an end that is reported."""
    there = outside(side)
    side.keep("move.away", _announced(side, there, at=at))
    side.keep("move.here", _announced(there, side, at=at))
    reported = admission.report_end(
        request_id=uuid4(),
        person_id=side.enrolled(at=at).person_id,
        cause="refused",
        occurred_on=localdate(at),
        evidence="本人书面声明",
        actor=become(side.officer),
        at=at,
    )
    side.keep("report.open", reported)


def _announced(side: Side, there: Side, *, at: datetime) -> UUID:
    human = side.enrolled(at=at)
    return admission.announce_move(
        request_id=uuid4(),
        person_id=human.person_id,
        village_id=world.village_id(there.village),
        handed_over="患者个人档案、救助卡；家中尚存药量：无",
        actor=become(side.officer),
        at=at,
    )


def _places(*, used_up: bool) -> None:
    become("reviewer")
    count = PlaceCount.objects.get()
    PlaceCount.objects.update(places=count.used if used_up else None)


def unsigned() -> dict[Duty, UUID]:
    """Return the staff of each duty who signed no confidentiality agreement."""
    duties = {place.duty for place in world.COLLEAGUES.values()}
    return {duty: staff_id(f"{UNSIGNED}{duty}") for duty in duties}


def _rosters(side: Side, *, at: datetime) -> None:
    """A roster with a wrong row, two that look alike, one that waits to be taken in and one that may be."""
    actor = become(side.officer)
    told = {Column.SEX: "男", Column.BORN: "1971-03-04", Column.ADDRESS: f"{side.name}某村"}
    people = [
        told | {Column.NAME: f"{side.surname}{name}"}
        for name in ("表甲", "表乙", "表乙", "表丙", "表丁")
    ]
    people[0][Column.RISK] = "9"
    columns = (Column.NAME, Column.SEX, Column.BORN, Column.ADDRESS, Column.RISK)
    sent = sheet(people, columns=columns, titled=False)
    batch = imports.upload(
        request_id=uuid4(), file_name=f"{side.name}名单.xlsx", sent=sent, actor=actor, at=at
    )
    side.keep("batch", batch)
    imports.take_in(
        request_id=uuid4(),
        batch_id=batch,
        verdicts=[Verdict.DRAFT],
        first=6,
        actor=actor,
        at=at,
    )
    rows = ImportRow.objects.filter(batch_id=batch).values_list("verdict", "id")
    kinds = {Verdict.ERROR: "row.wrong", Verdict.QUESTION: "row.alike", Verdict.DRAFT: "row.right"}
    for verdict, found in rows:
        side.keep(kinds[Verdict(verdict)], found)
