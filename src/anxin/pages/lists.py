"""A list as every page shows it: what filters leave, what they hide, in which order, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE_SIZE = 50


class Rows(Protocol):
    """What a pager can count and cut."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: Any, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: what it filters by, what it lets through, and the way without it."""

    label: str
    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Sorting:
    """An order that a reader may choose by a column's head: ``key``, or ``-key`` backwards."""

    fields: Mapping[str, Sequence[str]]
    """The columns that can be sorted by, each with the fields behind it."""
    default: str

    def chosen(self, request: HttpRequest) -> str:
        """Return the order asked for; the usual one where it is none of ours."""
        asked = request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.fields else self.default

    def order(self, request: HttpRequest) -> list[str]:
        """Return the fields to order by."""
        chosen = self.chosen(request)
        fields = self.fields[chosen.removeprefix("-")]
        return [_turned(one) for one in fields] if chosen.startswith("-") else list(fields)


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, with what its filters hide of the rows in the reader's reach."""

    page_obj: Page[Any]
    total: int
    """The rows in reach without any filter."""
    chips: Sequence[Chip] = ()
    sort: str = ""
    clear_url: str = ""
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> int:
        """Return how many rows the filters hide."""
        return self.total - self.page_obj.paginator.count

    def sorted_by(self, key: str) -> str:
        """Return the address of the same list ordered by a column, or turned round."""
        return f"?{urlencode({**self.query, 'sort': f'-{key}' if self.sort == key else key})}"


def listing(
    request: HttpRequest,
    rows: Rows,
    *,
    total: int | None = None,
    filters: Sequence[tuple[str, str, str]] = (),
    sorting: Sorting | None = None,
    size: int = PAGE_SIZE,
) -> Listing:
    """Return the asked page of a list.

    ``filters`` are those that are on: parameter, label, words for the value. ``total`` counts the rows
    in reach without them; left out where nothing filters.
    """
    paginator: Paginator[Any] = Paginator(rows, size)  # type: ignore[arg-type]
    query = {name: str(text) for name, text in request.GET.items() if name != "page"}
    names = {name for name, _label, _words in filters}
    rest = {name: text for name, text in query.items() if name not in names}
    return Listing(
        page_obj=paginator.get_page(request.GET.get("page")),
        total=paginator.count if total is None else total,
        chips=[Chip(label, words, _address(query, without=name)) for name, label, words in filters],
        sort=sorting.chosen(request) if sorting else "",
        clear_url=f"?{urlencode(rest)}",
        query=query,
    )


def _address(query: Mapping[str, str], *, without: str) -> str:
    return f"?{urlencode({name: text for name, text in query.items() if name != without})}"
