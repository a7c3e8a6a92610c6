"""A form that is an act: done once, refused whole, and the database's no in the same words as a rule's."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection

from anxin.acts.models import Act
from anxin.acts.services import begin
from anxin.pages.forms import ActForm
from anxin.pages.guards import BY_CONSTRAINT, refusal_of
from anxin.rules.decisions import condition
from tests import world

NOT_NOW = condition("not-now", "5.3.2.e", met="", unmet="现在不行")


def sent() -> ActForm:
    """Return a form as it was sent."""
    form = ActForm({"request_id": str(uuid4())})
    assert form.is_valid()
    return form


@pytest.mark.django_db
class TestAttempting:
    at = world.beijing(2026, 11, 22)

    def test_what_was_done_is_returned_and_kept(self) -> None:
        world.become("officer")
        form = sent()
        request_id: UUID = form.cleaned_data["request_id"]
        done = form.attempt(
            lambda: (
                begin(request_id=request_id, kind="k", content={}, result_id=request_id, at=self.at)
                or "新"
            )
        )
        assert done == "新"
        assert Act.objects.filter(id=request_id).exists()

    def test_a_refusal_is_shown_with_its_clause_and_nothing_of_the_act_is_kept(self) -> None:
        world.become("officer")
        form = sent()
        request_id: UUID = form.cleaned_data["request_id"]

        def act() -> None:
            begin(request_id=request_id, kind="k", content={}, result_id=request_id, at=self.at)
            raise NOT_NOW.refused()

        assert form.attempt(act) is None
        assert [(e.code, e.message) for e in form.non_field_errors().as_data()] == [
            ("5.3.2.e", "现在不行")
        ]
        assert not Act.objects.filter(id=request_id).exists()

    def test_a_bug_is_not_turned_into_a_refusal(self) -> None:
        def act() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")

        with pytest.raises(Exception, match="division by zero"):
            sent().attempt(act)


class Fault(psycopg.errors.CheckViolation):
    """What the driver raises, with the name of the constraint that spoke."""

    def __init__(self, constraint: str) -> None:
        super().__init__()
        self.constraint = constraint

    @property
    def diag(self):  # type: ignore[override]
        return type("Diagnostic", (), {"constraint_name": self.constraint})()


class TestGuards:
    @pytest.mark.parametrize("name", sorted(BY_CONSTRAINT))
    def test_every_guard_of_the_database_has_a_sentence_and_a_clause(self, name: str) -> None:
        error = IntegrityError()
        error.__cause__ = Fault(name)
        ground = refusal_of(error).unmet[0]
        assert ground.reason
        assert ground.clause

    def test_a_busy_row_asks_to_try_again(self) -> None:
        error = OperationalError()
        error.__cause__ = psycopg.errors.LockNotAvailable()
        assert "请稍后重试" in refusal_of(error).unmet[0].reason

    def test_an_unknown_constraint_is_a_bug_and_stays_one(self) -> None:
        error = IntegrityError("bug")
        error.__cause__ = Fault("some_other_constraint")
        with pytest.raises(IntegrityError, match="bug"):
            refusal_of(error)
