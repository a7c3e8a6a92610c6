"""What stands against taking a row in, of its person and its prescription, by the rules of the clinic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from anxin.clinics import requirements as asks
from anxin.clinics.models import Prescription
from anxin.clinics.services.lines import about_lines, supply_request, taken
from anxin.packs.facts import PersonFacts
from anxin.packs.found import Told
from anxin.packs.models import Pack
from anxin.packs.treatment import Given
from anxin.policy import Policy
from anxin.rules.cards import CardStage
from anxin.rules.decisions import Condition, Listed
from anxin.rules.dispensing import (
    CARD_IS_VALID,
    CARDS_ARE_SHOWN,
    ENROLMENT_IS_ACTIVE,
    HOSPITAL_IS_DESIGNATED,
    IS_OUT_OF_HOSPITAL,
    cards_to_show,
)
from anxin.rules.enrolment_stages import EnrolmentStage
from anxin.rules.pack_columns import Part
from anxin.rules.pack_entry_stages import EntryStage
from anxin.rules.pack_reading import Filled
from anxin.rules.packs import NOT_GIVEN_SINCE, Weight
from anxin.rules.prescribing import assess_supply
from anxin.rules.regimen import examine_regimen
from anxin.vault.blind_index import blind


def about_person(
    person: PersonFacts, filled: Filled, *, pack: Pack, stage: EntryStage
) -> Iterator[Told]:
    """Examine the person's right, card and booking as they stand now, and the cards that were shown."""
    asked = cards_to_show(
        has_insurance=person.has_insurance, holds_special_disease_card=person.special_disease
    )
    missing = [card.label for card in asked if card not in filled.shown]
    yield from _unmet(
        Weight.CONFLICT,
        ENROLMENT_IS_ACTIVE.met_if(person.enrolment == EnrolmentStage.ACTIVE),
        IS_OUT_OF_HOSPITAL.met_if(not person.in_hospital),
        HOSPITAL_IS_DESIGNATED.met_if(person.clinic_id == pack.organisation_id),
        CARD_IS_VALID.met_if(person.card == CardStage.ISSUED),
    )
    yield from _unmet(
        Weight.DOUBLE, NOT_GIVEN_SINCE.met_if(person.given_on is None, day=person.given_on)
    )
    if stage is EntryStage.PROPOSED:
        cards = CARDS_ARE_SHOWN.met_if(not missing, missing=Listed(missing))
        yield from _unmet(Weight.FAULT, cards, column=Part.IDENTITY)
        reason = asks.WALK_IN_HAS_REASON.met_if(person.booked or bool(filled.walk_in))
        yield from _unmet(Weight.FAULT, reason, column=Part.WALK_IN)


def about_who_came(person: PersonFacts, filled: Filled) -> Iterator[Told]:
    """Examine that a guardian who came is registered."""
    if filled.came != "guardian":
        return
    number = filled.proxy[2] if filled.proxy else ""
    known = person.guardians
    is_one = blind(number, purpose="identity") in known if number else bool(known)
    yield from _unmet(Weight.FAULT, asks.GUARDIAN_IS_REGISTERED.met_if(is_one), column=Part.CAME)


def about_prescription(
    medicines: Sequence[Given],
    person: PersonFacts,
    filled: Filled,
    *,
    pack: Pack,
    policy: Policy,
) -> Iterator[Told]:
    """Examine the plan as the prescription's own service will, the supply at home included."""
    day, lines = pack.clinic_day.day, [one.line for one in medicines]
    prescription = Prescription(
        written_on=day,
        prescriber_title=pack.clinic_day.doctor.title,
        first_long=person.first_long,
        long_signed=filled.long_signed,
        reason=filled.reason,
    )
    answer = assess_supply(
        supply_request(prescription, lines), terms=policy.supply_terms(day), on=day
    )
    yield from _unmet(
        Weight.CONFLICT,
        *about_lines(lines, self_pay_consent=filled.self_pay),
        *examine_regimen(taken(lines), reason=filled.reason, terms=policy.regimen_terms(day)),
        *answer.unmet,
    )


def _unmet(weight: Weight, *conditions: Condition, column: str = "") -> Iterable[Told]:
    return (Told(column=column, condition=one, weight=weight) for one in conditions if not one.met)
