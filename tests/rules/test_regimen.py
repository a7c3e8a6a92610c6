"""Out of the usual: over the range, too many together, too much in all. A reason lets each pass."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.regimen import Taken, examine_regimen, load_of, milligrams

ON = date(2026, 11, 24)
TERMS = load().regimen_terms(ON)


def taken(drug: str, mg: int, *, form: str = "片", at_once: int = 0, reason: str = "") -> Taken:
    item = load().catalogue.find(drug, form)
    assert item is not None
    return Taken(
        drug=drug,
        item=item,
        micrograms_a_day=mg * 1000,
        micrograms_at_once=at_once * 1000,
        reason=reason,
    )


def unmet(*medicines: Taken, reason: str = "") -> list[str]:
    return [c.code for c in examine_regimen(medicines, reason=reason, terms=TERMS) if not c.met]


@pytest.mark.parametrize(
    ("mg", "reason", "expected"),
    [
        (20, "", []),
        (21, "", ["dose-within-usual"]),
        (21, "难治", []),
        (21, "  ", ["dose-within-usual"]),
    ],
)
def test_the_usual_most_and_one_milligram_more(mg, reason, expected):
    assert unmet(taken("奥氮平", mg, reason=reason)) == expected


def test_an_injection_is_held_against_the_most_of_one_time():
    assert unmet(taken("善思达", 5, form="针", at_once=150)) == []
    assert unmet(taken("善思达", 8, form="针", at_once=225)) == ["dose-within-usual"]


def test_two_antipsychotics_pass_and_a_third_asks_why():
    two = [taken("奥氮平", 5), taken("利培酮", 1)]

    assert unmet(*two) == []
    assert unmet(*two, taken("碳酸锂", 500)) == []
    assert unmet(*two, taken("喹硫平", 100)) == ["few-antipsychotics"]
    assert unmet(*two, taken("喹硫平", 100), reason="换药交叉期") == []


def test_the_load_at_the_limit_and_beyond():
    at_the_limit = [taken("奥氮平", 20), taken("氯氮平", 400)]

    assert load_of(at_the_limit).chlorpromazine_mg == 999
    assert unmet(*at_the_limit) == []
    assert unmet(taken("奥氮平", 20), taken("氯氮平", 402, reason="x")) == ["load-is-usual"]
    assert unmet(taken("奥氮平", 20), taken("氯氮平", 402, reason="x"), reason="难治") == []


def test_a_depot_counts_by_its_day():
    assert load_of([taken("善思达", 5, form="针")]).thousandths_ddd == 2000


@given(
    st.lists(
        st.sampled_from([i for i in load().catalogue if i.is_antipsychotic]), min_size=1, max_size=5
    ),
    st.integers(0, 5000),
)
def test_more_of_one_never_makes_the_load_less(items, more):
    def medicines(extra: int) -> list[Taken]:
        return [
            Taken(
                drug=item.display_name,
                item=item,
                micrograms_a_day=1000 + extra,
                micrograms_at_once=0,
                reason="",
            )
            for item in items
        ]

    assert load_of(medicines(more)).thousandths_ddd >= load_of(medicines(0)).thousandths_ddd


@pytest.mark.parametrize(
    ("micrograms", "expected"), [(0, "0"), (500, "0.5"), (20_000, "20"), (1_250, "1.25")]
)
def test_milligrams_in_words(micrograms, expected):
    assert milligrams(micrograms) == expected


def test_every_antipsychotic_of_the_catalogue_has_its_usual_most_and_its_daily_dose():
    for item in load().catalogue:
        assert item.most_micrograms, item
        if item.is_antipsychotic:
            assert item.ddd_micrograms, item
