"""Each condition of handing over refuses alone, and all of them together."""

import dataclasses
from datetime import date

import pytest

from anxin.policy import load
from anxin.rules.cards import CardStage
from anxin.rules.decisions import Refused
from anxin.rules.dispensing import (
    LotUse,
    PickupFacts,
    ShownCard,
    Signer,
    cards_to_show,
    last_day_covered,
    may_dispense,
    may_prepare,
)
from anxin.rules.enrolment_stages import EnrolmentStage
from anxin.rules.prescribing import SupplyLine
from anxin.rules.prescription_stages import PrescriptionStage

TODAY = date(2026, 11, 22)
TERMS = load().supply_terms(TODAY)
LINE = SupplyLine(
    drug="奥氮平",
    form="片",
    item=load().catalogue.find("奥氮平", "片"),
    days=28,
    on_hand_days=0,
    reason=None,
)
LOT = LotUse(
    drug="奥氮平", lot="A1", expires_on=date(2026, 12, 19), needed_until=date(2026, 12, 19)
)
FACTS = PickupFacts(
    enrolment=EnrolmentStage.ACTIVE,
    in_hospital=False,
    agreement_since=TODAY,
    agreement_until=TODAY,
    card=CardStage.ISSUED,
    card_is_own=True,
    designated_at="P02",
    dispensed_at="P02",
    prescription=PrescriptionStage.REVIEWED,
    prescribed_by="doctor",
    reviewed_by="pharmacist",
    written_on=TODAY,
    identity_checked_on=TODAY,
    cards_shown=frozenset(ShownCard),
    has_insurance=True,
    holds_special_disease_card=True,
    special_disease_owed=False,
    lines=(LINE,),
    lots=(LOT,),
    signatures=frozenset(Signer),
)
FAULTS = [
    ("enrolment-is-active", "5.3.2.a", {"enrolment": EnrolmentStage.SUSPENDED}),
    ("enrolment-is-active", "5.3.2.a", {"enrolment": None}),
    ("is-out-of-hospital", "5.1.6.1", {"in_hospital": True}),
    ("agreement-is-in-force", "5.1.5.a", {"agreement_until": date(2026, 11, 21)}),
    ("agreement-is-in-force", "5.1.5.a", {"agreement_since": date(2026, 11, 23)}),
    ("agreement-is-in-force", "5.1.5.a", {"agreement_since": None}),
    ("card-is-valid", "A5.n4", {"card": CardStage.LOST}),
    ("card-is-valid", "A5.n4", {"card": CardStage.REPLACED}),
    ("card-is-own", "A5.n1", {"card_is_own": False}),
    ("hospital-is-designated", "A5.n2", {"dispensed_at": "P03"}),
    ("hospital-is-designated", "A5.n2", {"designated_at": "", "dispensed_at": ""}),
    ("prescription-is-reviewed", "rx-2007:review", {"prescription": PrescriptionStage.SIGNED}),
    ("prescription-is-reviewed", "rx-2007:review", {"reviewed_by": "doctor"}),
    ("prescription-is-reviewed", "rx-2007:review", {"reviewed_by": None}),
    ("prescription-is-current", "rx-2007:validity", {"written_on": date(2026, 11, 19)}),
    ("prescription-is-current", "rx-2007:validity", {"written_on": date(2026, 11, 23)}),
    ("identity-is-checked", "5.3.2.a", {"identity_checked_on": date(2026, 11, 21)}),
    ("cards-are-shown", "5.2.3", {"cards_shown": frozenset(ShownCard) - {ShownCard.PROGRAMME}}),
    ("special-disease-settled", "5.3.2.b", {"special_disease_owed": True}),
    ("within-supply-limit", "5.3.2.d", {"lines": (dataclasses.replace(LINE, on_hand_days=65),)}),
    (
        "lots-outlast-supply",
        "5.3.2.a",
        {"lots": (dataclasses.replace(LOT, expires_on=date(2026, 12, 18)),)},
    ),
    ("is-signed-by-three", "5.3.2.e", {"signatures": frozenset({Signer.DOCTOR})}),
]


def decide(**changes):
    return may_dispense(dataclasses.replace(FACTS, **changes), terms=TERMS, on=TODAY)


def test_all_in_order_may_be_dispensed():
    assert decide().granted
    assert all("{" not in c.reason for c in decide().conditions)


@pytest.mark.parametrize(("code", "clause", "change"), FAULTS)
def test_each_fault_refuses_alone_with_its_clause(code, clause, change):
    assert [(c.code, c.clause) for c in decide(**change).unmet] == [(code, clause)]


@pytest.mark.parametrize(
    "stage",
    [
        PrescriptionStage.RETURNED,
        PrescriptionStage.DISPENSED,
        PrescriptionStage.EXPIRED,
        PrescriptionStage.REPLACED,
        None,
    ],
)
def test_a_prescription_past_use_is_neither_signed_nor_reviewed(stage):
    assert [c.code for c in decide(prescription=stage).unmet] == [
        "prescription-is-signed",
        "prescription-is-reviewed",
    ]


def test_a_refusal_names_all_its_grounds_at_once():
    everything = {}
    for _, _, change in FAULTS:
        everything |= change
    everything["prescription"] = None
    decision = decide(**everything)

    assert len(decision.unmet) == len(decision.conditions)
    with pytest.raises(Refused) as refusal:
        Refused.unless(decision)
    assert len(refusal.value.reasons) == 15
    assert "card-is-valid (A5.n4)" in str(refusal.value)


def test_preparing_asks_for_everything_but_the_signatures():
    unsigned = dataclasses.replace(FACTS, signatures=frozenset())

    assert may_prepare(unsigned, terms=TERMS, on=TODAY).granted
    assert not may_dispense(unsigned, terms=TERMS, on=TODAY).granted


def test_a_card_that_is_not_held_is_not_asked_for():
    shown = frozenset({ShownCard.IDENTITY, ShownCard.PROGRAMME})

    assert decide(cards_shown=shown, has_insurance=False, holds_special_disease_card=False).granted
    assert cards_to_show(has_insurance=True, holds_special_disease_card=False) == (
        ShownCard.IDENTITY,
        ShownCard.PROGRAMME,
        ShownCard.INSURANCE,
    )


def test_a_missing_signature_is_named():
    reason = decide(signatures=frozenset({Signer.DOCTOR, Signer.DISPENSER})).unmet[0].reason

    assert reason == "还缺签字：监护人"


def test_a_supply_of_28_days_lasts_through_the_28th_day():
    assert last_day_covered(starts_on=TODAY, days=28) == date(2026, 12, 19)
