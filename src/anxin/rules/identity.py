"""Numbers that name people and organisations: form, checksum, and how they are masked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, condition

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_IDENTITY = re.compile(r"[0-9]{17}[0-9X]")
_DISABILITY = re.compile(r"([0-9]{17}[0-9X])([1-7])([1-4])(B[1-9])?")
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[2-9][0-9]{6,7}")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


class Sex(StrEnum):
    """Sex as GB/T 2261.1 codes it."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"

    @property
    def label(self) -> str:
        """Return the Chinese word."""
        return {"0": "未知", "1": "男", "2": "女", "9": "未说明"}[self.value]


HAS_FORM = condition(
    "identity-form",
    "codes:identity",
    met="居民身份证号为18位",
    unmet="居民身份证号应为18位：17位数字加1位数字或 X",
)
HAS_CHECKSUM = condition(
    "identity-checksum",
    "codes:identity",
    met="校验码正确",
    unmet="居民身份证号的校验码不对，请核对是否抄错",
)
HAS_BIRTHDAY = condition(
    "identity-birthday",
    "codes:identity",
    met="出生日期正确",
    unmet="居民身份证号中的出生日期不是一个过去的日期",
)


def normal_identity(text: str) -> str:
    """Return a typed number without blanks, with full-width digits plain and X in upper case."""
    return "".join(_plain(character) for character in text if not character.isspace()).upper()


@cites("codes:identity", "5.1.3.b")
def check_identity(number: str, *, on: date) -> Decision:
    """Examine a citizen's number: form, checksum and a real day in the past.

    Any region is accepted: residence counts, not registration. Expects the normal form.
    """
    has_form = _IDENTITY.fullmatch(number) is not None
    born = birth_of(number) if has_form else None
    return Decision.of(
        HAS_FORM.met_if(has_form),
        HAS_CHECKSUM.met_if(has_form and number[17] == check_digit(number[:17])),
        HAS_BIRTHDAY.met_if(born is not None and date(1850, 1, 1) <= born <= on),
    )


def is_identity(number: str, *, on: date) -> bool:
    """Say whether a citizen's number passes every check."""
    return check_identity(number, on=on).granted


@cites("codes:identity")
def check_digit(first_seventeen: str) -> str:
    """Return the last character of a citizen's number."""
    weighed = sum(int(d) * w for d, w in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[weighed % 11]


def birth_of(number: str) -> date | None:
    """Return the day of birth in a citizen's number, or nothing where it is no day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> Sex:
    """Return the sex in a citizen's number: odd is male."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def mask_identity(number: str) -> str:
    """Return a number that shows its first three and last four characters at most."""
    if len(number) <= 7:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_phone(number: str) -> str:
    """Return a phone number that shows its first three and last two characters at most."""
    if len(number) <= 5:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


def mask_name(name: str) -> str:
    """Return a name that shows only its first character."""
    return name[:1] + "*" * max(len(name) - 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisabilityCertificate:
    """What a disability certificate's number says."""

    identity: str
    category: int
    level: int
    suffix: str


@cites("codes:disability", "5.1.3.b")
def read_disability_certificate(number: str) -> DisabilityCertificate | None:
    """Read the number of a disability certificate, or nothing where it is not of the form."""
    found = _DISABILITY.fullmatch(number)
    if not found:
        return None
    return DisabilityCertificate(
        identity=found[1], category=int(found[2]), level=int(found[3]), suffix=found[4] or ""
    )


@cites("codes:disability")
def disability_warnings(certificate: DisabilityCertificate, *, identity: str) -> tuple[str, ...]:
    """Return what is odd about a certificate: another's number, or no mental disability.

    Warnings, not refusals: a person may have a certificate older than the number.
    """
    warnings = []
    if certificate.identity != identity:
        warnings.append("残疾人证号与居民身份证号不一致，请核对")
    if certificate.category not in (6, 7):
        warnings.append("残疾类别不是精神残疾（6）或多重残疾（7），请核对")
    return tuple(warnings)


def is_phone(number: str) -> bool:
    """Say whether a number has the form of a mobile or a fixed line."""
    return _PHONE.fullmatch(number) is not None


@cites("codes:credit")
def is_credit_code(code: str) -> bool:
    """Say whether an organisation's unified social credit code has form and checksum."""
    if len(code) != 18 or any(character not in _CREDIT_ALPHABET for character in code):
        return False
    values = [_CREDIT_ALPHABET.index(character) for character in code]
    weighed = sum(v * w for v, w in zip(values[:17], _CREDIT_WEIGHTS, strict=True))
    return (31 - weighed % 31) % 31 == values[17]


def _plain(character: str) -> str:
    if "！" <= character <= "～":
        return chr(ord(character) - 0xFEE0)
    return character
