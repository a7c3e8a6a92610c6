"""Other values tried on the register: who would come in, who would fall out, what a month would cost (7.4).

The same rules decide as at the counter, twice over the same facts. Facts go in, numbers come out:
nothing that is returned can be led back to a person's row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from anxin.rules.annual_review import still_entitled
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Bill, Payer, SpecialDisease, share
from anxin.rules.decisions import Decision, Phrase, condition, said
from anxin.rules.eligibility import IS_RESIDENT, Applicant, EligibilityTerms, assess
from anxin.rules.indicators import person_month_cost
from anxin.rules.money import Fen, spread
from anxin.rules.places import Suspended

MONTHS_OF_A_YEAR = 12
OVER_CAP = "over_cap"
"""What a month costs above the cap: no payer's until the medicine is changed or experts agree."""
BORNE = (*(payer.value for payer in Payer if payer is not Payer.PERSON), OVER_CAP)
"""What a month is divided into: every payer but the person, who pays nothing, and what is above the cap."""

IS_TRIABLE = condition(
    "value-can-be-tried", "7.4", met="可以对登记名单推演", unmet="不能推演：{reason}"
)
IS_UNANSWERED = condition(
    "tried-before-adoption",
    "7.4",
    met="还没有审批",
    unmet="这个新值已经有了审批结果或已撤回，只在审批以前推演",
)


class Criterion(StrEnum):
    """What of 3.1 a value decides; named as the value is."""

    RESIDENCE = "residence_months"
    HOUSEHOLD = "household_patients"
    GUARDIAN_AGE = "guardian_age"

    @property
    def clause(self) -> str:
        """Return the clause that it stands in."""
        return IS_RESIDENT.clause if self is Criterion.RESIDENCE else "3.1.c"


PLACES, SUSPENDED = "places", "suspended_place"
CAP, FEDERATION, PROJECT = "monthly_cap_fen", "federation_yearly_fen", "disorder_project_yearly_fen"
TRIABLE = frozenset({*Criterion, PLACES, SUSPENDED, CAP, FEDERATION, PROJECT})
_MUST_HAVE_A_NUMBER = frozenset({*Criterion, SUSPENDED})
_BILLED = "special_disease_yearly_fen"


