"""Annex 4 with more than one guardian: as many as a change of guardian allows, drafts included (3.1.c, A4)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.enrolment.models import Application, Draft
from anxin.people.models import Guardian
from anxin.rules.guardians import MOST
from tests.enrolment import admitting
from tests.enrolment.test_pages import NEW, typed
from tests.world import become

pytestmark = pytest.mark.django_db
ADD = "再加一位监护人"


def text(answer) -> str:
    return answer.content.decode()


def guardian(n: int, *, name: str, **changes: str) -> dict[str, str]:
    return {
        f"g{n}_kind": "person",
        f"g{n}_name": name,
        f"g{n}_relation": "sibling",
        f"g{n}_basis": "near_relative",
        f"g{n}_born": f"19{60 + n}-01-02",
        **{f"g{n}_{field}": value for field, value in changes.items()},
    }


def five() -> dict[str, str]:
    """Return four people and an organisation beside the mother's own line."""
    lines = {}
    for n in range(2, MOST):
        lines |= guardian(n, name=f"测试监护{n}")
    committee = {"kind": "organisation", "relation": "committee", "basis": "appointed", "born": ""}
    return lines | guardian(MOST, name="测试村村民委员会", **committee)


def test_the_form_begins_with_one_and_gives_a_line_more_keeping_what_was_typed(browse):
    officer = browse("officer")
    first = text(officer.get(NEW))
    assert ADD in first
    assert "g1_name" in first
    assert "g2_name" not in first

    data = typed(g2_kind=None, g2_relation=None, identity_number="123", step="add-line")
    answer = officer.post(NEW, data)
    page = text(answer)

    assert answer.status_code == 200
    assert "第 2 位监护人" in page
    assert 'value="测试母亲"' in page
    assert data["request_id"] in page
    assert "居民身份证号应为18位" not in page, "nothing is judged yet"
    become("officer")
    assert not Application.objects.exists()


def test_there_is_room_for_as_many_as_a_person_may_have(browse):
    officer = browse("officer")
    page = text(officer.post(NEW, typed(**five(), step="add-line")))

    assert f"第 {MOST} 位监护人" in page
    assert ADD not in page
    assert f"g{MOST + 1}_name" not in page


def test_all_of_them_are_looked_at_once_more_and_kept(browse):
    officer, data = browse("officer"), typed(**five())
    checked = text(officer.post(NEW, {**data, "step": "check"}))
    assert all(f"测试监护{n}" in checked for n in range(2, MOST))

    assert officer.post(NEW, data).status_code == 302
    become("officer")
    kinds = Guardian.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["organisation", *["person"] * (MOST - 1)]


def test_a_line_left_empty_is_left_out_and_a_wrong_one_is_told_at_its_place(browse):
    officer = browse("officer")
    wrong = officer.post(NEW, typed(**guardian(3, name="测试监护", born="")))
    assert wrong.status_code == 422
    assert "请填写监护人身份证号或出生日期" in text(wrong)

    assert officer.post(NEW, typed(**guardian(3, name="测试监护"))).status_code == 302
    become("officer")
    assert Guardian.objects.count() == 2


def test_a_draft_keeps_them_and_is_gone_on_with(browse):
    officer, data = browse("officer"), typed(**five())
    assert officer.post(NEW, {**data, "step": "draft"}).status_code == 302
    become("officer")
    draft = f"/admission/drafts/{Draft.objects.get().id}/"

    page = text(officer.get(draft))
    assert all(f"测试监护{n}" in page for n in range(2, MOST))
    assert officer.post(draft, {**data, "request_id": str(uuid4())}).status_code == 302
    become("officer")
    assert Guardian.objects.count() == MOST


def test_a_correction_shows_all_that_stand_in_the_record(browse):
    names = [f"测试监护{n}" for n in range(MOST)]
    form = admitting.filled(guardians=tuple(admitting.guardian(name=name) for name in names))
    application = admitting.decided(
        admitting.passed(admitting.submitted(form)), verdict="return", reason="缺少诊断证明"
    )
    page = text(browse("officer").get(f"/admission/{application}/correct/"))

    assert all(f'value="{name}"' in page for name in names)
