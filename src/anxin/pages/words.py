"""How things are called on every page, in the page's language. What is stored stays Chinese
(decision 0009)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.dateformat import format as format_day
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from anxin.rules.decisions import Condition, Listed, Phrase
from anxin.rules.quarters import Quarter


def in_words(value: object) -> str:
    """Return a label, reason or phrase in the language of the page; data come back unchanged.

    A condition is told with its facts filled in after translation. Text that is no msgid,
    such as a name or what somebody typed, passes through.
    """
    if isinstance(value, Condition):
        return in_words(value.said or value.reason)
    if isinstance(value, Phrase):
        facts = {name: _fact(fact) for name, fact in value.facts.items()}
        return gettext(value.template).format(**facts)
    if isinstance(value, Listed | list | tuple):
        return _("、").join(in_words(word) for word in value)
    text = str(value)
    return gettext(text) if text else ""


def _fill(template: object, facts: Mapping[str, object]) -> str:
    return str(template) % facts


later = lazy(in_words, str)
"""``in_words`` when the page is made: for labels of choices, which are listed at import."""


filled = lazy(_fill, str)
"""A lazy word with its facts: ``_("…") % facts`` would choose the language at import."""


def choices_of(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the choices of a field from the words behind its codes, translated when shown."""
    return [(code, later(word)) for code, word in words.items()]


def day_in_words(day: date) -> str:
    """Return a day as 2026年11月22日, or as the page's language writes it."""
    return format_day(day, _("Y年n月j日"))


def month_words(month: date | str) -> str:
    """Return the month of a day, or one written ``2026-11``, as 2026年11月."""
    text = f"{month:%Y-%m}" if isinstance(month, date) else month
    year, number = map(int, text.split("-"))
    return _("%(year)s年%(month)s月") % {"year": year, "month": number}


def quarter_words(quarter: Quarter | str) -> str:
    """Return a quarter as people say it: ``2026Q3`` is 2026年第3季度."""
    found = quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter)
    return _("%(year)s年第%(number)s季度") % {"year": found.year, "number": found.number}


def money_words(fen: int) -> str:
    """Return an amount in a sentence: 1,234.50元."""
    sign = "−" if fen < 0 else ""
    yuan, part = divmod(abs(fen), 100)
    return _("%(yuan)s元") % {"yuan": f"{sign}{yuan:,}.{part:02}"}


def _fact(fact: object) -> object:
    """Return a fact as it fills a sentence; numbers stay numbers, for the sentence's own format."""
    return in_words(fact) if isinstance(fact, str | Phrase | Listed) else fact
