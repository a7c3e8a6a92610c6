"""A list tells what its filters hide, and can be ordered only by what is offered."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from anxin.pages.lists import Sorting, listing

SORTING = Sorting(fields={"day": ("day", "id"), "sum": ("-sum", "id")}, default="-day")


def request(query: str = ""):
    return RequestFactory().get(f"/x/?{query}")


class TestSorting:
    @pytest.mark.parametrize(
        ("asked", "order"),
        [
            ("", ["-day", "-id"]),
            ("sort=day", ["day", "id"]),
            ("sort=-sum", ["sum", "-id"]),
            ("sort=password", ["-day", "-id"]),
            ("sort=-", ["-day", "-id"]),
            ("sort=--day", ["-day", "-id"]),
        ],
    )
    def test_only_the_columns_on_offer_order_a_list(self, asked: str, order: list[str]) -> None:
        assert SORTING.order(request(asked)) == order


class TestListing:
    def test_what_the_filters_hide_is_the_rest_of_what_is_in_reach(self) -> None:
        found = listing(
            request("stage=a&sort=day&page=2"),
            list(range(60)),
            total=100,
            filters=[("stage", "阶段", "甲")],
            sorting=SORTING,
        )
        assert found.hidden == 40
        assert list(found.page_obj) == list(range(50, 60))
        assert [(c.label, c.words, c.without) for c in found.chips] == [("阶段", "甲", "?sort=day")]
        assert found.clear_url == "?sort=day"

    def test_without_a_filter_nothing_is_hidden(self) -> None:
        assert listing(request(), [1, 2, 3]).hidden == 0

    def test_a_head_orders_and_turns_round_and_starts_at_the_first_page(self) -> None:
        found = listing(request("stage=a&sort=day&page=2"), [1], sorting=SORTING)
        assert found.sorted_by("day") == "?stage=a&sort=-day"
        assert found.sorted_by("sum") == "?stage=a&sort=sum"

    def test_a_page_that_is_not_there_is_the_last_or_the_first(self) -> None:
        assert listing(request("page=99"), list(range(60))).page_obj.number == 2
        assert listing(request("page=x"), list(range(60))).page_obj.number == 1
