"""What a side's clinic, counter, office and desks have made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4, uuid5

from django.utils.timezone import get_current_timezone, localdate

from anxin.clinics.queries import sheets_of
from anxin.database.prepare import NAMESPACE
from anxin.dispensing import services as counter
from anxin.documents import services as documents
from anxin.exchange import services as exchange
from anxin.files import services as files
from anxin.files.cleaning import clean
from anxin.imports import services as imports
from anxin.imports.models import ImportRow
from anxin.packs import services as packs
from anxin.packs.filling import filled
from anxin.packs.models import Pack, PackEntry
from anxin.policy import trying
from anxin.privacy.door import Look
from anxin.publicity import services as publicity
from anxin.publicity.services import PublicityFilled
from anxin.rules.days import month_of
from anxin.rules.files import Purpose
from anxin.rules.quarters import Quarter
from anxin.rules.roster import Column, Verdict
from anxin.settlement import services as settlement
from anxin.settlement.models import ClaimLine
from tests.access.admitted import clock
from tests.access.sides import Side
from tests.files.sent import picture
from tests.funding import consulting
from tests.funding import steps as fund
from tests.imports.rosters import sheet
from tests.packs.steps import written
from tests.world import become

PAPER = "QM-0009"


def clinic_days(side: Side, *, at: datetime) -> None:
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


def claimed_pickups(side: Side, *, at: datetime) -> None:
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
        at=clock(),
    )
    for kind in ("claim.decided", "claim.checked"):
        quarter = quarter.previous
        claim, _pickups = _claim(side, quarter, people=1)
        side.keep(kind, claim)
        _as_checker(settlement.accept_rest, claim)
    _as_checker(settlement.finish_check, claim)


def _as_checker(step: Callable[..., UUID], claim: UUID) -> None:
    step(request_id=uuid4(), claim_id=claim, actor=become("checker"), at=clock())


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
        at=clock(),
    )
    return claim, pickups


def money(side: Side, *, at: datetime) -> None:
    """An advance that is asked for and one that is paid."""
    paid = fund.ask(100_000, hospital=side.hospital, quarter=Quarter.of(localdate(at)), at=at)
    fund.answer(paid, at=at)
    side.keep("advance.paid", paid)
    asked = fund.ask(200_000, hospital=side.hospital, quarter=Quarter.of(localdate(at)), at=at)
    side.keep("advance.asked", asked)


def experts(side: Side, *, at: datetime) -> None:
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


def words_and_files(side: Side, *, at: datetime) -> None:
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


def sheets_of_days(side: Side, *, at: datetime) -> None:
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
        at=clock(),
    )
    packs.take(request_id=uuid4(), pack_id=pack, actor=become(side.dispenser), at=clock())
    taken = Pack.objects.select_related("clinic_day__doctor", "organisation").get(id=pack)
    look = Look(actor=become(side.dispenser), page="测试")
    rows = [{**row, "came": "患者本人"} for row in filled(taken, look=look) if row.get("name")][:2]
    packs.upload(
        request_id=uuid4(),
        pack_id=pack,
        sent=written(taken, rows),
        password="",
        actor=become(side.dispenser),
        at=clock(),
    )
    first, second = PackEntry.objects.filter(pack=taken).values_list("id", flat=True)
    side.keep("pack.entry", first)
    packs.set_aside(
        request_id=uuid4(),
        entry_id=side.keep("pack.entry.aside", second),
        because="没有来",
        actor=become(side.dispenser),
        at=clock(),
    )


def rosters(side: Side, *, at: datetime) -> None:
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
