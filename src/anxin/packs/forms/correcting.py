"""A row that came back, put right in place: each cell a box, what was found told at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.packs.found import Told
from anxin.packs.heads import head_words
from anxin.pages.forms import ActForm
from anxin.pages.words import filled, in_words, later
from anxin.rules.pack_columns import (
    CAME_WORDS,
    MOST_LINES,
    PREFILLED,
    SHOWN,
    SITE_WORDS,
    YES,
    LinePart,
    Part,
    columns,
    line_key,
)


class EntryForm(ActForm):
    """A row's cells as they stand; what was found is told at its box."""

    def __init__(
        self, *args: Any, products: Sequence[str], lines: int, with_card: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        heads, hand = columns(lines), [part for part in Part if part not in PREFILLED]
        keys = [Part.CARD, *hand] if with_card else hand
        medicine = [line_key(n, part) for n in range(1, lines + 1) for part in LinePart]
        self.sections = (
            (_("来人和证卡"), [key for key in keys if key in _WHO]),
            (_("病情"), [Part.RISK, Part.FINDINGS]),
            *(
                (
                    filled(_("第 %(n)s 种药"), {"n": n}),
                    [line_key(n, part) for part in LinePart],
                )
                for n in range(1, lines + 1)
            ),
            (_("处方说明"), [Part.LONG, Part.SELF_PAY, Part.REASON, Part.SITE, Part.INJECTED_BY]),
            (_("签名和下次领药"), [Part.SLIP, Part.NEXT, Part.TIME]),
        )
        for key in [*keys, *medicine]:
            self.fields[key] = self._field(key, heads[key], products)

    def _field(self, key: str, head: str, products: Sequence[str]) -> forms.Field:
        words = _CHOICES.get(key) or (products if key.startswith(LinePart.PRODUCT) else ())
        label = head_words(key)
        if not words:
            return forms.CharField(label=label, required=False, max_length=2000)
        stands = self.data.get(key, "")
        offered = dict.fromkeys([*words, *([stands] if stands else [])])
        return forms.ChoiceField(
            label=label,
            required=False,
            choices=[("", _("（空）")), *((word, later(word)) for word in offered)],
        )

    @property
    def texts(self) -> dict[str, str]:
        """Return the cells that hold something."""
        data = self.cleaned_data
        return {
            key: str(data[key]).strip()
            for key in self.fields
            if key != "request_id" and data.get(key)
        }


_WHO = frozenset(
    {
        Part.CARD,
        Part.CAME,
        Part.PROXY,
        Part.RELATION,
        Part.PROXY_NUMBER,
        Part.SEEN,
        Part.WALK_IN,
        *SHOWN,
    }
)
_CHOICES: dict[str, Sequence[str]] = {
    Part.CAME: tuple(CAME_WORDS),
    Part.RISK: tuple("012345"),
    Part.LONG: (YES,),
    Part.SITE: tuple(SITE_WORDS),
    Part.SELF_PAY: (YES,),
    **dict.fromkeys(SHOWN, (YES,)),
}


def entry_form(
    texts: Mapping[str, str], told: Iterable[Told], *, products: Sequence[str], with_card: bool
) -> EntryForm:
    """Return a row's form as it stands, with what was found of it at its boxes."""
    form = EntryForm(
        {**texts, "request_id": str(uuid4())},
        products=products,
        lines=lines_in(texts),
        with_card=with_card,
    )
    form.is_valid()
    for one in told:
        at = one.column if one.column in form.fields else None
        form.add_error(at, in_words(one.condition))
    return form


def lines_in(texts: Mapping[str, str]) -> int:
    """Return how many lines of medicines a form needs: those in use and one more."""
    used = [n for n in range(1, MOST_LINES + 1) if any(texts.get(line_key(n, p)) for p in LinePart)]
    return min(max(used, default=0) + 1, MOST_LINES)
