"""Who may join the programme: section 三（一） of the notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from anxin.rules.clauses import cites
from anxin.rules.days import add_months
from anxin.rules.decisions import Decision, Listed, condition


class Living(StrEnum):
    """Where the person lives now."""

    HOME = "home"
    HOSPITAL = "hospital"


class Poverty(StrEnum):
    """The three groups that the notice calls poor."""

    REGISTERED_POOR = "registered_poor"
    MINIMUM_LIVING = "minimum_living"
    EXTREME_POVERTY = "extreme_poverty"

    @property
    def label(self) -> str:
        """Return the notice's own word."""
        return _POVERTY_LABELS[self]


_POVERTY_LABELS = {
    Poverty.REGISTERED_POOR: "建档贫困户",
    Poverty.MINIMUM_LIVING: "低保户",
    Poverty.EXTREME_POVERTY: "特困人员",
}


class GuardianKind(StrEnum):
    """A guardian is a person, or an organisation such as a village committee."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Diagnosis(IntEnum):
    """The six diagnoses; the number is the programme's own code."""

    SCHIZOPHRENIA = 1
    SCHIZOAFFECTIVE = 2
    PARANOID_PSYCHOSIS = 3
    BIPOLAR = 4
    EPILEPSY = 5
    INTELLECTUAL_DISABILITY = 6

    @property
    def label(self) -> str:
        """Return the notice's own word."""
        return _DIAGNOSIS_LABELS[self]

    @property
    def icd10_prefixes(self) -> tuple[str, ...]:
        """Return the ICD-10 categories that are allowed beside the code."""
        return _ICD10_PREFIXES[self]


_DIAGNOSIS_LABELS = {
    Diagnosis.SCHIZOPHRENIA: "精神分裂症",
    Diagnosis.SCHIZOAFFECTIVE: "分裂情感性障碍",
    Diagnosis.PARANOID_PSYCHOSIS: "偏执性精神病",
    Diagnosis.BIPOLAR: "双相（情感）障碍",
    Diagnosis.EPILEPSY: "癫痫所致精神障碍",
    Diagnosis.INTELLECTUAL_DISABILITY: "精神发育迟滞伴发精神障碍",
}

_ICD10_PREFIXES = {
    Diagnosis.SCHIZOPHRENIA: ("F20",),
    Diagnosis.SCHIZOAFFECTIVE: ("F25",),
    Diagnosis.PARANOID_PSYCHOSIS: ("F22",),
    Diagnosis.BIPOLAR: ("F31",),
    Diagnosis.EPILEPSY: ("G40", "F06"),
    Diagnosis.INTELLECTUAL_DISABILITY: tuple(f"F7{n}" for n in range(10)),
}


class Ground(StrEnum):
    """What makes a person one of those the programme is for, in the notice's order."""

    POLICE_LISTED = "police_listed"
    POOR = "poor"
    NO_GUARDIAN = "no_guardian"
    WEAK_GUARDIAN_HOUSEHOLD = "weak_guardian.household"
    WEAK_GUARDIAN_AGE = "weak_guardian.age"

    @property
    def label(self) -> str:
        """Return the notice's own word."""
        return _GROUND_LABELS[self]


_GROUND_LABELS = {
    Ground.POLICE_LISTED: "公安机关列管",
    Ground.POOR: "贫困",
    Ground.NO_GUARDIAN: "无监护",
    Ground.WEAK_GUARDIAN_HOUSEHOLD: "弱监护（一户多名患者）",
    Ground.WEAK_GUARDIAN_AGE: "弱监护（监护人年龄）",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """A guardian, as far as eligibility asks."""

    kind: GuardianKind
    born: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """The facts about a person that admission turns on, and no others."""

    resident_since: date | None
    living: Living
    police_listed: bool
    poverty: frozenset[Poverty]
    household_patients: int
    guardians: tuple[Guardian, ...]
    diagnosis: Diagnosis | None
    diagnosis_certified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityTerms:
    """The policy's numbers on a day."""

    residence_months: int
    guardian_age: int
    household_patients: int


IS_RESIDENT = condition(
    "is-resident",
    "3.1.a",
    met="自 {since} 起在辖区居住，到 {on} 已满 {months} 个月",
    unmet="在辖区居住未满 {months} 个月（起于 {since}，按 {on} 计算）",
)
LIVES_AT_HOME = condition(
    "lives-at-home", "3.1.b", met="居家", unmet="正在住院，不是居家患者；出院后可以申请"
)
HAS_GROUND = condition(
    "has-ground",
    "3.1.c",
    met="属于：{grounds}",
    unmet="不是公安机关列管，不属于贫困（建档贫困户、低保户、特困人员），也不是无监护或弱监护",
)
HAS_LISTED_DIAGNOSIS = condition(
    "has-listed-diagnosis",
    "3.1.d",
    met="{diagnosis}，有资质的精神病医疗机构已出具诊断书",
    unmet="{lack}",
)


@cites("3.1.c")
def grounds(applicant: Applicant, *, terms: EligibilityTerms, on: date) -> tuple[Ground, ...]:
    """Return every ground of 3.1.c that holds, in the notice's order."""
    holds = {
        Ground.POLICE_LISTED: applicant.police_listed,
        Ground.POOR: bool(applicant.poverty),
        Ground.NO_GUARDIAN: not applicant.guardians,
        Ground.WEAK_GUARDIAN_HOUSEHOLD: applicant.household_patients >= terms.household_patients,
        Ground.WEAK_GUARDIAN_AGE: guardians_are_old(applicant.guardians, terms=terms, on=on),
    }
    return tuple(ground for ground in Ground if holds[ground])


@cites("3.1.a", "3.1.b", "3.1.c", "3.1.d", "3.1.e")
def assess(applicant: Applicant, *, terms: EligibilityTerms, on: date) -> Decision:
    """Decide whether a person may join on a given day.

    Every condition is examined, so a refusal names all its grounds at once.
    """
    held = grounds(applicant, terms=terms, on=on)
    since, months = applicant.resident_since, terms.residence_months
    resident = since is not None and add_months(since, months) <= on
    diagnosis = applicant.diagnosis
    return Decision.of(
        IS_RESIDENT.met_if(resident, since=since or "不详", on=on, months=months),
        LIVES_AT_HOME.met_if(applicant.living is Living.HOME),
        HAS_GROUND.met_if(bool(held), grounds=Listed(ground.label for ground in held)),
        HAS_LISTED_DIAGNOSIS.met_if(
            diagnosis is not None and applicant.diagnosis_certified,
            diagnosis=diagnosis.label if diagnosis else "",
            lack="没有有资质的精神病医疗机构出具的诊断书"
            if diagnosis
            else "诊断不在规定的六种严重精神障碍之内",
        ),
    )


@cites("3.1.c")
def guardians_are_old(
    guardians: tuple[Guardian, ...], *, terms: EligibilityTerms, on: date
) -> bool:
    """Say whether there are guardians and all of them are older than the policy's age."""
    return bool(guardians) and all(
        guardian.kind is GuardianKind.PERSON
        and guardian.born is not None
        and is_older_than(guardian.born, terms.guardian_age, on=on)
        for guardian in guardians
    )


@cites("3.1.c")
def is_older_than(born: date, age: int, *, on: date) -> bool:
    """Say whether somebody is older than an age: the birthday after it has come.

    Who is born on 29 February has the birthday on 28 February of a common year
    (``working-rules:months``).
    """
    return add_months(born, 12 * (age + 1)) <= on
