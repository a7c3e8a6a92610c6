"""What is typed about the fund, and about an expert's word."""

from anxin.funding.forms.consultations import AskForm, ConcludeForm, WithdrawForm, WordForm
from anxin.funding.forms.fund import AdvanceForm, AnswerForm, BudgetForm

__all__ = (
    "AdvanceForm",
    "AnswerForm",
    "AskForm",
    "BudgetForm",
    "ConcludeForm",
    "WithdrawForm",
    "WordForm",
)
