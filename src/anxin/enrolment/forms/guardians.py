"""The form of another guardian: whom they take over from, who they are, why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from anxin.enrolment.forms.fields import PhoneField
from anxin.pages.forms import ActForm, DayField, IdentityNumberField
from anxin.pages.words import choices_of
from anxin.people.codes import GUARDIAN_BASES, RELATIONS
from anxin.people.details import GuardianDetails
from anxin.people.models import Guardian
from anxin.people.queries import GuardianSeen
from anxin.rules.identity import birth_of

FIELDS = ("kind", "name", "relation", "basis", "identity_number", "born", "phone", "address")


class GuardianSignatureForm(ActForm):
    """The day on which a new guardian signed both copies of the agreement."""

    signed_on = DayField(
        label=_("新监护人签字日期"), error_messages={"required": _("请填写签字日期")}
    )
    both_copies = forms.BooleanField(
        label=_("两份协议都已由新监护人签字"),
        error_messages={"required": _("协议一式两份，请新监护人在两份上都签字")},
    )


class ChangeGuardianForm(ActForm):
    """A guardian as annex 4 asks for them, and the one who is guardian no longer."""

    ends = forms.ChoiceField(label=_("接替哪一位"), widget=forms.RadioSelect, required=False)
    kind = forms.ChoiceField(label=_("监护人是"), choices=Guardian.Kind.choices)
    name = forms.CharField(
        label=_("监护人姓名或单位名称"),
        max_length=60,
        error_messages={"required": _("请填写监护人姓名或单位名称")},
    )
    relation = forms.ChoiceField(label=_("与患者关系"), choices=choices_of(RELATIONS))
    basis = forms.ChoiceField(
        label=_("监护依据"),
        choices=[("", _("请选择")), *choices_of(GUARDIAN_BASES)],
        error_messages={"required": _("请选择监护依据")},
    )
    identity_number = IdentityNumberField(label=_("监护人身份证号"), on=localdate, required=False)
    born = DayField(
        label=_("监护人出生日期"), required=False, help_text=_("填了身份证号的可以不填")
    )
    phone = PhoneField(label=_("监护人联系电话"))
    address = forms.CharField(label=_("监护人家庭地址"), max_length=120, required=False)
    because = forms.CharField(
        label=_("变更原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明变更监护人的原因")},
    )

    def __init__(self, *args: Any, present: Sequence[GuardianSeen], **more: Any) -> None:
        super().__init__(*args, **more)
        ends = self.fields["ends"]
        assert isinstance(ends, forms.ChoiceField)
        ends.choices = [
            *((str(one.guardian_id), one.name) for one in present),
            ("", _("不接替，再加一位")),
        ]
        ends.initial = ends.choices[0][0]

    def clean(self) -> dict[str, Any]:
        """Take the birthday from the number; ask for one of the two of a person."""
        data = super().clean() or self.cleaned_data
        if data.get("kind") != Guardian.Kind.PERSON:
            data["born"] = None
        elif data.get("identity_number"):
            data["born"] = birth_of(data["identity_number"])
        elif not data.get("born") and not {"born", "identity_number"} & set(self.errors):
            self.add_error("born", _("请填写监护人身份证号或出生日期：监护人年龄关系到申请条件"))
        return data

    def guardian(self) -> GuardianDetails:
        """Return the guardian as filled in."""
        return GuardianDetails(**{field: self.cleaned_data[field] for field in FIELDS})
