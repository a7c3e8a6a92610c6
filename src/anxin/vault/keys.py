"""Give the keys that seal, find and sign, and keep them in one file away from the database.

A provider may be a file (here), a hardware module or a city's key service: the rest of the
program knows only `KeyProvider`. Data keys rotate; the keys of indexes and signatures stand on
a root of their own that does not, because a new one would make every stored index unfindable.
"""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
KEY_ID_BYTES = 4
_FILE_VERSION = 1
_PROJECT = Path(__file__).resolve().parents[3]


class KeyFileUnusable(RuntimeError):  # noqa: N818 (a state of the file, named as such)
    """The key file is missing, open to others, or damaged; the text says what to do."""


class KeyUnknown(LookupError):  # noqa: N818
    """No key of this id is held: the ciphertext belongs to another key file."""


class KeyProvider(Protocol):
    """What holds the keys; every key is 32 bytes, every key id 4."""

    @property
    def current_key_id(self) -> bytes:
        """Name the data key that new ciphertext is sealed with."""

    def data_key(self, key_id: bytes) -> bytes:
        """Return the data key of this id, current or retired; raise `KeyUnknown`."""

    def index_key(self, purpose: str) -> bytes:
        """Return the key of one blind index, such as `identity_number`."""

    def signing_key(self, purpose: str) -> bytes:
        """Return the key of one kind of signature, such as `context`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeyRing:
    root: bytes = field(repr=False)
    keys: Mapping[bytes, bytes] = field(repr=False)
    current: bytes


class FileKeyProvider:
    """Keep the keys in one JSON file of mode 0600, made on first use.

    Two processes that start together get the same file. A key added by another process is
    found when the first ciphertext under it is met; this process seals with it after a restart.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            _make_first(path)
        self._ring = _read(path)

    @property
    def current_key_id(self) -> bytes:
        """Name the data key that new ciphertext is sealed with."""
        return self._ring.current

    def data_key(self, key_id: bytes) -> bytes:
        """Return the data key of this id, looking into the file again before giving up."""
        found = self._ring.keys.get(key_id)
        if found is not None:
            return found
        self._ring = _read(self._path)
        if key_id not in self._ring.keys:
            raise KeyUnknown(f"密钥文件中没有编号为 {key_id.hex()} 的密钥。")
        return self._ring.keys[key_id]

    def index_key(self, purpose: str) -> bytes:
        """Return the key of one blind index; rotation leaves it as it is."""
        return _derived(self._ring.root, f"index|{purpose}")

    def signing_key(self, purpose: str) -> bytes:
        """Return the key of one kind of signature; rotation leaves it as it is."""
        return _derived(self._ring.root, f"signing|{purpose}")

    def add_key(self) -> bytes:
        """Make a new current data key and return its id; older ones still open."""
        with _directory_locked(self._path.parent):
            ring = _read(self._path)
            key_id = _unused_id(ring.keys)
            keys = {**ring.keys, key_id: secrets.token_bytes(KEY_BYTES)}
            ring = replace(ring, keys=keys, current=key_id)
            _write(self._path, ring)
        self._ring = ring
        return key_id


_providers_in_use: list[KeyProvider] = []


def provider() -> KeyProvider:
    """Return the provider of this installation: `keys/master.json` under `ANXIN_HOME`."""
    if _providers_in_use:
        return _providers_in_use[-1]
    home = os.environ.get("ANXIN_HOME") or str(_PROJECT / "var")
    return _provider_at(home)


@contextmanager
def use_provider(other: KeyProvider) -> Iterator[KeyProvider]:
    """Answer `provider()` with another one inside the block, in every thread (for tests)."""
    _providers_in_use.append(other)
    try:
        yield other
    finally:
        _providers_in_use.pop()


@cache
def _provider_at(home: str) -> KeyProvider:
    return FileKeyProvider(Path(home) / "keys" / "master.json")


@lru_cache(maxsize=256)
def _derived(root: bytes, info: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"anxin|{info}".encode())
    return kdf.derive(root)


def _unused_id(keys: Mapping[bytes, bytes]) -> bytes:
    # Random, not counted: a backup of another installation then names keys that are not here.
    key_id = secrets.token_bytes(KEY_ID_BYTES)
    return _unused_id(keys) if key_id in keys else key_id


def _make_first(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        with _directory_locked(path.parent):
            if path.exists():
                return
            first = secrets.token_bytes(KEY_ID_BYTES)
            keys = {first: secrets.token_bytes(KEY_BYTES)}
            _write(path, _KeyRing(root=secrets.token_bytes(KEY_BYTES), keys=keys, current=first))
    except OSError as error:
        reason = error.strerror or "未知原因"
        raise KeyFileUnusable(f"不能建立密钥文件 {path}：{reason}。") from error


@contextmanager
def _directory_locked(directory: Path) -> Iterator[None]:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, ring: _KeyRing) -> None:
    """Replace the file whole, inside the caller's lock: a reader sees the old or the new one."""
    content = {
        "version": _FILE_VERSION,
        "current": ring.current.hex(),
        "root": base64.b64encode(ring.root).decode(),
        "keys": {key_id.hex(): base64.b64encode(key).decode() for key_id, key in ring.keys.items()},
    }
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _read(path: Path) -> _KeyRing:
    try:
        with path.open(encoding="ascii") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            text = file.read()
    except OSError as error:
        reason = error.strerror or "未知原因"
        raise KeyFileUnusable(f"不能读取密钥文件 {path}：{reason}。") from error
    except UnicodeDecodeError as error:
        raise _damaged(path) from error
    if mode & 0o077:
        raise KeyFileUnusable(
            f"密钥文件 {path} 的权限是 {mode:04o}，其他用户可以读写，"
            f"已停止使用；请先执行 chmod 600，并考虑更换密钥。"
        )
    try:
        return _parsed(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> KeyFileUnusable:
    return KeyFileUnusable(f"密钥文件 {path} 已损坏，请从密钥备份恢复；不要删除后重建。")


def _parsed(content: Mapping[str, object]) -> _KeyRing:
    if content["version"] != _FILE_VERSION:
        raise ValueError("version")
    held = content["keys"]
    if not isinstance(held, dict):
        raise TypeError("keys")
    ring = _KeyRing(
        root=base64.b64decode(str(content["root"]), validate=True),
        keys={
            bytes.fromhex(key_id): base64.b64decode(key, validate=True)
            for key_id, key in held.items()
        },
        current=bytes.fromhex(str(content["current"])),
    )
    sizes_hold = all(len(key) == KEY_BYTES for key in (ring.root, *ring.keys.values()))
    ids_hold = all(len(key_id) == KEY_ID_BYTES for key_id in ring.keys)
    if not (sizes_hold and ids_hold and ring.current in ring.keys):
        raise ValueError("keys")
    return ring
