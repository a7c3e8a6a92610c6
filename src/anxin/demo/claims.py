"""A hospital's claims, quarter by quarter, and the office's check of every line (5.5.c)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from anxin.demo.diary import Diary
from anxin.demo.staff import HOSPITALS, Colleague
from anxin.demo.world import World
from anxin.rules.access import Actor, Duty
from anxin.rules.quarters import Quarter
from anxin.settlement import queries, services
from anxin.settlement.models import Claim

_FILED_AFTER = timedelta(days=7)
_QUERIED, _REJECTED = 2, 1
_OPEN = frozenset({"queried", "answered"})


class Claims:
    """Plans the claims of a hospital; the newest is left half checked."""

    def __init__(self, world: World, diary: Diary, *, hospital: str) -> None:
        self._world = world
        self._diary = diary
        self._hospital = hospital

    def plan(self) -> None:
        """Plan a claim for every quarter that has ended."""
        world = self._world
        quarter, current = Quarter.of(world.start), Quarter.of(world.today)
        while quarter < current:
            day = min(quarter.next.first_day + _FILED_AFTER, world.today)
            self._at(day, "季度上报", partial(self._file, quarter, day))
            quarter = quarter.next

    def _at(self, day: date, what: str, act: Callable[[], None]) -> None:
        self._diary.on(self._world.moment(day, 10), what, act)

    def _file(self, quarter: Quarter, on: date) -> None:
        world = self._world
        with world.acting(self._accountant()) as actor:
            claim_id = world.attempt(
                partial(
                    services.file_claim,
                    request_id=self._request("file", quarter),
                    quarter=quarter,
                    invoice_number=f"JS{quarter}{HOSPITALS.index(self._hospital) + 1:02d}",
                    actor=actor,
                    at=world.moment(on, 10),
                )
            )
        if claim_id is None:
            return
        world.made["季度结算"] += 1
        checked, settled, accepted = (
            min(world.working_day(on, after=days), world.today) for days in (4, 7, 9)
        )
        self._at(checked, "核对明细", partial(self._check, claim_id, quarter, checked))
        if quarter.next < Quarter.of(world.today):
            self._at(settled, "核对明细", partial(self._settle, claim_id, quarter, settled))
            self._at(accepted, "核定结算", partial(self._accept, claim_id, quarter, accepted))

    def _check(self, claim_id: UUID, quarter: Quarter, on: date) -> None:
        """Look at the first lines: two are queried, one rejected; the hospital answers one query."""
        world = self._world
        with world.acting(self._checker(0)) as actor:
            lines = _lines(claim_id)
            for number, line in enumerate(lines[: max(1, len(lines) // 2)]):
                verdict, reason = _verdict(number)
                say = partial(services.check_line, verdict=verdict, reason=reason)
                self._say(say, "check", quarter, number, line.line_id, actor=actor, on=on)
        with world.acting(self._accountant()) as actor:
            queried = [line for line in _lines(claim_id) if line.verdict == "queried"]
            for number, line in enumerate(queried[:1]):
                text = "已核对处方和领药单，数量、金额无误，签名见扫描件"
                say = partial(services.answer_query, text=text)
                self._say(say, "answer", quarter, number, line.line_id, actor=actor, on=on)

    def _settle(self, claim_id: UUID, quarter: Quarter, on: date) -> None:
        """Decide what was queried, and accept the rest at once."""
        world = self._world
        with world.acting(self._checker(0)) as actor:
            for number, line in enumerate(_lines(claim_id)):
                if line.verdict in _OPEN:
                    say = partial(services.check_line, verdict="accepted", reason="已查看原始单据")
                    self._say(say, "settle", quarter, number, line.line_id, actor=actor, on=on)
            if any(not line.verdict for line in _lines(claim_id)):
                services.accept_rest(
                    request_id=self._request("rest", quarter),
                    claim_id=claim_id,
                    actor=actor,
                    at=world.moment(on, 10),
                )

    def _say(
        self,
        say: Callable[..., UUID],
        what: str,
        quarter: Quarter,
        number: int,
        line_id: UUID,
        *,
        actor: Actor,
        on: date,
    ) -> None:
        """Say one word on one line."""
        word = partial(
            say,
            request_id=self._request(what, quarter, number),
            line_id=line_id,
            actor=actor,
            at=self._world.moment(on, 10, number // 4),
        )
        self._world.attempt(word)

    def _accept(self, claim_id: UUID, quarter: Quarter, on: date) -> None:
        """End the check; another checker accepts, and the sum goes against the advance."""
        done = None
        for place, step in enumerate((services.finish_check, services.accept)):
            with self._world.acting(self._checker(place)) as actor:
                act = partial(
                    step,
                    request_id=self._request(step.__name__, quarter),
                    claim_id=claim_id,
                    actor=actor,
                    at=self._world.moment(on, 10),
                )
                done = self._world.attempt(act)
        self._world.made["核定结算"] += done is not None

    def _request(self, *about: object) -> UUID:
        return self._world.request("claim", self._hospital, *about)

    def _accountant(self) -> Colleague:
        return self._world.colleague(Duty.ACCOUNTANT, self._hospital)

    def _checker(self, place: int) -> Colleague:
        return self._world.colleague(Duty.CLAIM_CHECKER, "office", place=place)


def _lines(claim_id: UUID) -> list[queries.Line]:
    found = queries.Lines(Claim.objects.get(id=claim_id), queries.BY_CODE["all"])
    return list(found[0 : len(found)])


def _verdict(number: int) -> tuple[str, str]:
    if number < _QUERIED:
        return "queried", "领药数量与处方天数请再核对，并说明签名情况"
    if number < _QUERIED + _REJECTED:
        return "rejected", "发票与台账金额不符，先行剔除"
    return "accepted", ""
