"""Make up the people of a demonstration: plausible, countable, and none of them real.

The same seed and day give the same people, however many are asked for: the first two hundred of
five thousand are the two hundred. Nine in ten qualify under `3.1` on the day and have done so for
a year; every ground and every way to fail occurs among the first twenty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from anxin.demo import families, names
from anxin.demo.families import MadeUpGuardian
from anxin.demo.numbers import Numbers
from anxin.rules.eligibility import Applicant, Diagnosis, Guardian, Living, Poverty

# Annex 6, in its order. The policy pack is the source: a caller who has it passes its towns.
ANNEX_6_TOWNS = (
    *("几江街道", "鼎山街道", "德感街道", "圣泉街道", "双福街道", "油溪镇", "吴滩镇", "石门镇"),
    *("朱杨镇", "石蟆镇", "塘河镇", "先锋镇", "支坪镇", "龙华镇", "李市镇", "慈云镇", "珞璜镇"),
    *("白沙镇", "永兴镇", "杜市镇", "广兴镇", "夏坝镇", "贾嗣镇", "西湖镇", "柏林镇", "四面山镇"),
    *("四屏镇", "蔡家镇", "中山镇", "嘉平镇"),
)
_INSTITUTIONS = ("江津区精神卫生中心", "江津区精神康复院", "重庆市精神卫生中心")
_DIAGNOSIS_OF_100 = (72, 3, 2, 12, 3, 8)
# 汉, 土家, 苗, 彝, 回 by GB/T 3304; 维吾尔 and 彝 for the names without a surname.
_ETHNIC_OF_100 = {"01": 93, "15": 3, "06": 2, "07": 1, "03": 1}


class Story(StrEnum):
    """What a made-up person is there to show."""

    POOR = "poor"
    OLD_GUARDIAN = "old_guardian"
    POOR_WITH_OLD_GUARDIAN = "poor_with_old_guardian"
    POLICE_LISTED = "police_listed"
    POLICE_LISTED_AND_POOR = "police_listed_and_poor"
    NO_GUARDIAN = "no_guardian"
    TWO_PATIENTS = "two_patients"
    NEWCOMER = "newcomer"
    IN_HOSPITAL = "in_hospital"
    WITHOUT_GROUND = "without_ground"
    NEWCOMER_WITHOUT_GROUND = "newcomer_without_ground"
    NOT_CERTIFIED = "not_certified"
    OTHER_DIAGNOSIS = "other_diagnosis"


_WEIGHTS = {
    Story.POOR: 35,
    Story.OLD_GUARDIAN: 20,
    Story.POOR_WITH_OLD_GUARDIAN: 14,
    Story.POLICE_LISTED: 8,
    Story.POLICE_LISTED_AND_POOR: 4,
    Story.NO_GUARDIAN: 5,
    Story.TWO_PATIENTS: 4,
    Story.NEWCOMER: 2,
    Story.IN_HOSPITAL: 2,
    Story.WITHOUT_GROUND: 3,
    Story.NEWCOMER_WITHOUT_GROUND: 1,
    Story.NOT_CERTIFIED: 1,
    Story.OTHER_DIAGNOSIS: 1,
}
_OLD = {Story.OLD_GUARDIAN, Story.POOR_WITH_OLD_GUARDIAN}
_POLICE = {Story.POLICE_LISTED, Story.POLICE_LISTED_AND_POOR}
_NEW = {Story.NEWCOMER, Story.NEWCOMER_WITHOUT_GROUND}
_GROUNDLESS = {Story.WITHOUT_GROUND, Story.NEWCOMER_WITHOUT_GROUND}
_POOR = {
    *(Story.POOR, Story.POOR_WITH_OLD_GUARDIAN, Story.POLICE_LISTED_AND_POOR),
    # These fail for one reason only, so they must have a ground.
    *(Story.NEWCOMER, Story.IN_HOSPITAL, Story.NOT_CERTIFIED, Story.OTHER_DIAGNOSIS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpPerson:
    """A person with what annex 4 asks; codes are those of the national standards."""

    serial: int
    story: Story
    name: str
    sex: str
    ethnic_group: str
    born: date
    identity_number: str
    phone: str
    town: str
    village: str
    address: str
    postcode: str
    agricultural: bool
    household: int
    household_patients: int
    guardians: tuple[MadeUpGuardian, ...]
    resident_since: date
    living: Living
    police_listed: bool
    poverty: frozenset[Poverty]
    diagnosis: Diagnosis | None
    diagnosis_certified: bool
    diagnosed_at: str
    diagnosed_on: date
    risk_level: int
    insurance: str
    insurance_number: str | None
    special_disease_card: str | None
    disability_certificate: str | None

    def applicant(self) -> Applicant:
        """Return the facts that the rules of admission ask for."""
        return Applicant(
            resident_since=self.resident_since,
            living=self.living,
            police_listed=self.police_listed,
            poverty=self.poverty,
            household_patients=self.household_patients,
            guardians=tuple(Guardian(kind=one.kind, born=one.born) for one in self.guardians),
            diagnosis=self.diagnosis,
            diagnosis_certified=self.diagnosis_certified,
        )


def made_up_people(
    count: int, *, seed: int, on: date, towns: Sequence[str] = ANNEX_6_TOWNS
) -> Iterator[MadeUpPerson]:
    """Make this many people, as they are on this day.

    The two patients of one household follow each other and share address and guardians; the
    last person asked for may be the first of two.
    """
    made = _Maker(seed=seed, on=on, towns=towns).people()
    return (person for person, _ in zip(made, range(count), strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    number: int
    family: str
    town: str
    village: str
    address: str
    guardians: tuple[MadeUpGuardian, ...]


class _Maker:
    def __init__(self, *, seed: int, on: date, towns: Sequence[str]) -> None:
        self._rng = Random(seed)  # noqa: S311 (the same people each time is the point)
        self._numbers = Numbers(self._rng)
        self._on = on
        self._towns = towns
        # Streets have more people than towns.
        self._crowds = [3 if town.endswith("街道") else 1 for town in towns]
        self._serial = 0
        self._homes = 0

    def people(self) -> Iterator[MadeUpPerson]:
        for story in Story:
            yield from self._household(story)
        while True:
            (story,) = self._rng.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))
            yield from self._household(story)

    def _household(self, story: Story) -> Iterator[MadeUpPerson]:
        age = self._rng.randint(*families.ages(old=story in _OLD))
        if story is Story.TWO_PATIENTS:
            age = self._rng.randint(20, 34)
        sex = self._rng.choice("12")
        home = self._home(story, age=age, sex=sex)
        yield self._person(story, home, age=age, sex=sex)
        if story is Story.TWO_PATIENTS:
            younger = age - self._rng.randint(2, 4)
            yield self._person(story, home, age=younger, sex=self._rng.choice("12"))

    def _home(self, story: Story, *, age: int, sex: str) -> _Home:
        rng = self._rng
        self._homes += 1
        (town,) = rng.choices(self._towns, weights=self._crowds)
        village = rng.choice(names.villages_of(town))
        address = f"重庆市江津区{town}{village}{rng.randint(1, 12)}组{rng.randint(1, 180)}号"
        family = names.family_name(rng, serial=self._homes)
        guardians = families.guardians(
            rng,
            self._numbers,
            families.Ward(age=age, sex=sex, family=family, village=village),
            kind=_family_kind(story, rng),
            on=self._on,
        )
        return _Home(
            number=self._homes,
            family=family,
            town=town,
            village=village,
            address=address,
            guardians=guardians,
        )

    def _person(self, story: Story, home: _Home, *, age: int, sex: str) -> MadeUpPerson:
        rng, on = self._rng, self._on
        self._serial += 1
        born = families.birthday(rng, age=age, on=on)
        identity_number = self._numbers.identity_number(born=born, sex=sex)
        diagnosis = self._diagnosis(story)
        insurance = _drawn(rng, {"resident": 85, "employee": 10, "none": 5})
        insured = insurance != "none"
        return MadeUpPerson(
            serial=self._serial,
            story=story,
            name=self._name(home.family, sex=sex),
            sex=sex,
            ethnic_group=_drawn(rng, _ETHNIC_OF_100) if home.family else "05",
            born=born,
            identity_number=identity_number,
            phone=self._numbers.phone(),
            town=home.town,
            village=home.village,
            address=home.address,
            postcode="402260",
            agricultural=rng.randrange(100) < (85 if home.town.endswith("镇") else 25),
            household=home.number,
            household_patients=2 if story is Story.TWO_PATIENTS else 1,
            guardians=home.guardians,
            resident_since=self._resident_since(story, born),
            living=Living.HOSPITAL if story is Story.IN_HOSPITAL else Living.HOME,
            police_listed=story in _POLICE,
            poverty=_poverty(story, rng),
            diagnosis=diagnosis,
            diagnosis_certified=story is not Story.NOT_CERTIFIED,
            diagnosed_at=rng.choice(_INSTITUTIONS),
            diagnosed_on=_day_between(rng, born + timedelta(days=15 * 366), on),
            risk_level=rng.choice(
                (0, 1, 2, 3, 3, 4, 5) if story in _POLICE else (0,) * 7 + (1, 1, 2)
            ),
            insurance=insurance,
            insurance_number=self._numbers.insurance_card() if insured else None,
            special_disease_card=self._special_disease_card(insured=insured),
            disability_certificate=_disability_certificate(rng, identity_number, diagnosis),
        )

    def _name(self, family: str, *, sex: str) -> str:
        # The first few carry the rare characters, so that every demonstration has them.
        if family and self._serial in range(4, 10):
            return names.rare_name(family=family, serial=self._serial)
        return names.full_name(self._rng, family=family, sex=sex)

    def _diagnosis(self, story: Story) -> Diagnosis | None:
        if story is Story.OTHER_DIAGNOSIS:
            return None
        if self._serial <= len(Diagnosis):
            return Diagnosis(self._serial)
        (diagnosis,) = self._rng.choices(list(Diagnosis), weights=_DIAGNOSIS_OF_100)
        return diagnosis

    def _resident_since(self, story: Story, born: date) -> date:
        if story in _NEW:
            return self._on - timedelta(days=self._rng.randint(5, 80))
        if self._rng.randrange(100) < 60:
            return born
        return _day_between(self._rng, born, self._on - timedelta(days=3 * 366))

    def _special_disease_card(self, *, insured: bool) -> str | None:
        held = insured and self._rng.randrange(100) < 40
        return self._numbers.special_disease_card() if held else None


def _family_kind(story: Story, rng: Random) -> families.Kind:
    if story is Story.NO_GUARDIAN:
        return families.Kind.NOBODY
    if story in _OLD:
        return families.Kind.OLD
    if story in _GROUNDLESS:
        return rng.choice((families.Kind.ORDINARY, families.Kind.MIXED))
    if story in _POOR and rng.randrange(100) < 8:
        return families.Kind.COMMITTEE
    return families.Kind.ORDINARY


def _poverty(story: Story, rng: Random) -> frozenset[Poverty]:
    if story not in _POOR:
        return frozenset()
    first, second = rng.sample(list(Poverty), 2)
    return frozenset({first, second} if rng.randrange(100) < 10 else {first})


def _disability_certificate(
    rng: Random, identity_number: str, diagnosis: Diagnosis | None
) -> str | None:
    if rng.randrange(100) >= 45:
        return None
    also_intellectual = diagnosis is Diagnosis.INTELLECTUAL_DISABILITY
    category = "7" if also_intellectual and rng.randrange(100) < 60 else "6"
    return identity_number + category + _drawn(rng, {"1": 10, "2": 35, "3": 40, "4": 15})


def _drawn(rng: Random, weights: dict[str, int]) -> str:
    (drawn,) = rng.choices(list(weights), weights=list(weights.values()))
    return drawn


def _day_between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))
