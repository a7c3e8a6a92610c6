"""What is typed at the counter, and the words for wrong input."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from anxin.dispensing.injecting import InjectionGiven, ToInject
from anxin.dispensing.services import GuardianSigned
from anxin.dispensing.signing import PAD, PAPER
from anxin.files.cleaning import Cleaned
from anxin.files.sending import ACCEPTED, clean_field
from anxin.pages.forms import ActForm, DayField, YuanField
from anxin.pages.words import day_in_words, filled, later
from anxin.rules.files import MOST_MEGABYTES, Purpose


class FindForm(forms.Form):
    """Who stands at the counter: a scanner types, or a person does."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("扫描服药卡，或输入卡号、身份证号"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autofocus": True, "inputmode": "text", "spellcheck": "false"}
        ),
        error_messages={"required": _("请扫描服药卡，或输入卡号、身份证号")},
    )


class PrepareForm(ActForm):
    """The agreed next pick-up day: offered are the clinic days where some are published (5.3.2.c)."""

    prescription_id = forms.UUIDField(widget=forms.HiddenInput)
    part = forms.BooleanField(widget=forms.HiddenInput, required=False)
    next_pickup_on = DayField(
        label=_("约定下次领药日"),
        help_text=_("应在药用完之前；本服药点发布了坐诊日的，应是坐诊日"),
        error_messages={"required": _("请约定下次领药日")},
    )

    def offer(self, days: Sequence[date]) -> None:
        """Let one of these days be picked, the last while medicine lasts first; none: any is typed."""
        if days:
            choices = [(day.isoformat(), day_in_words(day)) for day in days]
            self.fields["next_pickup_on"].widget = forms.Select(choices=choices)


