"""Valproate asks why for a woman from 15 to 49, the day before and the day of each birthday."""

from datetime import date

import pytest

from anxin.policy import load
from anxin.policy.medicine_checks import medicine_checks
from anxin.rules.childbearing import examine_valproate
from anxin.rules.regimen import Taken

ON = date(2026, 12, 1)
POLICY = load()


def passes(drug: str = "丙戊酸钠", *, sex: str = "2", born: date, reason: str = "") -> bool:
    checks, item = medicine_checks(POLICY, on=ON), POLICY.catalogue.find(drug, "片")
    assert checks is not None
    assert item is not None
    taken = Taken(drug=drug, item=item, micrograms_a_day=0, micrograms_at_once=0, reason=reason)
    return examine_valproate(taken, sex=sex, born=born, terms=checks.childbearing, on=ON).met


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2011, 12, 2), True),
        (date(2011, 12, 1), False),
        (date(1990, 1, 1), False),
        (date(1976, 12, 2), False),
        (date(1976, 12, 1), True),
    ],
)
def test_the_birthdays_that_count(born, expected):
    assert passes(born=born) is expected


@pytest.mark.parametrize("drug", ["丙戊酸钠", "丙戊酸钠缓释片", "丙戊酸镁缓释片"])
def test_each_of_the_three_asks_a_woman_and_no_man(drug):
    assert not passes(drug, born=date(1990, 1, 1))
    assert passes(drug, born=date(1990, 1, 1), reason="已落实避孕，其他药无效")
    assert passes(drug, born=date(1990, 1, 1), sex="1")


def test_another_medicine_asks_nobody():
    assert passes("拉莫三嗪", born=date(1990, 1, 1))
