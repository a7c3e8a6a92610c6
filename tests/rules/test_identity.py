"""Numbers that name people and organisations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.identity import (
    Sex,
    birth_of,
    check_digit,
    check_identity,
    disability_warnings,
    is_credit_code,
    is_identity,
    is_phone,
    mask_identity,
    mask_name,
    mask_phone,
    normal_identity,
    read_disability_certificate,
    sex_of,
)

TODAY = date(2026, 11, 22)


def number(born=date(1980, 2, 29), serial=11):
    first = f"000000{born:%Y%m%d}{serial:03}"
    return first + check_digit(first)


identities = st.builds(number, born=st.dates(date(1900, 1, 1), TODAY), serial=st.integers(0, 999))


@given(one=identities)
def test_a_number_with_its_checksum_is_accepted_whatever_its_region(one):
    assert is_identity(one, on=TODAY)


@given(one=identities, place=st.integers(0, 17), digit=st.sampled_from("0123456789"))
def test_one_wrong_character_is_always_found(one, place, digit):
    wrong = one[:place] + digit + one[place + 1 :]

    assert is_identity(wrong, on=TODAY) == (wrong == one)


@given(one=identities, place=st.integers(0, 16))
def test_two_characters_swapped_are_always_found(one, place):
    swapped = one[:place] + one[place + 1] + one[place] + one[place + 2 :]

    assert is_identity(swapped, on=TODAY) == (swapped == one)


def test_the_published_example_of_the_standard_passes():
    assert is_identity("11010519491231002X", on=TODAY)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("11010519491231002x", ["identity-form", "identity-checksum", "identity-birthday"]),
        ("1101051949123100", ["identity-form", "identity-checksum", "identity-birthday"]),
        ("110105194912310021", ["identity-checksum"]),
        (number(born=date(2026, 11, 23)), ["identity-birthday"]),
        (
            "１１０１０５１９４９１２３１００２X",
            ["identity-form", "identity-checksum", "identity-birthday"],
        ),
        ("", ["identity-form", "identity-checksum", "identity-birthday"]),
    ],
)
def test_a_wrong_number_says_what_is_wrong(text, codes):
    assert [c.code for c in check_identity(text, on=TODAY).unmet] == codes


def test_a_day_that_does_not_exist_is_refused_even_with_its_checksum():
    first = "00000019810229011"

    assert [c.code for c in check_identity(first + check_digit(first), on=TODAY).unmet] == [
        "identity-birthday"
    ]


def test_what_is_typed_becomes_the_normal_form():
    assert normal_identity(" 1101051949 1231002x") == "11010519491231002X"
    assert normal_identity("１１０１０５１９４９１２３１００２ｘ") == "11010519491231002X"


def test_sex_and_birth_are_read_from_the_number():
    assert birth_of(number()) == date(1980, 2, 29)
    assert sex_of(number(serial=11)) is Sex.MALE
    assert sex_of(number(serial=12)) is Sex.FEMALE


@given(one=identities)
def test_a_masked_number_hides_the_birthday(one):
    masked = mask_identity(one)

    assert len(masked) == 18
    assert masked[3:14] == "*" * 11


def test_short_texts_are_masked_whole():
    assert mask_identity("1234567") == "*******"
    assert mask_phone("12345") == "*****"
    assert mask_phone("13800138000") == "138******00"
    assert mask_name("欧阳小明") == "欧***"
    assert mask_name("") == ""


def test_a_disability_certificate_is_read_with_its_suffix():
    certificate = read_disability_certificate(number() + "62B1")

    assert certificate is not None
    assert (certificate.category, certificate.level, certificate.suffix) == (6, 2, "B1")
    assert disability_warnings(certificate, identity=number()) == ()


@pytest.mark.parametrize("tail", ["", "6", "60", "65", "82", "62B", "62X1"])
def test_a_certificate_of_another_form_is_not_read(tail):
    assert read_disability_certificate(number() + tail) is None


def test_another_persons_certificate_is_a_warning():
    certificate = read_disability_certificate(number(serial=12) + "12")

    assert certificate is not None
    assert len(disability_warnings(certificate, identity=number())) == 2


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("13800138000", True),
        ("023-47521234", True),
        ("02347521234", True),
        ("12800138000", False),
        ("1380013800", False),
        ("138001380000", False),
        ("", False),
    ],
)
def test_the_form_of_a_phone_number(text, good):
    assert is_phone(text) == good


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100I000100Y43", False),
    ],
)
def test_the_checksum_of_a_social_credit_code(code, good):
    assert is_credit_code(code) == good
