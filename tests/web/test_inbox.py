"""待办: what came back first, then by day due; each with its clause and one way to do it."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from types import ModuleType

import pytest
from django.utils.timezone import localdate

from anxin.organisations.queries import agreement_valid_until
from anxin.pages.tasks import Task
from anxin.web import inbox
from anxin.web.tasks import tasks_for as frame_tasks
from tests import world


@pytest.fixture
def tasks(monkeypatch):
    """Return a list; what is put in comes from a context of its own."""
    given: list[Task] = []
    module = ModuleType("some_context_tasks")
    module.tasks_for = lambda actor, *, on: given  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "some_context_tasks", module)
    monkeypatch.setattr(inbox, "SOURCES", ("some_context_tasks",))
    return given


def task(title: str, **more) -> Task:
    """Return something to do."""
    return Task(title=title, url=f"/{title}/", clause="5.1.3.a", **more)


def test_what_came_back_is_first_and_the_undated_is_last(tasks) -> None:
    tasks += [
        task("undated"),
        task("late", due_on=date(2026, 12, 20)),
        task("soon", due_on=date(2026, 11, 23)),
        task("returned", due_on=date(2026, 12, 30), returned=True),
    ]
    found = inbox.tasks_for(None, on=date(2026, 11, 22))
    assert [t.title for t in found] == ["returned", "soon", "late", "undated"]


def test_tasks_stand_under_headings_by_urgency_and_no_heading_is_empty(tasks) -> None:
    wednesday = date(2026, 11, 25)
    tasks += [
        task("undated"),
        task("sunday", due_on=date(2026, 11, 29)),
        task("monday", due_on=date(2026, 11, 30)),
        task("now", due_on=wednesday),
        task("late", due_on=date(2026, 11, 24)),
        task("back", due_on=date(2026, 11, 20), returned=True),
    ]
    found = inbox.grouped(inbox.tasks_for(None, on=wednesday), on=wednesday)
    assert [(str(g.title), [t.title for t in g.tasks]) for g in found] == [
        ("退回给我", ["back"]),
        ("已逾期", ["late"]),
        ("今天", ["now"]),
        ("本周", ["sunday"]),
        ("之后", ["monday"]),
        ("没有期限", ["undated"]),
    ]
    assert [g.key for g in inbox.grouped([task("late")], on=wednesday)] == ["undated"]


def test_on_a_sunday_the_week_has_nothing_left(tasks) -> None:
    sunday = date(2026, 11, 29)
    tasks.append(task("tomorrow", due_on=date(2026, 11, 30)))
    assert [g.key for g in inbox.grouped(tasks, on=sunday)] == ["later"]


@pytest.mark.django_db
class TestHome:
    def test_each_task_is_shown_with_its_reason_days_left_clause_and_link(
        self, browse, tasks
    ) -> None:
        tasks.append(
            task(
                "back",
                detail="缺监护人身份证",
                returned=True,
                due_on=localdate() + timedelta(days=2),
                count=3,
            )
        )
        page = browse("officer").get("/").content.decode()
        for part in ("退回给我", 'href="/back/"', "缺监护人身份证", "还剩 2 天", "3 件", "5.1.3.a"):
            assert part in page
        assert "退回原因：</strong>缺监护人身份证" in page

    def test_nothing_to_do_is_said(self, browse, tasks) -> None:
        assert "现在没有要办的事" in browse("officer").get("/").content.decode()

    def test_the_agreement_is_to_be_renewed_in_its_last_month(self) -> None:
        actor = world.become("officer")
        until = agreement_valid_until(actor.staff_id)
        assert until is not None
        assert frame_tasks(actor, on=until - timedelta(days=31)) == []
        (found,) = frame_tasks(actor, on=until - timedelta(days=30))
        assert found.clause == "7.2.a"
        assert found.due_on == until - timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize("colleague", sorted(world.COLLEAGUES))
def test_every_duty_has_a_home_that_opens(browse, colleague: str) -> None:
    assert browse(colleague).get("/").status_code == 200
