"""A district's policy as one frozen value, and how it is found and named."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from anxin.policy import tables
from anxin.policy.catalogue import Catalogue
from anxin.policy.locations import find_pack
from anxin.policy.parameter_files import read_parameters
from anxin.policy.sources import Clause, Document, read_clauses, read_documents
from anxin.policy.tables import ClinicPoint, Expert, Leader, OrganisationRow, Town, read_table
from anxin.rules.admission import AdmissionTerms
from anxin.rules.clauses import cites
from anxin.rules.days import Calendar
from anxin.rules.eligibility import EligibilityTerms
from anxin.rules.injections import InjectionTerms
from anxin.rules.laboratory import LabKind
from anxin.rules.money import Fen
from anxin.rules.parameters import Parameter
from anxin.rules.prescribing import SupplyTerms
from anxin.rules.proxies import ProxyTerms
from anxin.rules.regimen import RegimenTerms
from anxin.rules.sheets import Sheet

PROGRESS_FILE = "not_yet.toml"
"""Says how far the software is, not what the district set; not part of the version."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Policy:
    """Everything the documents set for one district."""

    name: str
    version: str
    district: str
    division_code: str
    programme: str
    parameters: Mapping[str, Parameter]
    documents: Mapping[str, Document]
    clauses: Mapping[str, Clause]
    catalogue: Catalogue
    laboratory: Mapping[str, LabKind]
    calendar: Calendar
    towns: Mapping[str, Town]
    clinics: Mapping[str, ClinicPoint]
    organisations: Mapping[str, OrganisationRow]
    leading_group: tuple[Leader, ...]
    expert_group: tuple[Expert, ...]

    def value(self, name: str, on: date) -> int:
        """Return a parameter's value on a day; unset, ended or pending raises."""
        return self.parameters[name].on(on)

    def value_or_pending(self, name: str, on: date) -> int | None:
        """Return a parameter's value on a day, or ``PENDING`` (None) where it is 待定."""
        return self.parameters[name].value_or_pending(on)

    def eligibility_terms(self, on: date) -> EligibilityTerms:
        """Return the numbers of 3.1 on a day."""
        return EligibilityTerms(
            residence_months=self.value("residence_months", on),
            guardian_age=self.value("guardian_age", on),
            household_patients=self.value("household_patients", on),
        )

    def admission_terms(self, on: date) -> AdmissionTerms:
        """Return the numbers of 5.1.2 and 5.1.3 on a day."""
        return AdmissionTerms(
            intake_day=self.value("intake_day", on),
            first_review_working_days=self.value("first_review_working_days", on),
            forward_day=self.value("forward_day", on),
        )

    def supply_terms(self, on: date) -> SupplyTerms:
        """Return the limits of 5.3.2.d and the national prescription rules on a day."""
        return SupplyTerms(
            supply_months=self.value("supply_months", on),
            long_after_days=self.value("long_after_days", on),
            long_max_days=self.value("long_max_days", on),
            psychotropic2_days=self.value("psychotropic2_days", on),
            psychotropic2_max_days=self.value("psychotropic2_max_days", on),
            validity_days=self.value("prescription_validity_days", on),
            max_lines=self.value("prescription_max_lines", on),
        )

    def proxy_terms(self, on: date) -> ProxyTerms:
        """Return how often another may come in the patient's place, on a day."""
        return ProxyTerms(
            most=self.value("proxy_visits_most", on),
            seen_within_days=self.value("proxy_seen_days", on),
        )

    def regimen_terms(self, on: date) -> RegimenTerms:
        """Return what of a prescription asks for a reason on a day."""
        return RegimenTerms(
            antipsychotics_most=self.value("antipsychotics_most", on),
            load_most_mg=self.value("load_most_mg", on),
        )

    def injection_terms(self, on: date) -> InjectionTerms:
        """Return the days and doses of the long-acting injections on a day."""
        return InjectionTerms(
            first_mg=self.value("paliperidone_first_mg", on),
            second_mg=self.value("paliperidone_second_mg", on),
            second_after_days=self.value("paliperidone_second_after_days", on),
            second_window_days=self.value("paliperidone_second_window_days", on),
            second_late_days=self.value("paliperidone_second_late_days", on),
            second_restart_days=self.value("paliperidone_second_restart_days", on),
            first_monthly_days=self.value("paliperidone_first_monthly_days", on),
            monthly_months=self.value("paliperidone_monthly_months", on),
            monthly_window_days=self.value("paliperidone_monthly_window_days", on),
            resume_days=self.value("paliperidone_resume_days", on),
            restart_months=self.value("paliperidone_restart_months", on),
            steady_window_days=self.value("haloperidol_depot_window_days", on),
        )

    def sheet_years(self, sheet: Sheet, on: date) -> int:
        """Return for how many years a sheet of a day is kept."""
        return self.value(f"{sheet.value}_sheet_years", on)

    def monthly_cap(self, on: date) -> Fen | None:
        """Return the cap of 5.1.5.e on a day, or None while it is 待定."""
        cap = self.value_or_pending("monthly_cap_fen", on)
        return None if cap is None else Fen(cap)

    @cites("A6", "5.1.5.b")
    def clinic_serving(self, town_code: str) -> ClinicPoint:
        """Return the clinic point whose coverage names a town (annex 6)."""
        return next(clinic for clinic in self.clinics.values() if town_code in clinic.town_codes)


