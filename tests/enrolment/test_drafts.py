"""A form put aside, gone on with, handed in or given up; closed, it holds nothing."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.enrolment import queries, services
from anxin.enrolment.models import Application, Draft
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.enrolment.test_pages import NEW, typed
from tests.web.conftest import browse
from tests.world import become

__all__ = ("browse",)
pytestmark = pytest.mark.django_db
DRAFTS = "/admission/drafts/"


def put_aside(colleague="officer", **typed_in):
    return services.save_draft(
        request_id=uuid4(),
        content={"name": ["测试丁"], **typed_in},
        actor=become(colleague),
        at=AT,
    )


def kept(draft_id):
    return Draft.objects.get(id=draft_id)


class TestThroughThePages:
    def test_half_a_form_is_put_aside_and_gone_on_with_to_its_end(self, browse):
        officer = browse("officer")
        half = typed(village="", signed_on="昨天", phone="123", insurance_kind=None)

        answer = officer.post(NEW, {**half, "step": "draft"})
        assert (answer.status_code, answer["Location"]) == (302, DRAFTS)
        become("officer")
        draft = Draft.objects.get(closed_on__isnull=True)
        assert "测试丙" in officer.get(DRAFTS).content.decode()
        page = f"{DRAFTS}{draft.id}/"
        shown = officer.get(page).content.decode()
        assert 'value="昨天"' in shown
        assert 'value="123"' in shown

        answer = officer.post(page, typed())
        assert answer.status_code == 302, answer.content.decode()
        become("officer")
        closed = kept(draft.id)
        assert str(closed.application_id) in answer["Location"]
        assert bytes(closed.content) == b""
        assert officer.get(page).status_code == 404
        assert "没有草稿" in officer.get(DRAFTS).content.decode()

    def test_what_is_typed_is_kept_as_ciphertext(self, browse):
        browse("officer").post(NEW, {**typed(), "step": "draft"})

        become("officer")
        draft = Draft.objects.get(closed_on__isnull=True)
        assert "测试丙".encode() not in bytes(draft.content)

    def test_a_correction_is_put_aside_and_closed_when_handed_in(self, browse):
        application_id = returned()
        officer, page = browse("officer"), f"/admission/{application_id}/correct/"

        answer = officer.post(page, {**typed(name="测试改"), "step": "draft"})
        assert answer["Location"] == DRAFTS
        officer.post(page, {**typed(name="测试再改"), "step": "draft"})
        assert 'value="测试再改"' in officer.get(page).content.decode()
        become("officer")
        assert queries.open_drafts().count() == 1

        assert officer.post(page, typed()).status_code == 302
        become("officer")
        assert queries.open_drafts().count() == 0

    def test_a_draft_is_given_up_after_being_asked_once_more(self, browse):
        draft_id = put_aside()
        officer, page = browse("officer"), f"{DRAFTS}{draft_id}/abandon/"

        assert "放弃后不能恢复" in officer.get(page).content.decode()
        assert officer.post(page, {"request_id": str(uuid4())})["Location"] == DRAFTS
        become("officer")
        assert bytes(kept(draft_id).content) == b""

    def test_another_unit_sees_nothing_of_it(self, browse):
        draft_id = put_aside()

        assert "测试丁" not in browse("other_officer").get(DRAFTS).content.decode()
        assert browse("other_officer").get(f"{DRAFTS}{draft_id}/").status_code == 404
        assert browse("reviewer").get(DRAFTS).status_code == 404

    def test_the_home_page_tells_that_drafts_wait(self, browse):
        put_aside()

        assert "继续填写 1 份申请草稿" in browse("officer").get("/").content.decode()


def returned():
    """Hand in an application and let the village send it back."""
    application_id = admitting.submitted(at=AT)
    services.confirm_by_village(
        request_id=uuid4(),
        application_id=application_id,
        resident=False,
        poor=None,
        agrees=False,
        text="地址不符",
        actor=become("village"),
        at=AT,
    )
    return application_id


class TestTheService:
    def test_the_same_request_makes_one_draft(self):
        request = {"request_id": uuid4(), "content": {"name": ["甲"]}, "at": AT}

        first = services.save_draft(**request, actor=become("officer"))
        again = services.save_draft(**request, actor=become("officer"))

        assert first == again
        assert queries.open_drafts().count() == 1

    def test_an_endless_form_is_refused(self):
        with pytest.raises(Refused, match="过长"):
            put_aside(address=["长" * 20_001])

    def test_a_draft_becomes_one_application(self):
        draft_id = put_aside()
        hand_in(draft_id)

        with pytest.raises(Refused, match="已提交或放弃"):
            hand_in(draft_id)

    def test_a_withdrawal_closes_the_draft_of_the_correction(self):
        application_id = returned()
        services.save_draft(
            request_id=uuid4(),
            content={},
            application_id=application_id,
            actor=become("officer"),
            at=AT,
        )
        services.withdraw_application(
            request_id=uuid4(),
            application_id=application_id,
            because="不再申请",
            actor=become("officer"),
            at=AT,
        )

        assert queries.draft_of(application_id) is None

    def test_only_a_returned_application_has_a_draft(self):
        application_id = admitting.submitted(at=AT)

        with pytest.raises(Refused):
            services.save_draft(
                request_id=uuid4(),
                content={},
                application_id=application_id,
                actor=become("officer"),
                at=AT,
            )

    def test_a_draft_is_in_no_list_of_applications(self):
        put_aside()

        assert Application.objects.count() == 0


def hand_in(draft_id):
    return services.submit_application(
        request_id=uuid4(),
        filled=admitting.filled(),
        draft_id=draft_id,
        actor=become("officer"),
        at=AT,
    )


class TestTheDatabase:
    def test_nobody_opens_a_closed_draft_again(self):
        draft_id = put_aside()
        services.abandon_draft(
            request_id=uuid4(), draft_id=draft_id, actor=become("officer"), at=AT
        )

        with pytest.raises(IntegrityError, match="closed once"), transaction.atomic():
            Draft.objects.filter(id=draft_id).update(closed_on=None)

    def test_what_is_closed_is_empty_whoever_closes_it(self):
        draft_id = put_aside()
        Draft.objects.filter(id=draft_id).update(closed_on=AT.date())

        assert bytes(kept(draft_id).content) == b""

    def test_another_unit_can_not_change_it(self):
        draft_id = put_aside()
        become("other_officer")

        assert Draft.objects.filter(id=draft_id).update(content=b"") == 0
