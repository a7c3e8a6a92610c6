"""What is chosen before printing rows onto a card, and what is said of an export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.documents.card_rows import FIRST_PAGE, LAST_PAGE, ROWS_A_PAGE, Spot
from anxin.documents.filling.register import LABELS
from anxin.organisations.models import Organisation
from anxin.pages.forms import ActForm
from anxin.pages.words import filled, later


class RowsForm(ActForm):
    """Which pick-ups are printed onto the paper card, and from which row on."""

    pickups = forms.TypedMultipleChoiceField(
        label=_("打印哪几次领药"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一次领药")},
    )
    page = forms.TypedChoiceField(
        label=_("从第几页开始"),
        coerce=int,
        choices=[(n, filled(_("第 %(n)s 页"), {"n": n})) for n in range(FIRST_PAGE, LAST_PAGE + 1)],
        help_text=_("救助卡上第一个空行所在的页"),
        error_messages={"required": _("请选择页")},
    )
    row = forms.TypedChoiceField(
        label=_("从第几行开始"),
        coerce=int,
        choices=[(n, filled(_("第 %(n)s 行"), {"n": n})) for n in range(1, ROWS_A_PAGE + 1)],
        error_messages={"required": _("请选择行")},
    )

    def __init__(
        self,
        *args: Any,
        choices: Sequence[tuple[str, str]],
        fresh: Sequence[str],
        start: Spot,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"pickups": list(fresh), "page": start.page, "row": start.row}
        super().__init__(*args, **kwargs)
        pickups = self.fields["pickups"]
        assert isinstance(pickups, forms.TypedMultipleChoiceField)
        pickups.choices = list(choices)

    @property
    def start(self) -> Spot:
        """Return the first row that is printed on."""
        return Spot(self.cleaned_data["page"], self.cleaned_data["row"])


class ExportForm(ActForm):
    """What is asked for, and why."""

    unit = forms.ChoiceField(label=_("单位"), error_messages={"required": _("请选择单位")})
    reason = forms.CharField(
        label=_("用途"),
        max_length=300,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明作什么用、交给谁；批准人按此审批，查阅记录中永久保存"),
        error_messages={"required": _("请写明用途"), "min_length": _("请把用途写清楚一些")},
    )
    columns = forms.MultipleChoiceField(
        label=_("需要哪些栏目"),
        choices=[(label, later(label)) for label in LABELS],
        initial=list(LABELS),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("用不到的栏目请去掉"),
        error_messages={"required": _("请至少选一栏")},
    )
    in_full = forms.BooleanField(
        label=_("身份证号不遮挡"),
        required=False,
        help_text=_("默认遮挡中间几位；确有必要时才勾选"),
    )

    def __init__(self, *args: Any, units: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.id), one.name) for one in units]


class AnswerForm(ActForm):
    """Another's word on an export."""

    approve = forms.TypedChoiceField(
        label=_("审批意见"),
        choices=[("yes", _("批准")), ("no", _("不批准"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择批准或不批准")},
    )
    because = forms.CharField(
        label=_("说明"), required=False, max_length=300, help_text=_("不批准的，必须写明原因")
    )


class TakeForm(ActForm):
    """The download of what was approved."""