class Stand(StrEnum):
    """How somebody in the register stands to the programme."""

    SERVED = "served"
    """The right is theirs, or approved and still to be signed: they hold a place."""
    WAITING = "waiting"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """What somebody was given over a while: days of medicine, its cost, and what was settled before."""

    days: int
    total: Fen
    basic_insurance: Fen
    special_disease: Fen
    civil_assistance: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The facts of one person of the register, and no word of who it is."""

    applicant: Applicant
    stand: Stand
    suspended: bool
    certified: bool
    """Holds the federation's certificate, to whom alone its subsidy is paid."""
    takes: Takes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values that decide who is served and what it costs. None is 待定."""

    terms: EligibilityTerms
    places: int | None
    suspended: Suspended
    cap: Fen | None
    federation_yearly: Fen | None
    project_yearly: Fen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What a month costs, by payer and above the cap; ``over_people`` are above it."""

    shares: Mapping[str, Fen]
    over_people: int

    @property
    def total(self) -> Fen:
        """Return what the medicine costs, whoever pays."""
        return Fen(sum(self.shares.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How many are served, come from the line to a place, and go on waiting; and the month's cost.

    ``month`` is None where nobody was given anything yet that an estimate could stand on.
    """

    served: int
    admitted: int
    waiting: int
    estimated: int
    """Of served and admitted, how many are put at the average, since they were given nothing yet."""
    month: Month | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The two pictures, and who moves between them, by the criterion that moves them."""

    people: int
    lapsed: int
    """Served and no longer entitled under the present values either: the yearly review's to settle."""
    known: int
    """Served people whose month is known from what they were given."""
    coming: Mapping[Criterion, int]
    leaving: Mapping[Criterion, int]
    leaving_line: Mapping[Criterion, int]
    now: Picture
    then: Picture


@cites("7.4")
def may_try(*, subject: str, pending: bool, unanswered: bool) -> Decision:
    """Decide whether a proposal can be tried on the register."""
    reason = why_not(subject, pending=pending)
    return Decision.of(
        IS_TRIABLE.met_if(reason is None, reason=reason), IS_UNANSWERED.met_if(unanswered)
    )


def why_not(subject: str, *, pending: bool) -> Phrase | None:
    """Return why nothing can be said of a value; None where something can."""
    if subject == _BILLED:
        return said("医保特病报销按每次的结算单计算，程序不用这个限额推算")
    if subject not in TRIABLE:
        return said("它只影响办理期限、处方、提示或手续，不改变谁符合条件，也不改变谁付多少")
    if pending and subject in _MUST_HAVE_A_NUMBER:
        return said("待定时没有数值可以比较，申请也不能审批")
    return None


@cites("7.4", "3.1.e", "5.1.4", "7.1.a", "working-rules:what-if")
def try_values(register: Iterable[Registered], *, now: Values, then: Values, on: date) -> Tried:
    """Put everybody's facts to both sets of values. The same values change nothing."""
    moves = _Moves()
    before, after = _Purse(now), _Purse(then)
    for one in register:
        was = _entitled(one, terms=now.terms, on=on)
        will = was if now.terms == then.terms else _entitled(one, terms=then.terms, on=on)
        by = None if was == will else _moved_by(one, now, then, on=on)
        moves.add(one.stand, was=was, will=will, by=by)
        if one.stand is Stand.SERVED:
            before.add(one, stays=True)
            after.add(one, stays=will or not was)
    joining = sum(moves.coming.values()) - sum(moves.leaving_line.values())
    return Tried(
        people=moves.people,
        lapsed=moves.lapsed,
        known=before.known,
        coming=moves.coming,
        leaving=moves.leaving,
        leaving_line=moves.leaving_line,
        now=before.picture(line=moves.line),
        then=after.picture(line=moves.line + joining),
    )


def _entitled(one: Registered, *, terms: EligibilityTerms, on: date) -> bool:
    """Say whether somebody is entitled; a stay in hospital ends no right (5.1.6.1)."""
    if one.stand is Stand.SERVED:
        return still_entitled(one.applicant, terms=terms, on=on).granted
    return assess(one.applicant, terms=terms, on=on).granted


def _moved_by(one: Registered, now: Values, then: Values, *, on: date) -> Criterion:
    """Return the criterion that would move somebody; the first where several values are tried."""
    if now.terms.residence_months != then.terms.residence_months:
        months = [
            replace(now.terms, residence_months=x.terms.residence_months) for x in (now, then)
        ]
        was, will = (_entitled(one, terms=terms, on=on) for terms in months)
        if was != will:
            return Criterion.RESIDENCE
    held = [x.terms.household_patients <= one.applicant.household_patients for x in (now, then)]
    return Criterion.GUARDIAN_AGE if held[0] == held[1] else Criterion.HOUSEHOLD


@dataclass(slots=True)
class _Moves:
    """Who moves, as they are counted one by one."""

    people: int = 0
    lapsed: int = 0
    line: int = 0
    coming: Counter[Criterion] = field(default_factory=lambda: Counter())
    leaving: Counter[Criterion] = field(default_factory=lambda: Counter())
    leaving_line: Counter[Criterion] = field(default_factory=lambda: Counter())

    def add(self, stand: Stand, *, was: bool, will: bool, by: Criterion | None) -> None:
        """Count one person, and what moves them; who waits and is entitled at last waits already."""
        self.people += 1
        self.line += stand is Stand.WAITING
        self.lapsed += stand is Stand.SERVED and not was
        if by is None:
            return
        if will and stand is Stand.OUTSIDE:
            self.coming[by] += 1
        elif was and stand is not Stand.OUTSIDE:
            (self.leaving if stand is Stand.SERVED else self.leaving_line)[by] += 1


class _Purse:
    """Who holds a place under a set of values, and what their months cost."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.served = self.holding = self.known = 0
        self.stay, self.all = _Sum(), _Sum()

    def add(self, one: Registered, *, stays: bool) -> None:
        """Count one person served; the average stands on all of them, the month on who stays."""
        month = month_of(one.takes, certified=one.certified, values=self.values)
        if month:
            self.all.add(month)
        if not stays:
            return
        self.served += 1
        self.holding += not one.suspended or self.values.suspended.counts
        if month:
            self.known += 1
            self.stay.add(month)

    def picture(self, *, line: int) -> Picture:
        """Return what comes of it, with so many people in line for a place."""
        places = self.values.places
        free = line if places is None else max(0, places - self.holding)
        admitted = min(line, free)
        estimated = self.served + admitted - self.known
        return Picture(
            served=self.served,
            admitted=admitted,
            waiting=line - admitted,
            estimated=estimated,
            month=self.stay.with_average(estimated, of=self.all) if self.all.people else None,
        )


@dataclass(slots=True)
class _Sum:
    """Months added up."""

    people: int = 0
    over_people: int = 0
    shares: Counter[str] = field(default_factory=lambda: Counter())

    def add(self, month: Month) -> None:
        """Add the month of one person."""
        self.people += 1
        self.over_people += month.over_people
        self.shares.update(month.shares)

    def with_average(self, others: int, *, of: _Sum) -> Month:
        """Return the sum with so many people more, each at the average of those known."""
        total = Fen(sum(of.shares.values()) * others // of.people)
        parts = spread(total, [of.shares[one] for one in BORNE]) if total else (0,) * len(BORNE)
        return Month(
            shares={
                one: Fen(self.shares[one] + part) for one, part in zip(BORNE, parts, strict=True)
            },
            over_people=self.over_people + of.over_people * others // of.people,
        )


@cites("2.1", "7.1.a", "5.1.5.e", "working-rules:what-if")
def month_of(takes: Takes | None, *, certified: bool, values: Values) -> Month | None:
    """Estimate what thirty days of somebody's medicine cost, and who pays; None where none was given.

    What was settled before keeps its part of the cost; a yearly sum gives a twelfth of it.
    """
    total = person_month_cost(amount=takes.total, days=takes.days) if takes else None
    if takes is None or total is None:
        return None
    settled = (takes.basic_insurance, takes.special_disease, takes.civil_assistance)
    weights = [*settled, takes.total - sum(settled)]
    insurance, special, civil, _rest = spread(Fen(total), weights) if total else (Fen(0),) * 4
    federation = values.federation_yearly if certified else None
    bill = Bill(
        total=Fen(total),
        basic_insurance=insurance,
        special_disease=SpecialDisease(held=special > 0, settled=special, exhausted=False),
        civil_assistance=civil,
        federation_balance=Fen((federation or 0) // MONTHS_OF_A_YEAR),
        disorder_project=Fen((values.project_yearly or 0) // MONTHS_OF_A_YEAR),
    )
    shares: dict[str, Fen] = {payer.value: fen for payer, fen in share(bill).items()}
    cap = values.cap
    over = 0 if cap is None else max(0, shares[Payer.PROGRAMME] - cap)
    shares[Payer.PROGRAMME] = Fen(shares[Payer.PROGRAMME] - over)
    return Month(shares={**shares, OVER_CAP: Fen(over)}, over_people=int(over > 0))
