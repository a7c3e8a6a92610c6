"""What changes organisations, staff and their duties."""

from anxin.organisations.services.accounts import (
    change_own_password,
    clear_tries,
    disable,
    enable,
    end_duty,
    open_account,
    renew_password,
    reset_factors,
    take_up_duty,
)
from anxin.organisations.services.staff import (
    AGREEMENT_DAYS,
    AGREEMENT_VERSION,
    add_staff,
    give_duty,
    sign_agreement,
)

__all__ = [
    "AGREEMENT_DAYS",
    "AGREEMENT_VERSION",
    "add_staff",
    "change_own_password",
    "clear_tries",
    "disable",
    "enable",
    "end_duty",
    "give_duty",
    "open_account",
    "renew_password",
    "reset_factors",
    "sign_agreement",
    "take_up_duty",
]
