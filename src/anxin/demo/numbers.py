"""Make up numbers that pass every check and belong to nobody.

Identity numbers lie in region 000000, which GB/T 2260 gives to no place. Phones begin with 154:
they look like mobile numbers (1, then 3 to 9), but 154 is a prefix that no operator has, and
public number metadata knows no number in it. 199, though it looks free, is in use.
"""

from collections.abc import Callable
from datetime import date
from random import Random

REGION = "000000"
PHONE_PREFIX = "154"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


class Numbers:
    """Draw numbers and remember them, so that no two people of one run share one."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def identity_number(self, *, born: date, sex: str) -> str:
        """Draw an 18-character number that tells this birth and sex (GB 11643)."""
        odd = sex == "1"

        def draw() -> str:
            order = 2 * self._rng.randrange(500) + odd
            return with_check_character(f"{REGION}{born:%Y%m%d}{order:03d}")

        return self._unused(draw)

    def phone(self) -> str:
        """Draw an 11-digit number that nobody can have."""
        return self._unused(lambda: f"{PHONE_PREFIX}{self._rng.randrange(10**8):08d}")

    def insurance_card(self) -> str:
        """Draw a 9-character insurance card number."""
        return self._unused(lambda: f"Z{self._rng.randrange(10**8):08d}")

    def special_disease_card(self) -> str:
        """Draw the number of a special-disease card."""
        return self._unused(lambda: f"TB{self._rng.randrange(10**8):08d}")

    def _unused(self, draw: Callable[[], str]) -> str:
        # Half a thousand people share a birthday and sex before a draw can run out; then it is
        # a fault of the caller's figures, and says so.
        for _ in range(10_000):
            number = draw()
            if number not in self._taken:
                self._taken.add(number)
                return number
        raise RuntimeError("No number of this kind is left: too many people share a birthday.")


def with_check_character(first_17: str) -> str:
    """Return the 18 characters that these 17 digits begin (GB 11643, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return first_17 + _CHECK_CHARACTERS[total % 11]
