"""Seal a text so that it opens only in its own place: this table, this column, this row.

    byte 0      version of the format, 1
    byte 1      algorithm: 1 = AES-256-GCM, 2 = SM4-GCM
    bytes 2–5   id of the data key
    bytes 6–17  nonce, random
    then        ciphertext, as long as the text in UTF-8
    last 16     tag

`ANXIN_CIPHER` chooses what new texts are sealed with; both kinds open always. An older
ciphertext of the same place still opens: what was there before is the history's to say.
"""

import os
import struct
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from anxin.vault.keys import KeyUnknown, provider

VERSION = 1
TAG_BYTES = 16
_NONCE_BYTES = 12
_HEADER = struct.Struct(f">BB4s{_NONCE_BYTES}s")
OVERHEAD_BYTES = _HEADER.size + TAG_BYTES


class CiphertextInvalid(ValueError):  # noqa: N818 (a state of the ciphertext, named as such)
    """These bytes are not a ciphertext that this installation can open."""


class CiphertextMoved(CiphertextInvalid):
    """The tag does not hold here: moved from another place, or altered.

    The cipher cannot tell the two apart, and both mean that someone went around the program.
    """


class Algorithm(IntEnum):
    """The ciphers a ciphertext may name; the numbers are in stored bytes and never change."""

    AES_256_GCM = 1
    SM4_GCM = 2


_NAMES = {"AES-256-GCM": Algorithm.AES_256_GCM, "SM4-GCM": Algorithm.SM4_GCM}


def seal(plaintext: str, *, table: str, column: str, row_id: UUID) -> bytes:
    """Return the text sealed under the current key for this one place."""
    return seal_bytes(plaintext.encode(), table=table, column=column, row_id=row_id)


def seal_bytes(content: bytes, *, table: str, column: str, row_id: UUID) -> bytes:
    """Return bytes, such as a file's, sealed under the current key for this one place."""
    keys = provider()
    algorithm, key_id, nonce = chosen_algorithm(), keys.current_key_id, os.urandom(_NONCE_BYTES)
    header = _HEADER.pack(VERSION, algorithm, key_id, nonce)
    place = _place(table=table, column=column, row_id=row_id)
    cipher = _cipher(algorithm, keys.data_key(key_id))
    return header + cipher.encrypt(nonce, content, place)


def open_sealed(blob: bytes | memoryview, *, table: str, column: str, row_id: UUID) -> str:
    """Return the text, or raise `CiphertextMoved` or `CiphertextInvalid` without any of it.

    Not for views: the decrypt door calls this after it has recorded the reading (`7.2.d`).
    """
    return open_bytes(blob, table=table, column=column, row_id=row_id).decode()


def open_bytes(blob: bytes | memoryview, *, table: str, column: str, row_id: UUID) -> bytes:
    """Return what was sealed, as bytes; for the decrypt door alone, as `open_sealed` is."""
    sealed = bytes(blob)
    if len(sealed) < OVERHEAD_BYTES:
        raise CiphertextInvalid(f"{table}.{column} 的密文不完整。")
    version, number, key_id, nonce = _HEADER.unpack_from(sealed)
    if version != VERSION or number not in _CIPHERS:
        raise CiphertextInvalid(f"{table}.{column} 的密文格式（{version}/{number}）无法识别。")
    try:
        cipher = _cipher(number, provider().data_key(key_id))
        place = _place(table=table, column=column, row_id=row_id)
        return cipher.decrypt(nonce, sealed[_HEADER.size :], place)
    except KeyUnknown as error:
        raise CiphertextInvalid(
            f"{table}.{column} 的密文所用密钥 {key_id.hex()} 不在密钥文件中，请检查密钥文件。"
        ) from error
    except InvalidTag as error:
        raise CiphertextMoved(f"{table}.{column} 的密文不属于此处，或已被改动。") from error


def chosen_algorithm() -> Algorithm:
    """Return what `ANXIN_CIPHER` asks new ciphertext to be sealed with."""
    name = os.environ.get("ANXIN_CIPHER") or "AES-256-GCM"
    if name not in _NAMES:
        raise ValueError(f"ANXIN_CIPHER 只能是 {' 或 '.join(_NAMES)}，现在是“{name}”。")
    return _NAMES[name]


def _place(*, table: str, column: str, row_id: UUID) -> bytes:
    if "|" in table or "|" in column:
        raise ValueError("A table or column whose name holds '|' would make two places one.")
    return f"{table}|{column}|{row_id}|{VERSION}".encode()


class _AuthenticatedCipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class _SM4GCM:
    """SM4-GCM with the shape of `AESGCM`, which the library has for AES only."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        encryptor = Cipher(self._algorithm, GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        text, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        decryptor = Cipher(self._algorithm, GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(text) + decryptor.finalize()


_CIPHERS: dict[Algorithm, tuple[Callable[[bytes], _AuthenticatedCipher], int]] = {
    Algorithm.AES_256_GCM: (AESGCM, 32),
    Algorithm.SM4_GCM: (_SM4GCM, 16),
}


@lru_cache(maxsize=64)
def _cipher(algorithm: Algorithm, data_key: bytes) -> _AuthenticatedCipher:
    # One data key serves two ciphers, so each gets a key of its own derived from it.
    make, length = _CIPHERS[algorithm]
    info = f"anxin|cipher|{Algorithm(algorithm).name}".encode()
    key = HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(data_key)
    return make(key)
