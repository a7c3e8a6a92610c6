"""Write down who came and which cards were shown (5.2.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import Attendance, ClinicDay
from anxin.clinics.queries.days import is_booked
from anxin.clinics.queries.proxies import proxies_in_a_row
from anxin.clinics.reach import reaches
from anxin.enrolment.queries import standing
from anxin.people.models import Guardian
from anxin.people.queries import welfare_of
from anxin.policy import load
from anxin.privacy.door import Look
from anxin.rules.access import Actor
from anxin.rules.cards import CardStage
from anxin.rules.decisions import Condition, Decision, Listed, Refused
from anxin.rules.dispensing import (
    CARD_IS_VALID,
    CARDS_ARE_SHOWN,
    HOSPITAL_IS_DESIGNATED,
    ShownCard,
    cards_to_show,
)
from anxin.rules.identity import check_identity, normal_identity
from anxin.rules.proxies import examine_proxy
from anxin.vault.blind_index import blind
from anxin.vault.ciphertext import seal

UNINSURED = frozenset({"none"})
"""Kinds of insurance under which there is no insurance card to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxySeen:
    """Who came in the person's place, as their identity card says."""

    name: str
    relation: str
    identity_number: str

    @property
    def number(self) -> str:
        """Return the identity number in its normal form."""
        return normal_identity(self.identity_number)


def arrive(
    *,
    request_id: UUID,
    clinic_day_id: UUID,
    person_id: UUID,
    came: str,
    shown: Iterable[str],
    proxy: ProxySeen | None,
    walk_in_reason: str,
    seen_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Record an arrival on a clinic day; every card that 5.2.3 asks of this person must be shown.

    A card not held is not asked for. Who was not booked needs a reason, in a word or two. Where
    another came too often in a row, ``seen_on`` tells when the patient was last seen in person.
    """
    new = uuid4()
    cards = [ShownCard(card) for card in shown]
    content = {
        "clinic_day": clinic_day_id,
        "person": person_id,
        "came": came,
        "shown": sorted(cards),
        "proxy": asdict(proxy) if proxy else None,
        "walk_in": walk_in_reason.strip(),
        "seen_on": seen_on,
    }
    if earlier := begin(
        request_id=request_id, kind="clinic.arrive", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    today = localdate(at)
    day = ClinicDay.objects.get(id=clinic_day_id)
    Refused.unless(
        Decision.of(
            *about_cards(person_id, cards=cards, point=day.organisation_id, on=today, actor=actor),
            *_about_day(day, person_id=person_id, walk_in_reason=walk_in_reason, on=today),
            about_who_came(person_id, came=came, proxy=proxy, on=today),
            *_about_proxies(person_id, came=came, seen_on=seen_on, on=today),
        )
    )
    Attendance.objects.create(
        id=new,
        clinic_day=day,
        organisation_id=day.organisation_id,
        person_id=person_id,
        day=day.day,
        came=came,
        shown=[card.value for card in cards],
        walk_in_reason=walk_in_reason.strip(),
        seen_on=None if came == Attendance.Came.PATIENT else seen_on,
        act_id=request_id,
        **sealed(proxy, row_id=new),
    )
    return new


def about_cards(
    person_id: UUID, *, cards: list[ShownCard], point: UUID, on: date, actor: Actor
) -> tuple[Condition, ...]:
    """Examine what was shown against what this person must show at a point (5.2.3)."""
    welfare = welfare_of(person_id, look=Look(actor=actor, page="到诊登记"))
    if welfare is None:
        raise asks.PERSON_IS_FOUND.refused()
    held = standing(person_id, on=on)
    asked = cards_to_show(
        has_insurance=welfare.insurance_kind not in UNINSURED,
        holds_special_disease_card=welfare.special_disease,
    )
    missing = [card.label for card in asked if card not in cards]
    return (
        HOSPITAL_IS_DESIGNATED.met_if(held.clinic_id == point),
        CARD_IS_VALID.met_if(held.card_stage == CardStage.ISSUED),
        CARDS_ARE_SHOWN.met_if(not missing, missing=Listed(missing)),
    )


def _about_day(
    day: ClinicDay, *, person_id: UUID, walk_in_reason: str, on: date
) -> tuple[Condition, ...]:
    booked = is_booked(day, person_id)
    already = Attendance.objects.filter(
        organisation_id=day.organisation_id, day=day.day, person_id=person_id
    ).exists()
    return (
        asks.POINT_IS_IN_REACH.met_if(reaches("clinic.attend", day.organisation_id)),
        asks.DAY_IS_TODAY.met_if(day.day == on, day=day.day),
        asks.DAY_IS_HELD.met_if(day.is_held, day=day.day, stage=day.stage_name),
        asks.ARRIVED_ONCE.met_if(not already),
        asks.WALK_IN_HAS_REASON.met_if(booked or bool(walk_in_reason.strip())),
    )


def about_who_came(person_id: UUID, *, came: str, proxy: ProxySeen | None, on: date) -> Condition:
    """Examine who came: the person, a registered guardian, or another with name and number."""
    who = Attendance.Came(came)
    if who is Attendance.Came.GUARDIAN:
        return asks.GUARDIAN_IS_REGISTERED.met_if(_is_guardian(person_id, proxy, on=on))
    return asks.PROXY_IS_NAMED.met_if(who is Attendance.Came.PATIENT or _is_complete(proxy, on=on))


def _about_proxies(
    person_id: UUID, *, came: str, seen_on: date | None, on: date
) -> tuple[Condition, ...]:
    return examine_proxy(
        is_proxy=came != Attendance.Came.PATIENT,
        in_a_row=proxies_in_a_row([person_id], before=on).get(person_id, 0),
        seen_on=seen_on,
        terms=load().proxy_terms(on),
        on=on,
    )


def _is_guardian(person_id: UUID, proxy: ProxySeen | None, *, on: date) -> bool:
    guardians = Guardian.objects.filter(
        Q(until__isnull=True) | Q(until__gt=on), person_id=person_id
    )
    if proxy is not None and proxy.number:
        guardians = guardians.filter(identity_index=blind(proxy.number, purpose="identity"))
    return guardians.exists()


def _is_complete(proxy: ProxySeen | None, *, on: date) -> bool:
    if proxy is None or not (proxy.name.strip() and proxy.relation.strip()):
        return False
    return check_identity(proxy.number, on=on).granted


def sealed(proxy: ProxySeen | None, *, row_id: UUID) -> dict[str, bytes | str | None]:
    """Return the columns of who came in the person's place, sealed for the row."""
    if proxy is None:
        return {}
    texts = {"proxy_name": proxy.name.strip(), "proxy_identity_number": proxy.number}
    columns: dict[str, bytes | str | None] = {
        column: seal(text, table="clinics_attendance", column=column, row_id=row_id)
        for column, text in texts.items()
        if text
    }
    return {**columns, "proxy_relation": proxy.relation.strip()}
