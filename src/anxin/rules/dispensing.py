"""When medicine may be handed over: 五（二）3, 五（三）2 and the notices of annex 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from anxin.rules.cards import CardStage
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import SPECIAL_DISEASE_SETTLED
from anxin.rules.decisions import Condition, Decision, Listed, condition, said
from anxin.rules.enrolment_stages import EnrolmentStage
from anxin.rules.prescribing import (
    SupplyLine,
    SupplyTerms,
    prescription_is_valid,
    supply_limit_days,
)
from anxin.rules.prescription_stages import PrescriptionStage


class ShownCard(StrEnum):
    """What is shown before medicine is handed over."""

    IDENTITY = "identity"
    PROGRAMME = "programme"
    SPECIAL_DISEASE = "special_disease"
    INSURANCE = "insurance"

    @property
    def label(self) -> str:
        """Return the notice's own word."""
        return _SHOWN_LABELS[self]


_SHOWN_LABELS = {
    ShownCard.IDENTITY: "身份证",
    ShownCard.PROGRAMME: "服药卡",
    ShownCard.SPECIAL_DISEASE: "特病卡",
    ShownCard.INSURANCE: "医保卡",
}


class Signer(StrEnum):
    """Who signs each pick-up. The patient may sign in the guardian's place."""

    DOCTOR = "doctor"
    GUARDIAN = "guardian"
    DISPENSER = "dispenser"

    @property
    def label(self) -> str:
        """Return the notice's own word."""
        return {"doctor": "医师", "guardian": "监护人", "dispenser": "发药人"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotUse:
    """A lot given, the last day it may be used, and the last day it is needed."""

    drug: str
    lot: str
    expires_on: date
    needed_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupFacts:
    """The facts that handing over turns on, and no others.

    Identifiers (organisations, people) are opaque; they are compared, never read.
    """

    enrolment: EnrolmentStage | None
    in_hospital: bool
    agreement_since: date | None
    agreement_until: date | None
    card: CardStage | None
    card_is_own: bool
    designated_at: str
    dispensed_at: str
    prescription: PrescriptionStage | None
    prescribed_by: str
    reviewed_by: str | None
    written_on: date | None
    identity_checked_on: date | None
    cards_shown: frozenset[ShownCard]
    has_insurance: bool
    holds_special_disease_card: bool
    special_disease_owed: bool
    lines: tuple[SupplyLine, ...]
    lots: tuple[LotUse, ...]
    signatures: frozenset[Signer]


TO_DISPENSE = frozenset({PrescriptionStage.REVIEWED, PrescriptionStage.PARTLY_DISPENSED})
"""Where a prescription may be handed over from: reviewed, or partly and the rest is owed."""

ENROLMENT_IS_ACTIVE = condition(
    "enrolment-is-active",
    "5.3.2.a",
    met="服药资格有效",
    unmet="服药资格无效（未登记、已暂停或已终止）",
)
IS_OUT_OF_HOSPITAL = condition(
    "is-out-of-hospital", "5.1.6.1", met="居家治疗", unmet="正在住院，暂停领药，出院后恢复"
)
AGREEMENT_IS_IN_FORCE = condition(
    "agreement-is-in-force",
    "5.1.5.a",
    met="服务协议在有效期内",
    unmet="{on} 没有有效的服务协议",
)
CARD_IS_VALID = condition(
    "card-is-valid", "A5.n4", met="救助卡有效", unmet="救助卡无效（未发、已挂失、已换发或已注销）"
)
CARD_IS_OWN = condition(
    "card-is-own", "A5.n1", met="救助卡为本人所有", unmet="救助卡不是本人的，不得转借"
)
HOSPITAL_IS_DESIGNATED = condition(
    "hospital-is-designated",
    "A5.n2",
    met="在定点医院领药",
    unmet="这里不是本人的定点医院，不得跨机构领药",
)
PRESCRIPTION_IS_SIGNED = condition(
    "prescription-is-signed",
    "5.3.2.a",
    met="处方已由精神科医师签名",
    unmet="没有可以发药的处方（未签名、已退回、已发药、已过期或已改开）",
)
PRESCRIPTION_IS_REVIEWED = condition(
    "prescription-is-reviewed",
    "rx-2007:review",
    met="处方已由他人审核",
    unmet="处方未经审方，或审方人就是开方医师",
)
PRESCRIPTION_IS_CURRENT = condition(
    "prescription-is-current",
    "rx-2007:validity",
    met="处方在有效期内",
    unmet="处方不在 {limit} 天有效期内",
)
IDENTITY_IS_CHECKED = condition(
    "identity-is-checked", "5.3.2.a", met="今天已核验身份", unmet="今天还没有核验身份"
)
CARDS_ARE_SHOWN = condition(
    "cards-are-shown", "5.2.3", met="应出示的证卡已出示", unmet="还没有出示：{missing}"
)
WITHIN_SUPPLY_LIMIT = condition(
    "within-supply-limit",
    "5.3.2.d",
    met="连同家中余药不超过 {months} 个月",
    unmet="连同家中余药超过 {months} 个月（{limit} 天）：{drugs}",
)
LOTS_OUTLAST_SUPPLY = condition(
    "lots-outlast-supply",
    "5.3.2.a",
    met="药品在用完之前不会过期",
    unmet="药品在用完之前过期：{lots}",
)
IS_SIGNED_BY_THREE = condition(
    "is-signed-by-three", "5.3.2.e", met="三方已签字", unmet="还缺签字：{missing}"
)


@cites("5.3.2.a", "5.3.2.e", "5.2.3", "5.1.5.d")
def may_dispense(facts: PickupFacts, *, terms: SupplyTerms, on: date) -> Decision:
    """Decide whether medicine may be handed over; every condition is examined."""
    return Decision.of(
        *may_prepare(facts, terms=terms, on=on).conditions,
        IS_SIGNED_BY_THREE.met_if(
            facts.signatures >= frozenset(Signer),
            missing=Listed(s.label for s in Signer if s not in facts.signatures),
        ),
    )


@cites("5.3.2.a", "5.2.3", "5.3.2.b", "5.1.6.1", "A5.n1", "A5.n2", "A5.n4")
def may_prepare(facts: PickupFacts, *, terms: SupplyTerms, on: date) -> Decision:
    """Decide whether a pick-up may be prepared: all that handing over asks but signatures."""
    return Decision.of(
        *_right(facts, on=on),
        *_prescription(facts, terms=terms, on=on),
        *_counter(facts, on=on),
        *_medicine(facts, terms=terms, on=on),
    )


@cites("5.3.2.c")
def last_day_covered(*, starts_on: date, days: int) -> date:
    """Return the last day that a supply lasts; the next pick-up is agreed for it or before."""
    assert days > 0
    return starts_on + timedelta(days=days - 1)


@cites("5.2.3")
def cards_to_show(
    *, has_insurance: bool, holds_special_disease_card: bool
) -> tuple[ShownCard, ...]:
    """Return what this person must show; a card not held is not asked for."""
    return (
        ShownCard.IDENTITY,
        ShownCard.PROGRAMME,
        *([ShownCard.SPECIAL_DISEASE] if holds_special_disease_card else []),
        *([ShownCard.INSURANCE] if has_insurance else []),
    )


def _right(facts: PickupFacts, *, on: date) -> tuple[Condition, ...]:
    since, until = facts.agreement_since, facts.agreement_until
    in_force = since is not None and until is not None and since <= on <= until
    return (
        ENROLMENT_IS_ACTIVE.met_if(facts.enrolment is EnrolmentStage.ACTIVE),
        IS_OUT_OF_HOSPITAL.met_if(not facts.in_hospital),
        AGREEMENT_IS_IN_FORCE.met_if(in_force, on=on),
        CARD_IS_VALID.met_if(facts.card is CardStage.ISSUED),
        CARD_IS_OWN.met_if(facts.card_is_own),
        HOSPITAL_IS_DESIGNATED.met_if(
            bool(facts.designated_at) and facts.designated_at == facts.dispensed_at
        ),
    )


def _prescription(facts: PickupFacts, *, terms: SupplyTerms, on: date) -> tuple[Condition, ...]:
    signed = facts.prescription in {PrescriptionStage.SIGNED, *TO_DISPENSE}
    reviewed = (
        facts.prescription in TO_DISPENSE
        and facts.reviewed_by is not None
        and facts.reviewed_by != facts.prescribed_by
    )
    current = facts.written_on is not None and prescription_is_valid(
        written_on=facts.written_on, terms=terms, on=on
    )
    return (
        PRESCRIPTION_IS_SIGNED.met_if(signed),
        PRESCRIPTION_IS_REVIEWED.met_if(reviewed),
        PRESCRIPTION_IS_CURRENT.met_if(current, limit=terms.validity_days),
    )


def _counter(facts: PickupFacts, *, on: date) -> tuple[Condition, ...]:
    asked = cards_to_show(
        has_insurance=facts.has_insurance,
        holds_special_disease_card=facts.holds_special_disease_card,
    )
    missing = [card for card in asked if card not in facts.cards_shown]
    return (
        IDENTITY_IS_CHECKED.met_if(facts.identity_checked_on == on),
        CARDS_ARE_SHOWN.met_if(not missing, missing=Listed(card.label for card in missing)),
        SPECIAL_DISEASE_SETTLED.met_if(not facts.special_disease_owed),
    )


def _medicine(facts: PickupFacts, *, terms: SupplyTerms, on: date) -> tuple[Condition, ...]:
    limit = supply_limit_days(terms=terms, on=on)
    too_much = [line.drug for line in facts.lines if line.on_hand_days + line.days > limit]
    too_old = [use for use in facts.lots if use.expires_on < use.needed_until]
    return (
        WITHIN_SUPPLY_LIMIT.met_if(
            not too_much, months=terms.supply_months, limit=limit, drugs=Listed(too_much)
        ),
        LOTS_OUTLAST_SUPPLY.met_if(
            not too_old,
            lots=Listed(
                said("{drug} 批号 {lot}（{day}）", drug=use.drug, lot=use.lot, day=use.expires_on)
                for use in too_old
            ),
        ),
    )