_tried: list[Policy] = []
_used: ContextVar[Policy | None] = ContextVar("policy of the unit of work", default=None)


def load(path: Path | None = None, *, drafts: bool = False) -> Policy:
    """Return the policy: a pack's, or the default district's with what was adopted. Cached.

    Inside a unit of work the default district's has what the program adopted laid over it
    (``overlay.lay_over``); outside, as in ``anxin explain``, it is the pack alone.
    """
    if path is None and not drafts:
        return _tried[-1] if _tried else _used.get() or packaged()
    return _read(path, drafts=drafts)


def packaged() -> Policy:
    """Return the default district's pack, with nothing laid over it. Cached."""
    return _read(None, drafts=False)


def use(policy: Policy | None) -> None:
    """Let ``load()`` answer with a policy until the next unit of work begins here; None: the pack."""
    _used.set(policy)


def with_values(policy: Policy, **values: int) -> Policy:
    """Return a policy with other values in force at all times; its version says that it is a trial."""
    changed = {
        name: replace(
            policy.parameters[name],
            values=(replace(policy.parameters[name].values[0], value=value, pending=False),),
        )
        for name, value in values.items()
    }
    return replace(
        policy, version=f"{policy.version}?", parameters={**policy.parameters, **changed}
    )


@contextmanager
def trying(**values: int) -> Iterator[Policy]:
    """Let ``load()`` answer with other values until the block ends.

    For tests: holds for the whole process, threads included; the version says that it is a trial.
    """
    _tried.append(with_values(load(), **values))
    try:
        yield _tried[-1]
    finally:
        _tried.pop()


@lru_cache(maxsize=8)
def _read(path: Path | None, *, drafts: bool) -> Policy:
    folder = path or find_pack()
    about = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    policy = Policy(
        name=about["name"],
        version=f"{about['name']}@{fingerprint(folder)}",
        district=about["district"],
        division_code=about["division_code"],
        programme=about["programme"],
        parameters=read_parameters(folder / "parameters", drafts=drafts),
        documents=read_documents(folder),
        clauses=read_clauses(folder),
        catalogue=Catalogue(read_table(folder / "catalogue.csv", tables.catalogue_item)),
        laboratory=tables.by_code(
            read_table(folder / "laboratory.csv", tables.lab_kind), lambda k: k.code
        ),
        calendar=_read_calendar(folder),
        towns=tables.by_code(read_table(folder / "towns.csv", tables.town), lambda t: t.code),
        clinics=tables.by_code(
            read_table(folder / "clinics.csv", tables.clinic_point), lambda c: c.code
        ),
        organisations=tables.by_code(
            read_table(folder / "organisations.csv", lambda row: OrganisationRow(**row)),
            lambda o: o.code,
        ),
        leading_group=read_table(folder / "leading_group.csv", lambda row: Leader(**row)),
        expert_group=read_table(folder / "expert_group.csv", lambda row: Expert(**row)),
    )
    check_references(policy)
    return policy


def fingerprint(folder: Path) -> str:
    """Return eight digits that change with any name or byte of the pack's policy."""
    digest = hashlib.sha256()
    files = (p for p in folder.rglob("*") if p.is_file() and p.suffix in {".toml", ".csv"})
    for path in sorted(files, key=lambda p: p.relative_to(folder).as_posix()):
        if path.name == PROGRESS_FILE:
            continue
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:8]


def check_references(policy: Policy) -> None:
    """Refuse a pack whose tables name a town, organisation or clause that it lacks."""
    for clinic in policy.clinics.values():
        _known(clinic.organisation, policy.organisations, "clinics.csv")
        _known(clinic.guiding_hospital, policy.organisations, "clinics.csv")
        for code in clinic.town_codes:
            _known(code, policy.towns, "clinics.csv")
    for organisation in policy.organisations.values():
        if organisation.town_code:
            _known(organisation.town_code, policy.towns, "organisations.csv")
        if organisation.parent:
            _known(organisation.parent, policy.organisations, "organisations.csv")
    for parameter in policy.parameters.values():
        for value in parameter.values:
            _known(value.source, policy.clauses, f"{parameter.name}.toml")


def _known(code: str, among: Mapping[str, object], file: str) -> None:
    if code not in among:
        message = f"{file}：没有 {code}"
        raise tables.PackError(message)


def _read_calendar(folder: Path) -> Calendar:
    about = tomllib.loads((folder / "calendar.toml").read_text(encoding="utf-8"))
    return Calendar(
        exceptions=dict(read_table(folder / "calendar.csv", tables.exception)),
        years=frozenset(range(about["first_year"], about["last_year"] + 1)),
    )
