"""The money's part of the spine: fund, advance, the quarter's claim and its check."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from anxin.dispensing import services as counter
from anxin.files.cleaning import clean
from anxin.funding import services as funding
from anxin.funding.models import Source
from anxin.rules.cost_sharing import Payer
from anxin.rules.files import Purpose
from anxin.rules.quarters import Quarter
from anxin.settlement import queries, services
from anxin.settlement.models import Claim
from tests.files.sent import paper
from tests.journeys.spine import fen_on
from tests.world import as_, beijing, organisation

QUARTER = Quarter(2026, 3)
ASKED, SCANNED = beijing(2026, 6, 26), beijing(2026, 8, 3)
FILED, CHECKED = beijing(2026, 10, 9), beijing(2026, 10, 14)


class Money:
    """Steps about the fund; the story's class knows the pick-up whose slip is scanned."""

    pickup: UUID

    def given_an_advance_for_the_quarter_paid_out_of_the_fund(self) -> None:
        with as_("finance") as finance:
            funding.add_budget(
                request_id=uuid4(),
                source_id=Source.objects.get(code="district").id,
                year=2026,
                amount=100_000,
                document="江津财社〔2026〕1号",
                paid_on=date(2026, 1, 15),
                actor=finance,
                at=ASKED,
            )
        with as_("checker") as checker:
            advance = funding.request_advance(
                request_id=uuid4(),
                hospital_id=organisation("rehab").id,
                quarter=QUARTER,
                amount=40_000,
                estimate="按服务量测算",
                actor=checker,
                at=ASKED,
            )
        assert (fen_on("fund"), fen_on("advance", "rehab")) == (100_000, 0)
        with as_("commission") as commission:
            funding.answer_advance(
                request_id=uuid4(),
                advance_id=advance,
                approve=True,
                because="",
                actor=commission,
                at=ASKED,
            )
        assert (fen_on("fund"), fen_on("advance", "rehab")) == (60_000, 40_000)

    def when_the_slip_is_scanned_and_the_quarter_is_claimed(self) -> None:
        with as_("accountant") as accountant:
            seen = queries.preview(QUARTER, actor=accountant)
        assert (seen.lines, seen.amount, seen.slips_owed, seen.slips_amount) == (1, 6340, 1, 15100)
        with as_("dispenser") as dispenser:
            counter.file_scan(
                request_id=uuid4(),
                pickup_id=self.pickup,
                file=clean(paper(), purpose=Purpose.OTHER),
                actor=dispenser,
                at=SCANNED,
            )
        with as_("accountant") as accountant:
            self.claim = services.file_claim(
                request_id=uuid4(),
                quarter=QUARTER,
                invoice_number="FP-2026Q3",
                actor=accountant,
                at=FILED,
            )
            assert queries.totals_of(self.found()).claimed == 21440

    def when_the_office_checks_line_by_line_and_accepts(self) -> None:
        with as_("checker"):
            lines = list(queries.Lines(self.found(), queries.BY_CODE["open"])[:50])
        assert [(line.amount, line.examined.granted) for line in lines] == [
            (6340, True),
            (15100, True),
        ]
        first, second = (line.line_id for line in lines)
        self.say(first, "accepted")
        self.say(second, "queried", reason="请说明为何用纸质签名")
        with as_("accountant") as accountant:
            services.answer_query(
                request_id=uuid4(),
                line_id=second,
                text="手写屏当天故障",
                actor=accountant,
                at=CHECKED,
            )
        self.say(second, "accepted", reason="已说明")
        for step in (services.finish_check, services.accept):
            with as_("checker") as checker:
                step(request_id=uuid4(), claim_id=self.claim, actor=checker, at=CHECKED)

    def say(self, line_id: UUID, verdict: str, *, reason: str = "") -> None:
        """Let the office's checker say a word on a line."""
        with as_("checker") as checker:
            services.check_line(
                request_id=uuid4(),
                line_id=line_id,
                verdict=verdict,
                reason=reason,
                actor=checker,
                at=CHECKED,
            )

    def then_the_claim_is_posted_against_the_advance(self) -> None:
        with as_("checker"):
            found, totals = self.found(), queries.totals_of(self.found())
        assert (found.stage, totals.lines, totals.accepted, totals.rejected) == (
            "accepted",
            2,
            21440,
            0,
        )
        assert fen_on("advance", "rehab") == 40_000 - 21_440
        assert fen_on("payable", "rehab", Payer.PROGRAMME) == 0
        assert fen_on("cost", "rehab", Payer.PROGRAMME) == 21_440
        assert (fen_on("disallowed", "rehab"), fen_on("fund")) == (0, 60_000)
        assert fen_on("payable", "rehab", Payer.SPECIAL_DISEASE) == -4_000

    def found(self) -> Claim:
        """Return the claim, inside a unit of work."""
        return Claim.objects.get(id=self.claim)
