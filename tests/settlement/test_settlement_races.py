"""Two who act on one claim at the same moment: one does it, the other is told (5.5.c)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from anxin.ledger.models import Entry
from anxin.rules.decisions import Refused
from anxin.settlement import queries
from anxin.settlement.models import ClaimLine, LineCheck
from tests.dispensing import steps as counter
from tests.settlement import steps
from tests.world import as_, become


def together(*steps_by: tuple[str, Callable[[], UUID]]) -> list[str]:
    """Let colleagues act at once; return what became of each, sorted."""
    barrier = Barrier(len(steps_by))

    def one(colleague: str, step: Callable[[], UUID]) -> str:
        try:
            with transaction.atomic():
                become(colleague)
                barrier.wait(timeout=10)
                step()
            return "done"
        except Refused as refusal:
            return refusal.unmet[0].code
        except IntegrityError as error:
            return error.__cause__.diag.constraint_name
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps_by)) as pool:
        tried = [pool.submit(one, *step) for step in steps_by]
        return sorted(future.result() for future in tried)


def prepared_claim() -> tuple[UUID, UUID]:
    with transaction.atomic():
        counter.stocked()
        _, pickup = steps.given()
        return steps.filed(), pickup


def test_two_checkers_accepting_the_same_claim_post_it_once(own_database):
    claim, _ = prepared_claim()
    with transaction.atomic():
        steps.rest_accepted(claim)
        steps.finished(claim)

    assert together(
        ("checker", lambda: steps.accepted(claim)),
        ("second_checker", lambda: steps.accepted(claim, by="second_checker")),
    ) == ["done", "move-is-open"]
    with as_("checker"):
        assert Entry.objects.filter(document_id=claim).count() == 1


def test_two_verdicts_on_one_line_leave_one(own_database):
    _, pickup = prepared_claim()

    assert together(
        ("checker", lambda: steps.checked(pickup)),
        (
            "second_checker",
            lambda: steps.checked(pickup, "rejected", reason="数量不符", by="second_checker"),
        ),
    ) == ["done", "move-is-open"]
    with as_("checker"):
        assert LineCheck.objects.count() == 1


def test_two_filings_of_one_quarter_make_one_claim(own_database):
    with transaction.atomic():
        counter.stocked()
        steps.given()

    outcome = together(("accountant", steps.filed), ("accountant", steps.filed))
    # The later one reads the earlier's claim, or meets it only in the database's constraint.
    assert outcome in (["done", "one_claim_a_quarter"], ["done", "quarter-is-claimed-once"])


def test_a_filing_and_a_reversal_never_both_win(own_database):
    with transaction.atomic():
        counter.stocked()
        _, contested = steps.given()
        steps.given()

    together(("accountant", steps.filed), ("dispenser", lambda: counter.reversed_(contested)))
    with as_("checker"):
        claim = queries.claims()[0]
        claimed = ClaimLine.objects.filter(pickup_id=contested).exists()
        lines = list(queries.Lines(claim, queries.FILTERS[0])[0:10])
        assert all(line.facts.stands for line in lines)
        assert len(lines) == 1 + claimed
