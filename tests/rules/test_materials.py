"""The six items of the first review, one by one."""

import pytest

from anxin.rules.eligibility import Poverty
from anxin.rules.materials import (
    Material,
    MaterialCheck,
    MaterialFacts,
    MaterialState,
    check_materials,
    is_needed,
    name_of,
)

GOOD = MaterialCheck(state=MaterialState.PRESENT, original_seen=True, copies=2)
ALL = MaterialFacts(
    has_insurance=True,
    holds_special_disease_card=True,
    holds_disability_certificate=True,
    poverty=frozenset({Poverty.MINIMUM_LIVING}),
)
NONE = MaterialFacts(
    has_insurance=False,
    holds_special_disease_card=False,
    holds_disability_certificate=False,
    poverty=frozenset(),
)


def test_six_good_items_are_complete():
    decision = check_materials(dict.fromkeys(Material, GOOD), facts=ALL, copies=2)

    assert decision.granted
    assert [c.reason[0] for c in decision.conditions] == list("①②③④⑤⑥")


@pytest.mark.parametrize("item", Material)
@pytest.mark.parametrize(
    ("check", "fault"),
    [
        (None, "缺少"),
        (MaterialCheck(state=MaterialState.MISSING, original_seen=True, copies=2), "缺少"),
        (MaterialCheck(state=MaterialState.NOT_NEEDED, original_seen=True, copies=2), "缺少"),
        (
            MaterialCheck(state=MaterialState.PRESENT, original_seen=False, copies=2),
            "未核对原件",
        ),
        (
            MaterialCheck(state=MaterialState.PRESENT, original_seen=True, copies=1),
            "应一式 2 份，现有 1 份",
        ),
    ],
)
def test_each_faulty_item_is_named_alone(item, check, fault):
    checks = dict.fromkeys(Material, GOOD)
    if check is None:
        del checks[item]
    else:
        checks[item] = check

    decision = check_materials(checks, facts=ALL, copies=2)

    assert [c.reason for c in decision.unmet] == [f"{item.sign}{name_of(item, ALL)}：{fault}"]
    assert decision.unmet[0].clause == "5.1.3.b"


def test_nothing_handed_in_names_all_that_is_needed():
    assert len(check_materials({}, facts=ALL, copies=2).unmet) == 6
    assert len(check_materials({}, facts=NONE, copies=2).unmet) == 3


def test_what_a_person_does_not_hold_is_not_asked_for():
    needed = [item for item in Material if is_needed(item, NONE)]

    assert needed == [Material.APPROVAL_FORM, Material.IDENTITY_CARDS, Material.DIAGNOSIS]


def test_the_proof_of_poverty_depends_on_the_group():
    def proof(*groups):
        facts = MaterialFacts(
            has_insurance=True,
            holds_special_disease_card=False,
            holds_disability_certificate=False,
            poverty=frozenset(groups),
        )
        return name_of(Material.POVERTY, facts)

    assert proof(Poverty.EXTREME_POVERTY) == "贫困证明（民政救助证件原件及复印件）"
    assert proof(Poverty.REGISTERED_POOR) == "贫困证明（政府查阅核实的建卡贫困户证明）"
    assert "、" in proof(*Poverty)
