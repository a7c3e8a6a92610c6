"""What every page promises: a guard, a strict content policy, words that can be translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from anxin.pages.views import View
from anxin.rules.access import GRANTS
from anxin.web.inbox import SOURCES
from anxin.web.navigation import PLACES
from tests.architecture.tree import SOURCE, named, python_files, templates

PUBLIC = {
    "web:sign_in",
    "web:second",
    "web:sign_out",
    "web:agreement",
    "web:preferences",
    "web:language",
}
HAN = re.compile(r"[㐀-鿿]")
TRANSLATED = re.compile(
    r"\{#.*?#\}"
    r"|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}"
    r"|\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}"
    r"|\{%\s*trans(?:late)?\s.*?%\}"
    r"|\b_\((?:\"[^\"]*\"|'[^']*')\)",
    re.DOTALL,
)
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:"
    r"|<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>",
    re.IGNORECASE,
)


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, View]]:
    """Yield each address's full name and its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", entry.callback


def own_scripts() -> list[Path]:
    """Return our own scripts; what others wrote lies in ``vendor``."""
    return [p for p in sorted(SOURCE.rglob("static/**/*.js")) if "vendor" not in p.parts]


def test_every_address_stands_behind_an_action_but_the_few_public_ones() -> None:
    unguarded = {name for name, view in addresses() if getattr(view, "action", None) is None}
    assert unguarded == PUBLIC
    forgotten = [name for name, view in addresses() if not hasattr(view, "action")]
    assert forgotten == []


def test_every_action_of_the_rule_file_is_asked_for_somewhere() -> None:
    sources = [p for p in python_files() if p.name != "access.py"] + sorted(SOURCE.rglob("*.sql"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert [a for a in GRANTS if f'"{a}"' not in text and f"'{a}'" not in text] == []


def test_every_place_of_the_navigation_opens_for_the_duties_that_see_it() -> None:
    views = dict(addresses())
    shut = [
        place.url_name
        for place in PLACES
        if not GRANTS[place.action].keys() <= GRANTS[views[place.url_name].action].keys()  # type: ignore[attr-defined]
    ]
    assert shut == []


def test_the_inbox_asks_every_context_that_has_tasks() -> None:
    with_tasks = {f"anxin.{path.parent.name}.tasks" for path in SOURCE.glob("*/tasks.py")}
    assert with_tasks - {"anxin.pages.tasks"} == set(SOURCES)


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_holds_and_keeps_the_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    get_template(str(path).split("/templates/")[1])
    assert INLINE.findall(text) == [], "the content policy forbids inline script and style"
    bare = [line for line in TRANSLATED.sub("", text).splitlines() if HAN.search(line)]
    assert bare == [], "words for people stand inside translate"
    assert len(text.splitlines()) <= 200


@pytest.mark.parametrize("path", own_scripts(), ids=named)
def test_own_scripts_touch_no_inline_style_and_no_eval(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert (
        re.findall(r"\beval\(|innerHTML|outerHTML|document\.write|setAttribute\(.style", text) == []
    )
