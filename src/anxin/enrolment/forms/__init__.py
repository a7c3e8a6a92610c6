"""Forms of admission: each carries one business act."""

from __future__ import annotations

from anxin.enrolment.forms.application import ApplicationForm
from anxin.enrolment.forms.steps import (
    AdmitForm,
    ConfirmForm,
    DecideForm,
    DischargeForm,
    LossForm,
    ReplaceForm,
    ReviewForm,
    SignForm,
    WithdrawForm,
)

__all__ = (
    "AdmitForm",
    "ApplicationForm",
    "ConfirmForm",
    "DecideForm",
    "DischargeForm",
    "LossForm",
    "ReplaceForm",
    "ReviewForm",
    "SignForm",
    "WithdrawForm",
)
