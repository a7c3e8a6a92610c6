"""Forms that are acts, and fields in the field's own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import uuid4

from django import forms
from django.db import IntegrityError, OperationalError, transaction
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from anxin.pages.asking import typed
from anxin.pages.guards import refusal_of
from anxin.pages.words import in_words
from anxin.rules.decisions import Refused
from anxin.rules.identity import check_identity, normal_identity

if TYPE_CHECKING:
    _Lines = BaseFormSet[forms.Form]
else:
    _Lines = BaseFormSet

Result = TypeVar("Result")

_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")
_UNWRITTEN = str.maketrans("", "", ",，¥￥ ")
LONGEST_AMOUNT = 10


class ActForm(forms.Form):
    """A form that carries the UUID made when it was opened, so that sending it twice is harmless."""

    request_id = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        label="",
        error_messages={
            "required": _("页面已失效，请重新打开再填"),
            "invalid": _("页面已失效，请重新打开再填"),
        },
    )
    use_required_attribute = False

    def attempt(self, act: Callable[[], Result]) -> Result | None:
        """Carry out an act in a savepoint; a refusal is shown on the form and nothing of it is kept.

        None where it was refused. What the database refuses is told in the same words.
        """
        try:
            with transaction.atomic():
                result = act()
                _check_deferred()
        except Refused as refusal:
            self.show(refusal)
            return None
        except (IntegrityError, OperationalError) as error:
            self.show(refusal_of(error))
            return None
        return result

    def show(self, refusal: Refused) -> None:
        """Put every ground of a refusal on the form, each with its clause."""
        for ground in refusal.unmet:
            self.add_error(None, forms.ValidationError(in_words(ground), code=ground.clause))


def _check_deferred() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class YuanField(forms.CharField):
    """Money typed in yuan, kept in whole fen."""

    suffix = _("元")
    """Shown behind the box by the component ``form_field``."""

    default_error_messages: ClassVar = {
        "invalid": _("请填写金额，例如 12.50"),
        "negative": _("金额不能小于 0"),
        "too_large": _("金额过大"),
    }

    def prepare_value(self, value: Any) -> Any:
        """Return kept fen as yuan, to be shown in the box; what was typed stays as typed."""
        return f"{value // 100}.{value % 100:02}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return fen, or None where nothing was typed."""
        text = str(value or "").strip().translate(_UNWRITTEN)
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if text.startswith("-"):
            raise forms.ValidationError(self.error_messages["negative"], code="negative")
        yuan, _dot, part = text.partition(".")
        if len(yuan) > LONGEST_AMOUNT:
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large")
        return int(yuan) * 100 + int(part.ljust(2, "0"))


class DayField(forms.DateField):
    """A day, typed: 20261122, 2026-11-22 or 2026年11月22日.

    No native picker: on an English system it shows mm/dd/yyyy, and a keyboard is quicker.
    """

    suffix = _("例 2026-11-22")
    widget = forms.DateInput(
        attrs={"inputmode": "numeric", "class": "day-box"},
        format="%Y-%m-%d",
    )

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
        kwargs.setdefault("input_formats", formats)
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("请填写日期，例如 2026-11-22 或 20261122")

    def to_python(self, value: Any) -> date | None:
        """Return the day; full-width figures and spaces within are read as what they mean."""
        if isinstance(value, str):
            value = "".join(unicodedata.normalize("NFKC", value).split())
        return super().to_python(value)


class LineSet(_Lines):
    """Lines of a form: those in use and one more; lines left empty are left out."""

    def initial_form_count(self) -> int:
        """Treat no line as given beforehand, so that any may be left empty."""
        return 0


def line_set(
    form: type[forms.Form],
    data: Any,
    *,
    prefix: str,
    most: int,
    lines: int = 1,
    initial: Sequence[Mapping[str, Any]] = (),
    more: Mapping[str, Any],
) -> LineSet:
    """Return the lines of a form: as many as were sent, or those of ``initial``, or empty ones."""
    extra = max(lines, len(initial))
    made = formset_factory(form, formset=LineSet, extra=extra, max_num=most, absolute_max=most)
    found = made(data, prefix=prefix, initial=list(initial), form_kwargs=dict(more))
    assert isinstance(found, LineSet)
    return found


def one_line_more(sent: LineSet) -> LineSet:
    """Return the same lines as they were typed, unjudged, with an empty one below."""
    kept = [typed(line) for line in sent.forms]
    most = sent.absolute_max
    made = formset_factory(
        sent.form,
        formset=LineSet,
        extra=min(len(kept) + 1, most),
        max_num=most,
        absolute_max=most,
    )
    found = made(initial=kept, prefix=sent.prefix, form_kwargs=sent.form_kwargs)
    assert isinstance(found, LineSet)
    if len(found.forms) > len(kept):
        first = next(iter(found.forms[-1].fields.values()))
        first.widget.attrs["autofocus"] = True
    return found


class IdentityNumberField(forms.CharField):
    """A citizen identity number, checked as GB 11643 asks; X is upper case."""

    def __init__(self, *, on: Callable[[], date], **kwargs: Any) -> None:
        self.on = on
        kwargs.setdefault("max_length", 24)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Return the number, or say what is wrong with it."""
        text = super().clean(value)
        if not text:
            return ""
        number = normal_identity(text)
        found = check_identity(number, on=self.on())
        if not found.granted:
            raise forms.ValidationError(in_words(found.unmet[0]), code="identity")
        return number
