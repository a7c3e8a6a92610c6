"""Pages of records that look alike and of households, through Django's client."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from anxin.people.households import household_of
from anxin.people.likeness import suspected
from anxin.people.merging import kept_of
from anxin.people.models import NotSame, PersonMerge
from anxin.privacy.models import AccessRecord
from tests.enrolment.admitting import AT, person
from tests.people.linking import elsewhere, idle, linked, merged, registered
from tests.world import become

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def posted(client, name, *args, **data):
    return client.post(url(name, *args), {"request_id": str(uuid4()), **data})


@pytest.fixture
def twice(db):
    """One person registered with a number, and once more without."""
    details = person(disability_number="")
    again = replace(details, identity_number="", address="另一个地址", phone="")
    return registered(person=details), idle(person=again)


def pair_of(twice):
    become("reviewer")
    return next(pair[:2] for pair in suspected() if set(pair[:2]) == set(twice))


class TestTheList:
    def test_shows_the_pair_to_the_office_and_counts_it_as_a_task(self, browse, twice):
        client, pair = browse("reviewer"), pair_of(twice)

        assert url("compare", *pair) in client.get(url("duplicates")).content.decode()
        assert url("duplicates") in client.get(reverse("web:home")).content.decode()

    @pytest.mark.parametrize("colleague", ["officer", "commission", "psychiatrist", "village"])
    def test_is_of_the_office_alone(self, browse, twice, colleague):
        merge = merged(*twice)
        client = browse(colleague)
        for page in (("duplicates",), ("compare", *twice), ("merges",), ("split", merge)):
            assert client.get(url(*page)).status_code in {403, 404}
        assert posted(client, "split", merge, because="试").status_code in {403, 404}

        become("reviewer")
        assert kept_of(twice[1]) == twice[0]


class TestBesideOneAnother:
    def test_differences_are_marked_and_both_readings_recorded(self, browse, twice):
        client = browse("reviewer")
        page = client.get(url("compare", *twice)).content.decode()

        assert "另一个地址" in page
        assert "不同" in page
        become("auditor")
        read = AccessRecord.objects.filter(page="疑似重复核对").values_list("person_ids", flat=True)
        assert set(twice) <= {pk for ids in read for pk in ids}

    def test_told_apart_they_are_listed_no_more(self, browse, twice):
        client = browse("reviewer")
        sent = posted(client, "compare", *twice, verdict="apart", because="双胞胎")

        assert sent.status_code == 302
        become("reviewer")
        assert NotSame.objects.filter(because="双胞胎").exists()
        assert set(twice) not in [set(pair[:2]) for pair in suspected()]

    def test_merging_asks_once_more_and_is_undone_from_the_log(self, browse, twice):
        client = browse("reviewer")
        asked = {"verdict": "first", "because": "核对身份证原件"}
        page = posted(client, "compare", *twice, step="check", **asked)
        assert page.status_code == 200
        become("reviewer")
        assert not PersonMerge.objects.exists()

        assert posted(client, "compare", *twice, step="send", **asked).status_code == 302
        become("reviewer")
        merge = PersonMerge.objects.get()
        assert (merge.kept_id, merge.gone_id) == twice
        assert url("split", merge.id) in client.get(url("merges")).content.decode()
        assert client.get(url("split", merge.id)).status_code == 200
        assert posted(client, "split", merge.id, because="是两个人").status_code == 302
        become("reviewer")
        assert kept_of(twice[1]) == twice[1]
        assert client.get(url("split", merge.id)).status_code == 404
        assert "是两个人" in client.get(url("merges")).content.decode()

    def test_a_record_with_something_under_way_is_refused_with_its_ground(self, browse, twice):
        client = browse("reviewer")
        sent = posted(client, "compare", *twice, verdict="second", because="同一人", step="send")

        assert sent.status_code == 422
        assert "正在办理的申请" in sent.content.decode()

    def test_a_merged_or_unknown_record_is_not_compared(self, browse, twice):
        merged(*twice)
        client = browse("reviewer")

        assert client.get(url("compare", *twice)).status_code == 404
        assert client.get(url("compare", twice[0], uuid4())).status_code == 404
        assert client.get(url("compare", twice[0], twice[0])).status_code == 404


class TestTheHousehold:
    def test_is_linked_from_the_page_and_the_rule_is_computed(self, browse):
        details = person(disability_number="")
        one = registered(person=details)
        other = registered(person=person(address=details.address))
        client = browse("officer")
        before = client.get(url("household", one)).content.decode()
        assert "不够条件" in before
        assert str(other) in before

        sent = posted(client, "household", one, with_person=str(other), since="2026-01-01")
        assert sent.status_code == 302
        assert "符合条件" in client.get(url("household", one)).content.decode()

    def test_somebody_is_named_by_number(self, browse):
        details = person(disability_number="")
        one, other = registered(), registered(person=details)
        number = details.identity_number
        sent = posted(
            browse("officer"), "household", one, identity_number=number, since="2026-01-01"
        )

        assert sent.status_code == 302
        become("officer")
        assert household_of(one, on=AT.date()).members == (other,)

    def test_who_is_out_of_reach_is_not_found(self, browse):
        details = person(disability_number="")
        one, far = registered(), elsewhere(person=details)
        client, number = browse("officer"), details.identity_number
        sent = posted(client, "household", one, identity_number=number, since="2026-01-01")

        assert sent.status_code == 422
        assert "没有查到" in sent.content.decode()
        assert client.get(url("household", far)).status_code == 404
        assert client.get(url("leave_household", far)).status_code == 404
        assert browse("psychiatrist").get(url("household", one)).status_code in {403, 404}

    def test_nobody_named_is_asked_for(self, browse):
        sent = posted(browse("officer"), "household", registered(), since="2026-01-01")

        assert sent.status_code == 422

    def test_leaving_ends_the_count(self, browse):
        one, other = registered(), registered()
        linked(one, other)
        client = browse("officer")
        assert posted(client, "leave_household", one, until="2026-02-01").status_code == 302

        assert "没有登记同住的患者" in client.get(url("household", one)).content.decode()
        assert posted(client, "leave_household", one, until="2026-02-02").status_code == 422


class TestTheMergedRecord:
    def test_leads_to_the_one_that_is_kept(self, browse, twice):
        kept, gone = twice
        merged(kept, gone)
        client, words = browse("reviewer"), "打开保留的档案"
        pages = {
            one: client.get(reverse("enrolment:person", args=[one])).content.decode()
            for one in twice
        }

        assert words in pages[gone]
        assert f'href="{reverse("enrolment:person", args=[kept])}"' in pages[gone]
        assert words not in pages[kept]
