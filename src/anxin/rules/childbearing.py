"""Valproate for a woman of child-bearing age: a reason, not a stop (5.2.2, working-rules:valproate)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, condition
from anxin.rules.eligibility import is_older_than
from anxin.rules.regimen import Taken

VALPROATE = "N03AG01"
FEMALE = "2"
"""GB/T 2261.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildbearingTerms:
    """The policy's ages on a day, both included."""

    first_year: int
    last_year: int


CHILDBEARING_IS_CONSIDERED = condition(
    "childbearing-is-considered",
    "working-rules:valproate",
    met="{drug}：不是育龄妇女，或已写明理由",
    unmet="{drug}：{first} 至 {last} 岁的女性用丙戊酸盐，可致胎儿畸形和发育迟缓；确需使用的，请在这一行写明理由",
)


@cites("working-rules:valproate")
def is_of_childbearing_age(*, sex: str, born: date, terms: ChildbearingTerms, on: date) -> bool:
    """Say whether somebody is a woman from the first to the last year of age."""
    return (
        sex == FEMALE
        and is_older_than(born, terms.first_year - 1, on=on)
        and not is_older_than(born, terms.last_year, on=on)
    )


@cites("5.2.2", "working-rules:valproate")
def examine_valproate(
    taken: Taken, *, sex: str, born: date, terms: ChildbearingTerms, on: date
) -> Condition:
    """Examine one medicine; anything but valproate passes."""
    asks = taken.item.atc == VALPROATE and is_of_childbearing_age(
        sex=sex, born=born, terms=terms, on=on
    )
    return CHILDBEARING_IS_CONSIDERED.met_if(
        not asks or bool(taken.reason.strip()),
        drug=taken.drug,
        first=terms.first_year,
        last=terms.last_year,
    )
