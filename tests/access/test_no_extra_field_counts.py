"""What a form does not ask for changes nothing, whatever it is called (security T22).

Every form is sent as its page fills it, and again with a field for every column of every table
beside it; what the database is told must be the same. The rows are compared as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Field
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from anxin.rules.access import Duty
from tests import world
from tests.access.addresses import Address, one_of_each
from tests.access.asking import Asker
from tests.access.district import OWN_ACCOUNT, District, opened_by
from tests.world import staff_id

OURS = "油溪镇"
WRITES = re.compile(r'(?:INSERT INTO|UPDATE) "?(?!privacy_accessrecord)\w+')
CHANGES = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b"
    r"|'\\x[0-9a-f]*'|[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+(?:\+[0-9:]+)?|\b[0-9a-f]{64}\b"
)
LEAST_FORMS = 12
"""So many must go through, or the comparison would compare refusals."""


@dataclass
class Filled(HTMLParser):
    """The first form of a page that is sent, filled in as simply as it can be."""

    data: dict[str, str] = field(default_factory=dict)
    depth: int = 0
    seen: bool = False
    chosen: str = ""

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field up while inside the form."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and "act-form" in told.get("class", "") and not self.seen:
            self.depth, self.seen = 1, True
        if not self.depth or ("name" not in told and tag != "option"):
            return
        if tag == "select":
            self.chosen = told["name"]
        elif tag == "option" and self.chosen:
            if told.get("value") and (self.chosen not in self.data or "selected" in told):
                self.data[self.chosen] = told["value"]
        elif tag == "input" and told.get("type") in {"radio", "checkbox"}:
            self.data.setdefault(told["name"], told.get("value", "on"))
        elif tag in {"input", "textarea"} and told.get("type") != "file":
            self.data[told["name"]] = told.get("value") or self._typed(told)

    def handle_endtag(self, tag: str) -> None:
        """Leave a list or the form."""
        if tag == "select":
            self.chosen = ""
        elif tag == "form":
            self.depth = 0

    def _typed(self, told: dict[str, str]) -> str:
        if told.get("type") == "password":
            return world.PASSWORD
        if told.get("type") == "number" or told.get("inputmode") in {"numeric", "decimal"}:
            return "1"
        day = told.get("type") == "date" or told["name"].endswith(("_on", "since", "until", "day"))
        return localdate().isoformat() if day else "测试"


def extras(other: UUID) -> dict[str, str]:
    """Return a field for every column of every table, with something worth writing."""
    return {
        column.attname: _worth(column, other)
        for model in apps.get_models()
        for column in model._meta.get_fields()
        if isinstance(column, Field)
    }


def _worth(column: Field, other: UUID) -> str:
    kind = column.get_internal_type()
    if kind in {"UUIDField", "ForeignKey", "OneToOneField"}:
        return str(other)
    return {"DateField": "2001-01-01", "BooleanField": "true"}.get(kind, "9")


def written(asker: Asker, url: str, data: dict[str, str], *, other: UUID) -> tuple[int, list[str]]:
    """Return the status, and what the database was told to write, without the ids but another's."""
    with CaptureQueriesContext(connection) as told:
        status = asker.ask("POST", url, data).status
    known = (one["sql"].replace(other.hex, "of another") for one in told.captured_queries)
    statements = (one.replace(str(other), "of another") for one in known)
    return status, [CHANGES.sub("…", one) for one in statements if WRITES.match(one)]


def forms(district: District, duty: Duty) -> Iterator[tuple[Asker, Address, str, dict[str, str]]]:
    """Yield every form that a duty may send, filled in."""
    name, side = one_of_each()[duty], district.sides[OURS]
    asker = Asker(staff_id(name))
    for address in opened_by(name, side):
        url = address.url(side)
        found = Filled()
        found.feed(asker.ask("GET", url).text)
        if "request_id" in found.data:
            yield asker, address, url, found.data


@pytest.fixture(scope="module")
def sent() -> set[str]:
    """Hold the names of the addresses whose form went through, over all duties."""
    return set()


@pytest.mark.parametrize("duty", list(one_of_each()))
def test_a_field_that_is_not_asked_for_writes_nothing(district, sent: set[str], duty: Duty) -> None:
    other = district.sides["珞璜镇"].people[0].person_id
    for asker, address, url, data in forms(district, duty):
        assert not url.startswith(OWN_ACCOUNT)
        plain = written(asker, url, data, other=other)
        more = written(asker, url, {**extras(other), **data}, other=other)
        assert more == plain, address.name
        if any("acts_act" in one for one in plain[1]) and plain[0] == 302:
            sent.add(address.name)


def test_enough_forms_went_through_to_compare(district: District, sent: set[str]) -> None:
    if not sent:
        sent |= {
            address.name
            for duty in one_of_each()
            for asker, address, url, data in forms(district, duty)
            if written(asker, url, data, other=uuid4())[0] == 302
        }
    assert len(sent) >= LEAST_FORMS, sorted(sent)


def test_a_field_that_counts_is_seen(district: District) -> None:
    """Negative control: what a form does ask for changes what is written."""
    asker, _address, url, data = next(
        one for one in forms(district, Duty.TOWNSHIP_OFFICER) if one[1].name == "publicity:add"
    )
    plain = written(asker, url, data, other=uuid4())
    assert plain[0] == 302
    assert written(asker, url, {**data, "place": "别处"}, other=uuid4()) != plain
