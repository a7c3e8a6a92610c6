"""A sealed text opens in its own place, under its own key, unaltered, or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.vault.ciphertext import (
    OVERHEAD_BYTES,
    Algorithm,
    CiphertextInvalid,
    CiphertextMoved,
    open_sealed,
    seal,
)
from anxin.vault.keys import FileKeyProvider, use_provider

CIPHERS = {"AES-256-GCM": Algorithm.AES_256_GCM, "SM4-GCM": Algorithm.SM4_GCM}
ROW = UUID("5f0c1d6e-0000-4000-8000-000000000001")
OTHER_ROW = UUID("5f0c1d6e-0000-4000-8000-000000000002")
NAME = "夏啟彬"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
each_cipher = pytest.mark.parametrize("cipher", CIPHERS)
# The fixtures hold one key file for all examples, which is what is wanted.
properties = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def keys(tmp_path: Path) -> Iterator[FileKeyProvider]:
    made = FileKeyProvider(tmp_path / "master.json")
    with use_provider(made):
        yield made


def sealed_name(column: str = "name", row_id: UUID = ROW) -> bytes:
    return seal(NAME, table="identity", column=column, row_id=row_id)


def opened(blob: bytes, **elsewhere: str | UUID) -> str:
    place: dict[str, str | UUID] = {"table": "identity", "column": "name", "row_id": ROW}
    place |= elsewhere
    return open_sealed(blob, **place)  # type: ignore[arg-type]


@each_cipher
class TestBothCiphers:
    @pytest.fixture(autouse=True)
    def chosen(self, cipher: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ANXIN_CIPHER", cipher)

    @properties
    @given(text=TEXTS, row_id=st.uuids())
    def test_what_was_sealed_opens_again(self, cipher: str, text: str, row_id: UUID) -> None:
        blob = seal(text, table="identity", column="name", row_id=row_id)
        assert opened(blob, row_id=row_id) == text
        assert len(blob) == len(text.encode()) + OVERHEAD_BYTES

    def test_the_bytes_name_version_algorithm_and_key(
        self, cipher: str, keys: FileKeyProvider
    ) -> None:
        assert sealed_name()[:6] == bytes([1, CIPHERS[cipher]]) + keys.current_key_id

    @pytest.mark.parametrize(
        "elsewhere", [{"row_id": OTHER_ROW}, {"column": "phone"}, {"table": "guardian"}]
    )
    def test_it_does_not_open_in_another_place(
        self, cipher: str, elsewhere: dict[str, str | UUID]
    ) -> None:
        with pytest.raises(CiphertextMoved, match="不属于此处"):
            opened(sealed_name(), **elsewhere)

    def test_no_single_flipped_bit_goes_unnoticed(self, cipher: str) -> None:
        blob = sealed_name()
        for bit in range(len(blob) * 8):
            flipped = bytearray(blob)
            flipped[bit // 8] ^= 1 << (bit % 8)
            with pytest.raises(CiphertextInvalid):
                opened(bytes(flipped))

    @properties
    @given(cut=st.integers(1, 200))
    def test_a_shortened_one_does_not_open(self, cipher: str, cut: int) -> None:
        with pytest.raises(CiphertextInvalid):
            opened(sealed_name()[:-cut])

    def test_the_same_text_never_looks_the_same_twice(self, cipher: str) -> None:
        assert len({sealed_name() for _ in range(1000)}) == 1000

    def test_the_text_does_not_show(self, cipher: str) -> None:
        assert NAME.encode() not in sealed_name()

    def test_an_older_key_still_opens_after_a_rotation(
        self, cipher: str, keys: FileKeyProvider
    ) -> None:
        before = sealed_name()
        keys.add_key()
        after = sealed_name()
        assert before[2:6] != after[2:6]
        assert opened(before) == opened(after) == NAME

    def test_a_key_from_another_installation_is_named(self, cipher: str, tmp_path: Path) -> None:
        with use_provider(FileKeyProvider(tmp_path / "other.json")):
            blob = sealed_name()
        with pytest.raises(CiphertextInvalid, match=f"{blob[2:6].hex()} 不在密钥文件中"):
            opened(blob)

    def test_an_equal_key_id_does_not_lend_another_key(
        self, cipher: str, keys: FileKeyProvider, tmp_path: Path
    ) -> None:
        with use_provider(FileKeyProvider(tmp_path / "other.json")):
            foreign = sealed_name()
        with pytest.raises(CiphertextMoved):
            opened(foreign[:2] + keys.current_key_id + foreign[6:])

    def test_many_threads_may_use_one_key(self, cipher: str) -> None:
        def there_and_back(number: int) -> bool:
            row_id = uuid4()
            blob = seal(f"{number}", table="identity", column="name", row_id=row_id)
            return opened(blob, row_id=row_id) == f"{number}"

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(there_and_back, range(2000)))


@each_cipher
def test_the_bytes_are_what_the_decision_record_says(
    cipher: str, keys: FileKeyProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANXIN_CIPHER", cipher)
    blob = sealed_name()
    length = {"AES-256-GCM": 32, "SM4-GCM": 16}[cipher]
    info = f"anxin|cipher|{CIPHERS[cipher].name}".encode()
    kdf = HKDF(algorithm=SHA256(), length=length, salt=None, info=info)
    key = kdf.derive(keys.data_key(blob[2:6]))
    kind = AES(key) if cipher == "AES-256-GCM" else SM4(key)

    decryptor = Cipher(kind, GCM(blob[6:18], blob[-16:])).decryptor()
    decryptor.authenticate_additional_data(f"identity|name|{ROW}|1".encode())
    assert (decryptor.update(blob[18:-16]) + decryptor.finalize()).decode() == NAME


def test_the_installed_sm4_is_the_standards_own() -> None:
    """RFC 8998, A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(SM4(key), GCM(bytes.fromhex("00001234567800000000abcd"))).encryptor()
    encryptor.authenticate_additional_data(
        bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    )
    text = b"".join(bytes([value]) * 8 for value in bytes.fromhex("aabbccddeeffeeaa"))
    sealed = encryptor.update(text) + encryptor.finalize()
    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_a_change_of_cipher_leaves_the_old_texts_readable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blobs = []
    for cipher in CIPHERS:
        monkeypatch.setenv("ANXIN_CIPHER", cipher)
        blobs.append(sealed_name())
    monkeypatch.delenv("ANXIN_CIPHER")
    assert [blob[1] for blob in blobs] == [1, 2]
    assert [opened(blob) for blob in blobs] == [NAME, NAME]


def test_one_cipher_is_never_taken_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    blob = bytearray(sealed_name())
    blob[1] = Algorithm.SM4_GCM
    with pytest.raises(CiphertextMoved):
        opened(bytes(blob))


def test_an_unknown_cipher_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANXIN_CIPHER", "ROT13")
    with pytest.raises(ValueError, match=r"AES-256-GCM 或 SM4-GCM.*ROT13"):
        sealed_name()


@pytest.mark.parametrize("place", [{"table": "a|b"}, {"column": "a|b"}])
def test_a_place_whose_name_could_be_two_places_is_refused(place: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="two places"):
        opened(sealed_name(), **place)


def test_what_the_database_driver_returns_opens_too() -> None:
    assert opened(memoryview(sealed_name())) == NAME  # type: ignore[arg-type]


def test_a_failure_says_where_but_nothing_of_the_text() -> None:
    with pytest.raises(CiphertextMoved) as caught:
        opened(sealed_name(), column="phone")
    assert "identity.phone" in str(caught.value)
    assert NAME not in str(caught.value)
