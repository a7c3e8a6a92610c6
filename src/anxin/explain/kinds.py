"""The four questions of ``anxin explain``: JSON to facts, rule, answer to JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TypeVar

from anxin.explain.asked import Fields, InvalidInputError, Json, read_choice
from anxin.policy import Policy, load
from anxin.rules import admission, cost_sharing, prescribing
from anxin.rules import eligibility as eligibility_rules
from anxin.rules.cost_sharing import Bill, FundRoom, SpecialDisease, line_cost
from anxin.rules.eligibility import Applicant, Diagnosis, Guardian, GuardianKind, Living, Poverty
from anxin.rules.money import Fen
from anxin.rules.parameters import NotInForceError
from anxin.rules.prescribing import SupplyLine, SupplyRequest, Title

_Terms = TypeVar("_Terms")
_LONGEST_COVER = 36_600
"""Days that one bill may cover: a hundred years, far beyond any supply."""


def calendar(question: Json) -> dict[str, object]:
    """Answer when an application handed in on a day is taken in, reviewed and forwarded."""
    handed_in = Fields(question, "", names=("handed_in",)).day("handed_in")
    terms = _terms(Policy.admission_terms, handed_in, "handed_in")
    found = admission.deadlines(handed_in, terms=terms, calendar=load().calendar)
    return {
        "intake_day": found.intake_day.isoformat(),
        "first_review_due": found.first_review_due.isoformat(),
        "forward_by": found.forward_by.isoformat(),
        "provisional": found.provisional,
    }


def eligibility(question: Json) -> dict[str, object]:
    """Answer whether a person may join, with every criterion and the grounds."""
    fields = Fields(question, "", names=("on", "person"))
    on = fields.day("on")
    applicant = _applicant(fields.raw("person"))
    terms = _terms(Policy.eligibility_terms, on, "on")
    decision = eligibility_rules.assess(applicant, terms=terms, on=on)
    return {
        "eligible": decision.granted,
        "policy": load().version,
        "criteria": [
            {"clause": c.clause, "met": c.met, "reason": c.reason} for c in decision.conditions
        ],
        "grounds": [
            ground.value for ground in eligibility_rules.grounds(applicant, terms=terms, on=on)
        ],
    }


def supply(question: Json) -> dict[str, object]:
    """Answer whether a prescription is allowed, and the most that each line may have."""
    names = ("on", "written_on", "prescriber_title", "first_long", "long_signed", "lines")
    fields = Fields(question, "", names=names)
    on = fields.day("on")
    request = SupplyRequest(
        written_on=fields.day("written_on"),
        prescriber_title=fields.choice("prescriber_title", Title, tuple(Title)),
        first_long=fields.yes_no("first_long"),
        long_signed=fields.yes_no("long_signed"),
        lines=tuple(_supply_line(row, path) for path, row in fields.rows("lines")),
    )
    terms = _terms(Policy.supply_terms, on, "on")
    answer = prescribing.assess_supply(request, terms=terms, on=on)
    return {
        "allowed": answer.allowed,
        "violations": [condition.code for condition in answer.decision.unmet],
        "lines": [
            {
                "drug": found.line.drug,
                "form": found.line.form,
                "allowed": found.decision.granted,
                "max_days": found.max_days,
                "violations": [condition.code for condition in found.decision.unmet],
            }
            for found in answer.lines
        ],
    }


def split(question: Json) -> dict[str, object]:
    """Answer who pays each fen of a bill, by month where the programme pays."""
    names = (
        "starts_on",
        "days",
        "lines",
        "basic_insurance_fen",
        "special_disease",
        "civil_assistance_fen",
        "federation_balance_fen",
        "disorder_project_fen",
        "fund",
    )
    fields = Fields(question, "", names=names)
    starts_on = fields.day("starts_on")
    days = fields.whole("days", least=1, most=_LONGEST_COVER)
    bill = _bill(fields)
    fund = _fund(fields.raw("fund"))
    return _split_answer(cost_sharing.split(bill, fund=fund, starts_on=starts_on, days=days))


def _split_answer(found: cost_sharing.Split) -> dict[str, object]:
    owed: list[dict[str, object]] = [{"clause": "5.3.2.b"}] if found.special_disease_owed else []
    over: list[dict[str, object]] = [
        {"clause": "5.1.5.e", "month": month.month, "over_fen": month.over}
        for month in found.over_cap
    ]
    return {
        "total_fen": found.total,
        "shares": {payer.value: amount for payer, amount in found.shares.items()},
        "programme_by_month": dict(found.programme_by_month),
        "cap_pending": found.cap_pending,
        "blocked": owed + over,
    }


def _applicant(value: Json) -> Applicant:
    names = (
        "resident_since",
        "living",
        "police_listed",
        "poverty",
        "household_patients",
        "guardians",
        "diagnosis",
        "diagnosis_certified",
    )
    person = Fields(value, "person", names=names)
    diagnosis = person.whole_or_null("diagnosis", least=1, most=len(Diagnosis))
    return Applicant(
        resident_since=person.day("resident_since"),
        living=person.choice("living", Living, tuple(Living)),
        police_listed=person.yes_no("police_listed"),
        poverty=frozenset(
            read_choice(row, path, Poverty, tuple(Poverty)) for path, row in person.rows("poverty")
        ),
        household_patients=person.whole("household_patients"),
        guardians=tuple(_guardian(row, path) for path, row in person.rows("guardians")),
        diagnosis=None if diagnosis is None else Diagnosis(diagnosis),
        diagnosis_certified=person.yes_no("diagnosis_certified"),
    )


def _guardian(value: Json, path: str) -> Guardian:
    # An organisation has no birthday: it may be left out or null, and says nothing if given.
    guardian = Fields(value, path, names=("kind",), optional=("born",))
    kind = guardian.choice("kind", GuardianKind, tuple(GuardianKind))
    if kind is GuardianKind.ORGANISATION and guardian.raw("born") is None:
        return Guardian(kind=kind)
    return Guardian(kind=kind, born=guardian.day("born"))


def _supply_line(value: Json, path: str) -> SupplyLine:
    line = Fields(value, path, names=("drug", "form", "days", "on_hand_days", "reason"))
    drug, form = line.text("drug"), line.text("form")
    return SupplyLine(
        drug=drug,
        form=form,
        item=load().catalogue.find(drug, form),
        days=line.whole("days", least=1),
        on_hand_days=line.whole("on_hand_days"),
        reason=line.text_or_null("reason"),
    )


def _bill(fields: Fields) -> Bill:
    special = Fields(
        fields.raw("special_disease"), "special_disease", names=("held", "settled_fen", "exhausted")
    )
    settled = special.whole_or_null("settled_fen")
    bill = Bill(
        total=Fen(sum(_line_cost(row, path) for path, row in fields.rows("lines"))),
        basic_insurance=Fen(fields.whole("basic_insurance_fen")),
        special_disease=SpecialDisease(
            held=special.yes_no("held"),
            settled=None if settled is None else Fen(settled),
            exhausted=special.yes_no("exhausted"),
        ),
        civil_assistance=Fen(fields.whole("civil_assistance_fen")),
        federation_balance=Fen(fields.whole("federation_balance_fen")),
        disorder_project=Fen(fields.whole("disorder_project_fen")),
    )
    if bill.settled > bill.total:
        raise InvalidInputError(
            "basic_insurance_fen、special_disease.settled_fen、civil_assistance_fen",
            f"已报销共 {bill.settled} 分，超过总额 {bill.total} 分",
        )
    return bill


def _line_cost(value: Json, path: str) -> Fen:
    line = Fields(value, path, names=("drug", "form", "quantity", "unit_price_fen"))
    line.text("drug")
    line.text("form")
    return line_cost(
        quantity=line.whole("quantity", least=1), unit_price=Fen(line.whole("unit_price_fen"))
    )


def _fund(value: Json) -> FundRoom:
    fund = Fields(value, "fund", names=("cap_fen", "used_fen"))
    cap = fund.whole_or_null("cap_fen")
    used = {month: Fen(amount) for month, amount in fund.by_month("used_fen").items()}
    return FundRoom(cap=None if cap is None else Fen(cap), used=used)


@lru_cache(maxsize=4096)
def _terms(read: Callable[[Policy, date], _Terms], on: date, field: str) -> _Terms:
    try:
        return read(load(), on)
    except NotInForceError as error:
        raise InvalidInputError(field, str(error)) from error
