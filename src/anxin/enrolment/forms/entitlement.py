"""Forms of places, offers, the yearly review and the renewal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.pages.forms import ActForm

_TEXT = forms.Textarea(attrs={"rows": 3})


class PlacesForm(ActForm):
    """The number of places of the district, a hospital or a town; empty is 待定."""

    scope = forms.ChoiceField(label=_("范围"), error_messages={"required": _("请选择范围")})
    places = forms.IntegerField(
        label=_("名额数"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=_("不填就是待定；不能少于已用的名额"),
        error_messages={"invalid": _("请填写整数"), "min_value": _("名额不能小于 0")},
    )
    because = forms.CharField(
        label=_("依据"),
        max_length=200,
        help_text=_("例如文件名称和文号"),
        error_messages={"required": _("请写明依据，例如文件号")},
    )

    def __init__(self, *args: Any, scopes: Sequence[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = list(scopes)

    def chosen(self) -> dict[str, UUID]:
        """Return whose places are set, as the service takes it; nothing for the district's."""
        kind, _colon, pk = str(self.cleaned_data["scope"]).partition(":")
        return {f"{kind}_id": UUID(pk)} if pk else {}


class OfferForm(ActForm):
    """One click: every free place is offered to who stands next in line."""


class ReturnForm(ActForm):
    """One click: the right of somebody out of hospital is restored."""


class AnswerForm(ActForm):
    """What somebody on the waiting list says to a place that is offered."""

    answer = forms.ChoiceField(
        label=_("本人或监护人的答复"),
        choices=(("accept", _("接受，等办公室复审确认")), ("decline", _("放弃，撤回申请"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择接受还是放弃")},
    )
    because = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=300,
        widget=_TEXT,
        help_text=_("放弃时写明原因、由谁答复"),
    )


class ProposeForm(ActForm):
    """The township's proposal at the yearly review."""

    keeps = forms.ChoiceField(
        label=_("审核意见"),
        choices=(("yes", _("继续享受")), ("no", _("不再符合条件，取消资格"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择审核意见")},
    )
    evidence = forms.CharField(
        label=_("核实的情况和依据"),
        required=False,
        max_length=1000,
        widget=_TEXT,
        help_text=_("有条件看不出符合，或提出取消时必须写明"),
    )


class DecideReviewForm(ActForm):
    """The office's decision at the yearly review."""

    verdict = forms.ChoiceField(
        label=_("审定结论"),
        choices=(
            ("keep", _("继续享受，可以续签协议")),
            ("return", _("退回补充")),
            ("end", _("取消资格")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择审定结论")},
    )
    reason = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=1000,
        widget=_TEXT,
        help_text=_("退回时写明缺什么；取消时逐条的理由由系统写明，可以补充"),
    )


class RenewForm(ActForm):
    """Both signatures for another year."""

    signed_for_hospital = forms.CharField(
        label=_("甲方负责人签名"),
        max_length=40,
        error_messages={"required": _("请填写甲方（定点医院）负责人姓名")},
    )
    signed_for_person = forms.ChoiceField(
        label=_("乙方由谁签字"),
        choices=(("guardian", _("监护人")), ("patient", _("患者本人"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择乙方由患者还是监护人签字")},
    )


class BatchForm(ActForm):
    """Many people chosen at once by their boxes in the list."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("所选的人"),
        coerce=UUID,
        error_messages={
            "required": _("请先选择要一并办理的人"),
            "invalid_choice": _("所选的人中有不能一并办理的，请刷新后重试"),
        },
    )

    def __init__(self, *args: Any, among: Sequence[UUID], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        chosen.choices = [(str(one), str(one)) for one in among]
