"""A blind index finds a value however it was typed, and tells nothing without its key."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.vault.blind_index import blind, normalised
from anxin.vault.keys import FileKeyProvider, use_provider

NUMBER = "00000019800101123X"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
each_hash = pytest.mark.parametrize("name", ["HMAC-SHA256", "HMAC-SM3"])
properties = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def keys(tmp_path: Path) -> Iterator[FileKeyProvider]:
    made = FileKeyProvider(tmp_path / "master.json")
    with use_provider(made):
        yield made


@each_hash
class TestBothHashes:
    @pytest.fixture(autouse=True)
    def chosen(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ANXIN_BLIND_INDEX", name)

    def test_it_has_32_bytes_and_is_always_the_same(self, name: str) -> None:
        first = blind(NUMBER, purpose="identity_number")
        assert len(first) == 32
        assert first == blind(NUMBER, purpose="identity_number")

    @properties
    @given(one=TEXTS, other=TEXTS)
    def test_two_values_are_equal_exactly_when_their_spelling_is(
        self, name: str, one: str, other: str
    ) -> None:
        if not normalised(one) or not normalised(other):
            return
        same = normalised(one) == normalised(other)
        assert (blind(one, purpose="name") == blind(other, purpose="name")) is same

    def test_another_purpose_gives_another_index(self, name: str) -> None:
        assert blind(NUMBER, purpose="phone") != blind(NUMBER, purpose="identity_number")

    def test_another_key_gives_another_index(self, name: str, tmp_path: Path) -> None:
        here = blind(NUMBER, purpose="phone")
        with use_provider(FileKeyProvider(tmp_path / "other.json")):
            assert blind(NUMBER, purpose="phone") != here

    def test_a_rotation_of_data_keys_leaves_it_findable(
        self, name: str, keys: FileKeyProvider
    ) -> None:
        before = blind(NUMBER, purpose="phone")
        keys.add_key()
        assert blind(NUMBER, purpose="phone") == before


def test_it_is_the_standard_hmac_of_the_spelling(
    keys: FileKeyProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keys.index_key("identity_number|HMAC-SHA256")
    expected = hmac.new(key, NUMBER.encode(), hashlib.sha256).digest()
    assert blind(NUMBER, purpose="identity_number") == expected

    monkeypatch.setenv("ANXIN_BLIND_INDEX", "HMAC-SM3")
    mac = HMAC(keys.index_key("identity_number|HMAC-SM3"), SM3())
    mac.update(NUMBER.encode())
    assert blind(NUMBER, purpose="identity_number") == mac.finalize()


@pytest.mark.parametrize(
    "typed",
    [
        "00000019800101123x",
        "  00000019800101123X\n",
        "０００００0１９８００１０１１２３Ｘ",
        "\u3000００００００１９８００１０１１２３ｘ\u3000",
        "\ufeff00000019800101123X\u200b",
        "\u202a00000019800101123X\u202c",
    ],
    ids=["lower case", "spaces", "full width", "full width spaces", "unseen", "direction marks"],
)
def test_it_is_found_however_it_was_typed(typed: str) -> None:
    assert blind(typed, purpose="identity_number") == blind(NUMBER, purpose="identity_number")


@given(text=TEXTS)
def test_a_spelling_stays_as_it_is_when_spelled_again(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert unicodedata.is_normalized("NFKC", once)


@pytest.mark.parametrize("value", ["", "   ", "\u3000", "\u200b"])
def test_an_empty_value_has_no_index(value: str) -> None:
    with pytest.raises(ValueError, match="needs a value"):
        blind(value, purpose="identity_number")


def test_an_index_without_a_purpose_is_refused() -> None:
    with pytest.raises(ValueError, match="purpose"):
        blind(NUMBER, purpose="")


def test_an_unknown_hash_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANXIN_BLIND_INDEX", "MD5")
    with pytest.raises(ValueError, match=r"HMAC-SHA256 或 HMAC-SM3.*MD5"):
        blind(NUMBER, purpose="phone")
