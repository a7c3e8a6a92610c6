"""What is typed on a clinic day."""

from __future__ import annotations

from anxin.clinics.forms.arriving import ArriveForm
from anxin.clinics.forms.laboratory import CorrectionForm, SheetForm
from anxin.clinics.forms.prescribing import (
    PrescribeForm,
    line_formset,
    prescribed,
    right_lines,
    typed_lines,
)
from anxin.clinics.forms.reviewing import ReviewForm
from anxin.clinics.forms.rota import BookForm, FindForm, PublishForm

__all__ = (
    "ArriveForm",
    "BookForm",
    "CorrectionForm",
    "FindForm",
    "PrescribeForm",
    "PublishForm",
    "ReviewForm",
    "SheetForm",
    "line_formset",
    "prescribed",
    "right_lines",
    "typed_lines",
)
