"""The six items of the first review, checked one by one: section 五（一） 3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, Phrase, condition, said
from anxin.rules.eligibility import Poverty


class Material(IntEnum):
    """The items ① to ⑥."""

    APPROVAL_FORM = 1
    IDENTITY_CARDS = 2
    INSURANCE_CARDS = 3
    DIAGNOSIS = 4
    DISABILITY = 5
    POVERTY = 6

    @property
    def sign(self) -> str:
        """Return the circled number that the notice prints."""
        return "①②③④⑤⑥"[self - 1]


class MaterialState(StrEnum):
    """What the reviewer found."""

    PRESENT = "present"
    NOT_NEEDED = "not_needed"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """Return the Chinese word."""
        return {"present": "齐全", "not_needed": "不需要", "missing": "缺少"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialFacts:
    """What decides which items are asked for."""

    has_insurance: bool
    holds_special_disease_card: bool
    holds_disability_certificate: bool
    poverty: frozenset[Poverty]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialCheck:
    """What the reviewer wrote down of one item."""

    state: MaterialState
    original_seen: bool
    copies: int


IS_COMPLETE = condition(
    "material-complete", "5.1.3.b", met="{sign}{name}：{found}", unmet="{sign}{name}：{found}"
)

_CIVIL_GROUPS = frozenset({Poverty.MINIMUM_LIVING, Poverty.EXTREME_POVERTY})


@cites("5.1.3.b")
def is_needed(item: Material, facts: MaterialFacts) -> bool:
    """Say whether an item is asked for."""
    if item is Material.INSURANCE_CARDS:
        return facts.has_insurance or facts.holds_special_disease_card
    if item is Material.DISABILITY:
        return facts.holds_disability_certificate
    if item is Material.POVERTY:
        return bool(facts.poverty)
    return True


@cites("5.1.3.b")
def name_of(item: Material, facts: MaterialFacts) -> str:
    """Return what exactly is asked for of this person, in the notice's words."""
    if item is Material.INSURANCE_CARDS:
        return _CARD_NAMES[facts.has_insurance, facts.holds_special_disease_card]
    if item is Material.POVERTY:
        civil = bool(facts.poverty & _CIVIL_GROUPS)
        return _PROOF_NAMES[civil, Poverty.REGISTERED_POOR in facts.poverty]
    return _NAMES[item]


_NAMES = {
    Material.APPROVAL_FORM: "服药审批表",
    Material.IDENTITY_CARDS: "申请人及监护人居民身份证原件和复印件",
    Material.DIAGNOSIS: "精神疾病诊断证明书原件及复印件",
    Material.DISABILITY: "残疾人证原件及复印件",
}
_CARD_NAMES = {
    (False, False): "医保卡和特病卡（无此卡可不携带）",
    (True, False): "医保卡原件及复印件",
    (False, True): "特病卡原件及复印件",
    (True, True): "医保卡和特病卡原件及复印件",
}
"""By insurance and special-disease card."""
_PROOF_NAMES = {
    (False, False): "贫困证明",
    (True, False): "贫困证明（民政救助证件原件及复印件）",
    (False, True): "贫困证明（政府查阅核实的建卡贫困户证明）",
    (True, True): "贫困证明（民政救助证件原件及复印件、政府查阅核实的建卡贫困户证明）",
}
"""By the groups of civil affairs and the registered poor."""


@cites("5.1.3.b", "5.1.2.c")
def check_materials(
    checks: Mapping[Material, MaterialCheck], *, facts: MaterialFacts, copies: int
) -> Decision:
    """Decide whether the file is complete; names every item that is not."""
    return Decision.of(
        *(_examine(item, checks.get(item), facts=facts, copies=copies) for item in Material)
    )


def _examine(
    item: Material, check: MaterialCheck | None, *, facts: MaterialFacts, copies: int
) -> Condition:
    needed = is_needed(item, facts)
    fault = _fault(check, copies=copies) if needed else ""
    state = MaterialState.PRESENT if needed else MaterialState.NOT_NEEDED
    found = fault or state.label
    return IS_COMPLETE.met_if(not fault, sign=item.sign, name=name_of(item, facts), found=found)


def _fault(check: MaterialCheck | None, *, copies: int) -> Phrase | str:
    if check is None or check.state is not MaterialState.PRESENT:
        return "缺少"
    if not check.original_seen:
        return "未核对原件"
    if check.copies < copies:
        return said("应一式 {copies} 份，现有 {held} 份", copies=copies, held=check.copies)
    return ""
