"""The policy's numbers for what is checked of a medicine before it is prescribed, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from anxin.policy.pack import Policy
from anxin.rules.childbearing import ChildbearingTerms
from anxin.rules.clauses import cites
from anxin.rules.laboratory import LabTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineChecks:
    """Limits of laboratory results by kind, and the ages at which valproate asks why."""

    laboratory: Mapping[str, LabTerms]
    childbearing: ChildbearingTerms


@cites("working-rules:lab-gates", "working-rules:valproate")
def medicine_checks(policy: Policy, *, on: date) -> MedicineChecks | None:
    """Return what is checked on a day; None on a day on which nothing was checked yet.

    A kind of result has the limits for which the pack has a parameter: ``lithium_most``.
    """
    if not policy.value("prescribing_checks", on):
        return None
    return MedicineChecks(
        laboratory={code: _terms(policy, code, on=on) for code in policy.laboratory},
        childbearing=ChildbearingTerms(
            first_year=policy.value("childbearing_from", on),
            last_year=policy.value("childbearing_to", on),
        ),
    )


def _terms(policy: Policy, code: str, *, on: date) -> LabTerms:
    names = {field.name: f"{code}_{field.name}" for field in fields(LabTerms)}
    return LabTerms(
        **{
            name: policy.value(parameter, on)
            for name, parameter in names.items()
            if parameter in policy.parameters
        }
    )
