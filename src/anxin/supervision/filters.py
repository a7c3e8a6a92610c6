"""What a filter of the rows is called, and what the codes in the rows are in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from anxin.organisations.models import Organisation, Town
from anxin.pages.words import in_words, month_words
from anxin.pharmacy.models import Product
from anxin.rules.cost_sharing import Payer
from anxin.supervision.queries.specs import CAME, HOLD_NAMES, STAGES


def _label(name: str) -> str:
    return {
        "town": _("镇（街）"),
        "stage": _("状态"),
        "month": _("月份"),
        "came": _("是否按时"),
        "holds": _("家中药品"),
        "payer": _("付费方"),
        "clinic": _("领药点"),
        "drug": _("药品"),
        "product": _("药品"),
    }[name]


_WORDS: Mapping[str, Callable[[str], str]] = {
    "town": lambda text: str(Town.objects.filter(id=text).first() or "—"),
    "stage": lambda text: str(STAGES[text]),
    "month": lambda text: month_words(date.fromisoformat(text)),
    "came": lambda text: str(CAME[text]),
    "holds": lambda text: str(HOLD_NAMES[text]),
    "payer": lambda text: in_words(Payer(text).label),
    "clinic": lambda text: str(Organisation.objects.filter(id=text).first() or "—"),
    "drug": str,
    "product": lambda text: str(Product.objects.filter(id=text).first() or "—"),
}


def words(chosen: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return each filter that is on: parameter, label, words for the value."""
    return [(name, _label(name), _WORDS[name](text)) for name, text in chosen.items()]


_KINDS = {
    "active": "good",
    "suspended": "wait",
    "in_time": "good",
    "late": "bad",
    "covered": "good",
    "soon": "wait",
    "out": "bad",
    "reversal": "wait",
}


def shown(shows: str, value: object) -> tuple[object, str]:
    """Return a value as a row shows it, and the kind of its status tag where it is a status."""
    text = str(value)
    if shows == "payer":
        return in_words(Payer(text).label), ""
    statuses: Mapping[str, Mapping[str, object]] = {
        "stage": STAGES,
        "came": CAME,
        "holds": HOLD_NAMES,
        "entry": {"pickup": _("领药"), "reversal": _("冲销")},
    }
    if shows not in statuses:
        return value, ""
    return statuses[shows][text], _KINDS.get(text, "plain")