class SettleForm(ActForm):
    """The special-disease bill brought along, or the word that the quota is used up (5.3.2.b)."""

    exhausted = forms.BooleanField(label=_("特病额度已用完，没有结算单"), required=False)
    hospital = forms.CharField(label=_("特病定点医院"), max_length=80, required=False)
    invoice_number = forms.CharField(label=_("发票号"), max_length=40, required=False)
    total = YuanField(label=_("费用总额"), required=False)
    reimbursed = YuanField(label=_("已报销金额"), required=False)
    settled_on = DayField(label=_("结算日期"), error_messages={"required": _("请填写结算日期")})

    def clean(self) -> dict[str, Any]:
        """Ask for every part of a bill at its own field, unless the quota is used up."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("exhausted"):
            return told | {"hospital": "", "invoice_number": "", "total": 0, "reimbursed": 0}
        words = {
            "hospital": _("请填写特病定点医院"),
            "invoice_number": _("请填写发票号"),
            "total": _("请填写费用总额"),
            "reimbursed": _("请填写已报销金额，没有报销填 0"),
        }
        for name, word in words.items():
            if name not in self.errors and told.get(name) in (None, ""):
                self.add_error(name, word)
        total, reimbursed = told.get("total"), told.get("reimbursed")
        if total is not None and reimbursed is not None and reimbursed > total:
            self.add_error("reimbursed", _("已报销金额不能超过费用总额"))
        return told


class SignForm(ActForm):
    """The three signatures: the doctor's stands on the prescription, the other two are given here."""

    explained = forms.BooleanField(
        label=_("已向患者或监护人讲解用法用量"),
        widget=forms.CheckboxInput(attrs={"data-focus": "still"}),
        error_messages={"required": _("请先讲解用法用量，再勾选")},
    )
    way = forms.ChoiceField(
        label=_("监护人或患者签字"),
        choices=[(PAD, _("在手写屏签字")), (PAPER, _("在纸质签名单签字，扫描件后补"))],
        widget=forms.RadioSelect,
        initial=PAD,
        error_messages={"required": _("请选择签字方式")},
    )
    drawing = forms.CharField(widget=forms.HiddenInput, required=False)
    slip_number = forms.CharField(
        label=_("签名单号"),
        max_length=20,
        required=False,
        help_text=_("在纸上签字时填写；扫描件未补之前不能申报结算"),
    )
    password = forms.CharField(
        label=_("发药人密码（代替签字）"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("请输入您的登录密码，作为发药人签字")},
    )

    def __init__(
        self,
        *args: Any,
        injected: Sequence[ToInject] = (),
        by: str = "",
        at: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._lines = [line.line_id for line in injected]
        self._at = at
        for number, line in enumerate(injected):
            self.fields |= _injection_fields(number, line, by=by, at=at)

    @property
    def injection_fields(self) -> list[forms.BoundField]:
        """Return the boxes of the injections, in the order of the lines."""
        return [
            self[f"{name}_{number}"]
            for number in range(len(self._lines))
            for name in ("site", "injected_by", "injected_at")
        ]

    @property
    def injections(self) -> list[InjectionGiven]:
        """Return how each line was injected, today."""
        told = self.cleaned_data
        return [
            InjectionGiven(
                line_id=line_id,
                site=told[f"site_{number}"],
                injected_by=told[f"injected_by_{number}"],
                injected_at=_today_at(told[f"injected_at_{number}"], now=self._at),
            )
            for number, line_id in enumerate(self._lines)
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the signature of the chosen way."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("way") and not self.guardian.is_there:
            if told["way"] == PAPER:
                self.add_error("slip_number", _("请填写签名单号"))
            else:
                self.add_error("way", _("手写屏上还没有签字"))
        return told

    @property
    def guardian(self) -> GuardianSigned:
        """Return how the guardian or patient signed."""
        told = self.cleaned_data
        drawn = told.get("way") == PAD
        return GuardianSigned(
            way=told.get("way", ""),
            drawing=told.get("drawing", "") if drawn else "",
            slip_number="" if drawn else told.get("slip_number", ""),
        )


def _injection_fields(
    number: int, line: ToInject, *, by: str, at: datetime | None
) -> dict[str, forms.Field]:
    """Return what is asked of one injection: where, by whom, when."""
    facts = {"drug": line.drug, "step": later(line.step.label)}
    return {
        f"site_{number}": forms.ChoiceField(
            label=filled(_("%(drug)s%(step)s：注射部位"), facts),
            choices=[("", _("请选择")), *((site.value, later(site.label)) for site in line.sites)],
            error_messages={"required": _("请选择注射部位")},
        ),
        f"injected_by_{number}": forms.CharField(
            label=filled(_("%(drug)s：注射人"), facts),
            max_length=40,
            initial=by,
            error_messages={"required": _("请填写注射人姓名")},
        ),
        f"injected_at_{number}": forms.TimeField(
            label=filled(_("%(drug)s：注射时间"), facts),
            input_formats=["%H:%M", "%H%M", "%H：%M"],
            widget=forms.TimeInput(attrs={"inputmode": "numeric"}, format="%H:%M"),
            initial=localtime(at).time() if at else None,
            error_messages={
                "required": _("请填写注射时间"),
                "invalid": _("请填写时间，例如 9:30 或 0930"),
            },
        ),
    }


def _today_at(moment: time, *, now: datetime | None) -> datetime:
    """Return a time of the day as a moment of today."""
    assert now is not None
    return localtime(now).replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)


class ReleaseForm(ActForm):
    """Taking back what was prepared."""


class ReverseForm(ActForm):
    """The reason of a reversal, and that it is meant."""

    reason = forms.CharField(
        label=_("冲销原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明冲销原因")},
    )
    left_counter = forms.TypedChoiceField(
        label=_("药品是否离开过发药窗口"),
        choices=[
            ("no", _("没有离开窗口：退回原批号，可以再发")),
            ("yes", _("离开过窗口：收回后不得再发，按损耗登记")),
        ],
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请说明药品是否离开过发药窗口")},
    )
    meant = forms.BooleanField(
        label=_("药品已全部收回，确认冲销"),
        error_messages={"required": _("请确认药品已全部收回")},
    )


class ScanForm(ActForm):
    """The scan of a paper slip."""

    scan = forms.FileField(
        label=_("签名单扫描件"),
        help_text=filled(_("JPEG、PNG 或 PDF 文件，不超过 %(n)s MB"), {"n": MOST_MEGABYTES}),
        error_messages={"required": _("请选择扫描件"), "empty": _("这个文件是空的，请重新扫描")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].widget.attrs["accept"] = ACCEPTED

    def clean(self) -> dict[str, Any]:
        """Have the scan drawn or written anew; what is wrong with it stands at its field."""
        data = super().clean() or self.cleaned_data
        if (sent := data.get("scan")) is not None:
            clean_field(self, "scan", sent, purpose=Purpose.OTHER)
        return data

    @property
    def cleaned_file(self) -> Cleaned:
        """Return the scan as it may be kept."""
        found = self.cleaned_data["cleaned"]
        assert isinstance(found, Cleaned)
        return found
