"""Budgets, advances, and the quarters' claims with their check (5.4, 5.5, 7.1.a)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from anxin.demo.diary import Diary
from anxin.demo.medicines import monthly_cost
from anxin.demo.rota import Rota
from anxin.demo.staff import HOSPITALS, Colleague
from anxin.demo.story import Fate, Patient
from anxin.demo.world import World
from anxin.funding import services as funding
from anxin.rules.access import Duty
from anxin.rules.quarters import Quarter
from anxin.settlement import queries
from anxin.settlement import services as settlement
from anxin.settlement.models import Claim
from anxin.upkeep.seed import identify

_SHARES = (("district", 60), ("higher", 30), ("federation", 10))
_DOCUMENTS = {
    "district": "江津财社〔{year}〕18号",
    "higher": "渝财社〔{year}〕45号",
    "federation": "江津残联〔{year}〕7号",
}
_WHOLE = 1_000_000
"""Sums are rounded up to 10,000 yuan."""
_FILED_AFTER = timedelta(days=7)
_QUERIED, _REJECTED = 2, 1


class Money:
    """The year's money, from the budget to the accepted claim."""

    def __init__(
        self, world: World, diary: Diary, rota: Rota, *, patients: Sequence[Patient]
    ) -> None:
        self._world = world
        self._diary = diary
        self._monthly = dict.fromkeys(HOSPITALS, 0)
        for one in patients:
            if one.fate is Fate.SERVED:
                self._monthly[rota.guide(one.clinic)] += monthly_cost(one.regimen)

    def plan(self) -> None:
        """Plan the budgets of each year, the advances and claims of each quarter."""
        world = self._world
        self._at(world.start, 9, "预算到账", partial(self._budget, world.start))
        for year in range(world.start.year + 1, world.today.year + 1):
            day = world.working_day(date(year, 1, 4))
            if world.start < day <= world.today:
                self._at(day, 9, "预算到账", partial(self._budget, day))
        quarter = Quarter.of(world.start)
        last = Quarter.of(world.today)
        while quarter <= last:
            self._advances(quarter)
            if quarter < last:
                self._claims(quarter, is_last=quarter == last.previous)
            quarter = quarter.next
        self._ask_ahead(last.next)

    def _at(self, day: date, hour: int, what: str, act: Callable[[], None]) -> None:
        self._diary.on(self._world.moment(day, hour), what, act)

    def _quarterly(self, hospital: str) -> int:
        need = 3 * self._monthly[hospital]
        return max(1, -(-need // _WHOLE)) * _WHOLE

    def _budget(self, on: date) -> None:
        """Pay a year's money in, from each source its part, with some to spare."""
        world = self._world
        need = 5 * sum(self._quarterly(hospital) for hospital in HOSPITALS)
        who = world.colleague(Duty.FINANCE, "finance")
        with world.acting(who) as actor:
            for source, share in _SHARES:
                funding.add_budget(
                    request_id=world.request("budget", source, on.year),
                    source_id=identify("source", source),
                    year=on.year,
                    amount=need * share // 100,
                    document=_DOCUMENTS[source].format(year=on.year),
                    paid_on=on,
                    actor=actor,
                    at=world.moment(on, 9),
                )
        world.made["预算"] += len(_SHARES)

    def _advances(self, quarter: Quarter) -> None:
        day = max(self._world.start, quarter.first_day - timedelta(days=8))
        asked = self._world.working_day(day)
        answered = self._world.working_day(asked, after=2)
        for hospital in HOSPITALS:
            self._at(
                asked, 11, "申请预拨", partial(self._advance, hospital, quarter, asked, answered)
            )

    def _ask_ahead(self, quarter: Quarter) -> None:
        """Ask for the coming quarter; the commission has not answered yet."""
        day = self._world.today - timedelta(days=1)
        for hospital in HOSPITALS:
            self._at(day, 11, "申请预拨", partial(self._advance, hospital, quarter, day, None))

    def _advance(self, hospital: str, quarter: Quarter, on: date, answered: date | None) -> None:
        world = self._world
        monthly = self._monthly[hospital] // 100
        with world.acting(world.colleague(Duty.CLAIM_CHECKER, "office")) as actor:
            advance_id = world.attempt(
                partial(
                    funding.request_advance,
                    request_id=world.request("advance", hospital, quarter),
                    hospital_id=identify("organisation", hospital),
                    quarter=quarter,
                    amount=self._quarterly(hospital),
                    estimate=f"按现有服药对象测算，每月药费约 {monthly:,} 元，按三个月预拨",
                    actor=actor,
                    at=world.moment(on, 11),
                )
            )
        if advance_id is not None and answered is not None and answered <= world.today:
            self._at(answered, 10, "审批预拨", partial(self._approve, advance_id, answered))

    def _approve(self, advance_id: UUID, on: date) -> None:
        world = self._world
        with world.acting(world.colleague(Duty.COMMISSION, "commission")) as actor:
            done = world.attempt(
                partial(
                    funding.answer_advance,
                    request_id=world.request("approve", on, advance_id),
                    advance_id=advance_id,
                    approve=True,
                    because="",
                    actor=actor,
                    at=world.moment(on, 10),
                )
            )
        world.made["预拨"] += done is not None

    def _claims(self, quarter: Quarter, *, is_last: bool) -> None:
        day = min(quarter.next.first_day + _FILED_AFTER, self._world.today)
        for hospital in HOSPITALS:
            self._at(day, 10, "季度上报", partial(self._file, hospital, quarter, day, is_last))

    def _file(self, hospital: str, quarter: Quarter, on: date, is_last: bool) -> None:  # noqa: FBT001
        world = self._world
        with world.acting(self._accountant(hospital)) as actor:
            claim_id = world.attempt(
                partial(
                    settlement.file_claim,
                    request_id=world.request("claim", hospital, quarter),
                    quarter=quarter,
                    invoice_number=f"JS{quarter}{HOSPITALS.index(hospital) + 1:02d}",
                    actor=actor,
                    at=world.moment(on, 10),
                )
            )
        if claim_id is None:
            return
        world.made["季度结算"] += 1
        days = [min(world.working_day(on, after=n), world.today) for n in (4, 7, 9)]
        self._at(days[0], 10, "核对明细", partial(self._check, claim_id, hospital, days[0]))
        if not is_last:
            self._at(days[1], 10, "核对明细", partial(self._settle_queries, claim_id, days[1]))
            self._at(days[2], 10, "核定", partial(self._accept, claim_id, days[2]))

    def _check(self, claim_id: UUID, hospital: str, on: date) -> None:
        """Look at the lines: two are queried, one rejected, the rest accepted for the older half.

        Of the last quarter's claim the newer lines stay open, and one query waits for its answer.
        """
        world = self._world
        with world.acting(self._checker(0)) as actor:
            lines = self._lines(claim_id)
            for number, line in enumerate(lines[: max(1, len(lines) // 2)]):
                verdict, reason = _verdict(number)
                world.attempt(
                    partial(
                        settlement.check_line,
                        request_id=world.request("check", hospital, claim_id, number),
                        line_id=line.line_id,
                        verdict=verdict,
                        reason=reason,
                        actor=actor,
                        at=world.moment(on, 10, number // 4),
                    )
                )
        self._answer(claim_id, hospital, on)

    def _answer(self, claim_id: UUID, hospital: str, on: date) -> None:
        world = self._world
        with world.acting(self._accountant(hospital)) as actor:
            queried = [line for line in self._lines(claim_id) if line.verdict == "queried"]
            for line in queried[:1]:
                world.attempt(
                    partial(
                        settlement.answer_query,
                        request_id=world.request("answer", claim_id, line.line_id),
                        line_id=line.line_id,
                        text="已核对处方和领药单，数量、金额无误，签名见扫描件",
                        actor=actor,
                        at=world.moment(on, 16),
                    )
                )

    def _settle_queries(self, claim_id: UUID, on: date) -> None:
        world = self._world
        with world.acting(self._checker(0)) as actor:
            at = world.moment(on, 10)
            for line in self._lines(claim_id):
                if line.verdict in {"queried", "answered"}:
                    world.attempt(
                        partial(
                            settlement.check_line,
                            request_id=world.request("settle", claim_id, line.line_id),
                            line_id=line.line_id,
                            verdict="accepted",
                            reason="已查看原始单据",
                            actor=actor,
                            at=at,
                        )
                    )
            rest = partial(
                settlement.accept_rest,
                request_id=world.request("rest", claim_id),
                claim_id=claim_id,
                actor=actor,
                at=at,
            )
            world.attempt(rest)

    def _accept(self, claim_id: UUID, on: date) -> None:
        """End the check; another checker accepts, and the sum goes against the advance."""
        world, at = self._world, self._world.moment(on, 10)
        for place, step in ((0, settlement.finish_check), (1, settlement.accept)):
            with world.acting(self._checker(place)) as actor:
                done = world.attempt(
                    partial(
                        step,
                        request_id=world.request(step.__name__, claim_id),
                        claim_id=claim_id,
                        actor=actor,
                        at=at,
                    )
                )
        world.made["核定结算"] += done is not None

    def _lines(self, claim_id: UUID) -> list[queries.Line]:
        claim = Claim.objects.get(id=claim_id)
        found = queries.Lines(claim, queries.BY_CODE["all"])
        return list(found[0 : len(found)])

    def _accountant(self, hospital: str) -> Colleague:
        return self._world.colleague(Duty.ACCOUNTANT, hospital)

    def _checker(self, place: int) -> Colleague:
        return self._world.colleague(Duty.CLAIM_CHECKER, "office", place=place)


def _verdict(number: int) -> tuple[str, str]:
    if number < _QUERIED:
        return "queried", "领药数量与处方天数请再核对，并说明签名情况"
    if number < _QUERIED + _REJECTED:
        return "rejected", "发票与台账金额不符，先行剔除"
    return "accepted", ""
