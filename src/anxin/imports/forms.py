"""What is filled in to read a roster in, to put a row right, and to ask for rows to be taken in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.imports.checking import Texts
from anxin.imports.reading import FAULTS, MOST_BYTES, MOST_MEGABYTES
from anxin.imports.vocabulary import CHOICES
from anxin.pages.forms import ActForm
from anxin.pages.words import filled, in_words, later
from anxin.rules.roster import ANNEX_8, Column, Finding, Verdict, Weight
from anxin.rules.roster_reading import LONGEST, LONGEST_OTHER

WHICH = {
    "all": {Verdict.READY, Verdict.DRAFT},
    "ready": {Verdict.READY},
    "draft": {Verdict.DRAFT},
}


class UploadForm(ActForm):
    """One spreadsheet."""

    file = forms.FileField(
        label=_("表格文件"),
        help_text=filled(_("Excel 表格（.xlsx），不超过 %(n)s MB"), {"n": MOST_MEGABYTES}),
        error_messages={
            "required": _("请选择表格文件"),
            "empty": _("文件是空的，请重新选择"),
            "invalid": _("请选择表格文件"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx"

    def clean_file(self) -> Any:
        """Say of a file that is too large that it is, before anybody reads it."""
        sent = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(in_words(FAULTS["large"].met_if(False)))  # noqa: FBT003
        return sent


class RowForm(ActForm):
    """A row's cells as they stand; what was found is told at its box."""

    sections = (
        (_("附件8的栏目"), [str(one) for one in ANNEX_8]),
        (_("审批表还需要的栏目"), [str(one) for one in Column if one not in ANNEX_8]),
    )

    def __init__(self, *args: Any, villages: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[Column, Iterable[str]] = {**CHOICES, Column.VILLAGE: villages}
        for column in Column:
            self.fields[str(column)] = (
                self._choice(column, offered[column])
                if column in offered
                else forms.CharField(
                    label=later(column.label),
                    required=False,
                    max_length=LONGEST.get(column, LONGEST_OTHER) * 2,
                    error_messages={"max_length": _("最多 %(limit_value)d 个字")},
                )
            )

    def _choice(self, column: Column, words: Iterable[str]) -> forms.ChoiceField:
        """Offer the words of the form, and what stands there now, right or wrong."""
        stands = self.data.get(str(column), "")
        all_words = dict.fromkeys([*words, *([stands] if stands else [])])
        return forms.ChoiceField(
            label=later(column.label),
            required=False,
            choices=[("", _("请选择")), *((word, later(word)) for word in all_words)],
        )

    @property
    def texts(self) -> dict[Column, str]:
        """Return the cells that hold something."""
        data = self.cleaned_data
        return {column: data[column] for column in Column if data.get(column)}


def row_form(texts: Texts, findings: Iterable[Finding], *, villages: Iterable[str]) -> RowForm:
    """Return a row's form as it stands, with what was found of it at its boxes."""
    typed = {str(column): text for column, text in texts.items()}
    form = RowForm({**typed, "request_id": str(uuid4())}, villages=villages)
    form.is_valid()
    for finding in findings:
        if finding.weight is not Weight.NOTE:
            form.add_error(str(finding.column), in_words(finding.words))
    return form


class TakeInForm(ActForm):
    """Which rows are taken in."""

    which = forms.ChoiceField(
        label=_("导入哪些行"),
        widget=forms.RadioSelect,
        initial="all",
        choices=(
            ("all", _("所有没有问题的行")),
            ("ready", _("只导入可提交申请的行")),
            ("draft", _("只导入可存为草稿的行")),
        ),
    )
    first = forms.IntegerField(
        label=_("从第几行"),
        required=False,
        min_value=1,
        help_text=_("按表格软件左边的行号；不填就从头开始"),
        error_messages={"invalid": _("请填写整数")},
    )
    last = forms.IntegerField(
        label=_("到第几行"),
        required=False,
        min_value=1,
        help_text=_("不填就到最后"),
        error_messages={"invalid": _("请填写整数")},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        data = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("不能小于开始的行号"))
        return data
