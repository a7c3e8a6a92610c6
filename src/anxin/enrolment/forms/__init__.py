"""Forms of admission: each carries one business act."""

from __future__ import annotations

from anxin.enrolment.forms.application import ApplicationForm
from anxin.enrolment.forms.steps import (
    AdmitForm,
    AppealForm,
    ConfirmForm,
    DecideForm,
    DischargeForm,
    LossForm,
    ReceiveForm,
    ReplaceForm,
    ReviewForm,
    SignForm,
    WithdrawForm,
)

__all__ = (
    "AdmitForm",
    "AppealForm",
    "ApplicationForm",
    "ConfirmForm",
    "DecideForm",
    "DischargeForm",
    "LossForm",
    "ReceiveForm",
    "ReplaceForm",
    "ReviewForm",
    "SignForm",
    "WithdrawForm",
)
