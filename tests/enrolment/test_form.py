"""Every field and box of annex 4 goes from the form to the record, the correction and the paper."""

import pytest

from anxin.documents.filling.approval import approval
from anxin.enrolment import queries
from anxin.people.queries import details_of
from anxin.privacy.door import Look
from tests.enrolment.test_pages import NEW, typed
from tests.web.conftest import browse
from tests.world import become

__all__ = ("browse",)
pytestmark = pytest.mark.django_db
WHOLE = {
    "postal_code": "402260",
    "medical_assistance": "on",
    "household_patients": "2",
    "household_evidence": "户口簿",
    "g1_basis": "parent",
    "g1_postal_code": "402284",
    "g2_kind": "organisation",
    "g2_name": "测试村村民委员会",
    "g2_relation": "committee",
    "g2_basis": "appointed",
}


def handed_in(browse, **changes):
    answer = browse("officer").post(NEW, typed(**WHOLE, **changes))
    assert answer.status_code == 302, answer.content.decode()
    look = Look(actor=become("officer"), page="测试")
    number = answer["Location"].rstrip("/").rsplit("/", 1)[1]
    return queries.find_application(number), look


def test_what_was_filled_in_stands_in_the_record(browse):
    application, look = handed_in(browse)

    person, guardians = details_of(application.person_id, look=look)

    assert (person.postal_code, person.medical_assistance) == ("402260", True)
    assert (person.household_patients, person.household_evidence) == (2, "户口簿")
    told = sorted((one.kind, one.basis, one.postal_code) for one in guardians)
    assert told == [("organisation", "appointed", ""), ("person", "parent", "402284")]


def test_the_paper_shows_it(browse):
    application, look = handed_in(browse)

    paper = approval(application, look=look)

    assert paper["邮政编码"] == "402260"
    assert "402284" in paper["监护人邮政编码"]
    assert 6 in paper["医疗保险"]


@pytest.mark.parametrize("field", ["postal_code", "g1_postal_code"])
def test_a_postal_code_has_six_digits(browse, field):
    answer = browse("officer").post(NEW, typed(**{**WHOLE, field: "40226"}))

    assert answer.status_code == 422
    assert "邮政编码是6位数字" in answer.content.decode()
