"""Make up who looks after a person: ages, names and relations that could be one family's."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from anxin.demo import names
from anxin.demo.numbers import Numbers
from anxin.rules.eligibility import GuardianKind

# GB/T 4761: code, word and sex of the relation, seen from the person looked after.
RELATIONS = {
    "11": ("丈夫", "1"),
    "12": ("妻子", "2"),
    "20": ("儿子", "1"),
    "30": ("女儿", "2"),
    "51": ("父亲", "1"),
    "52": ("母亲", "2"),
    "71": ("哥哥", "1"),
    "73": ("弟弟", "1"),
    "75": ("姐姐", "2"),
    "77": ("妹妹", "2"),
}
_COMMITTEE_RELATION = "村（居）民委员会"
_FATHER, _MOTHER = "51", "52"
_SAME_FAMILY = {"20", "30", "51", "71", "73", "75", "77"}
_CHILDREN = {"20", "30"}


class Kind(StrEnum):
    """How a person is looked after, as far as `3.1.c` asks."""

    ORDINARY = "ordinary"
    OLD = "old"
    MIXED = "mixed"
    COMMITTEE = "committee"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpGuardian:
    """A guardian; an organisation has a name, a relation and a phone only."""

    kind: GuardianKind
    name: str
    relation: str
    relation_code: str | None
    sex: str | None
    born: date | None
    identity_number: str | None
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """The person to be looked after, as far as the family depends on it."""

    age: int
    sex: str
    family: str
    village: str


def ages(*, old: bool) -> tuple[int, int]:
    """Return the youngest and oldest age for a person, whose guardians are old or not."""
    return (46, 62) if old else (18, 75)


def birthday(rng: Random, *, age: int, on: date) -> date:
    """Draw a day of birth of somebody who is this old on this day, or a year older."""
    return date(on.year - age - 1, rng.randint(1, 12), rng.randint(1, 28))


def guardians(
    rng: Random, numbers: Numbers, ward: Ward, *, kind: Kind, on: date
) -> tuple[MadeUpGuardian, ...]:
    """Make the guardians; those of an old family are older than 65 by more than a year."""
    if kind is Kind.NOBODY:
        return ()
    if kind is Kind.COMMITTEE:
        return (_committee(ward, numbers),)
    kin = {Kind.ORDINARY: _ordinary, Kind.OLD: _old_parents, Kind.MIXED: _mixed}[kind](rng, ward)
    return tuple(_relative(rng, numbers, ward, code=code, age=age, on=on) for code, age in kin)


def _ordinary(rng: Random, ward: Ward) -> list[tuple[str, int]]:
    """Choose one relative who is not yet 64: a parent, then a spouse or sibling, then a child."""
    if ward.age <= 38:
        return [
            (rng.choice((_FATHER, _MOTHER)), ward.age + rng.randint(22, min(30, 62 - ward.age)))
        ]
    if ward.age <= 58:
        return [_of_own_age(rng, ward)]
    return [(rng.choice(("20", "30")), ward.age - rng.randint(24, 34))]


def _of_own_age(rng: Random, ward: Ward) -> tuple[str, int]:
    years = rng.choice((-5, -4, -3, -2, 2, 3, 4))
    if rng.randrange(100) < 60:
        return "12" if ward.sex == "1" else "11", ward.age + years
    return rng.choice(("71", "75") if years > 0 else ("73", "77")), ward.age + years


def _old_parents(rng: Random, ward: Ward) -> list[tuple[str, int]]:
    both = [(_FATHER, ward.age + rng.randint(23, 30)), (_MOTHER, ward.age + rng.randint(22, 28))]
    return both if rng.randrange(100) < 30 else [rng.choice(both)]


def _mixed(rng: Random, ward: Ward) -> list[tuple[str, int]]:
    """Add an old mother to somebody younger: not weak, because not all are older than 65."""
    if not 46 <= ward.age <= 58:
        return _ordinary(rng, ward)
    return [(_MOTHER, ward.age + rng.randint(22, 28)), _of_own_age(rng, ward)]


def _relative(
    rng: Random, numbers: Numbers, ward: Ward, *, code: str, age: int, on: date
) -> MadeUpGuardian:
    relation, sex = RELATIONS[code]
    own_family = code in _SAME_FAMILY and not (code in _CHILDREN and ward.sex == "2")
    family = ward.family if own_family or not ward.family else names.surname(rng)
    born = birthday(rng, age=age, on=on)
    return MadeUpGuardian(
        kind=GuardianKind.PERSON,
        name=names.full_name(rng, family=family, sex=sex),
        relation=relation,
        relation_code=code,
        sex=sex,
        born=born,
        identity_number=numbers.identity_number(born=born, sex=sex),
        phone=numbers.phone(),
    )


def _committee(ward: Ward, numbers: Numbers) -> MadeUpGuardian:
    return MadeUpGuardian(
        kind=GuardianKind.ORGANISATION,
        name=names.committee_of(ward.village),
        relation=_COMMITTEE_RELATION,
        relation_code=None,
        sex=None,
        born=None,
        identity_number=None,
        phone=numbers.phone(),
    )
