"""Keep the database passwords: random, made once, in one file only its owner can read."""

import json
import os
import secrets
from pathlib import Path

from anxin.database.placement import ServerError, explain_os_error

SUPERUSER = "postgres"
OWNER = "anxin_owner"
APP = "anxin_app"
JOBS = "anxin_jobs"
SECURITY = "anxin_security"
NAMES = (SUPERUSER, OWNER, APP, JOBS)


def password_file(home: Path) -> Path:
    """Name the file; it need not exist yet."""
    return home / "keys" / "database.json"


def read_passwords(home: Path) -> dict[str, str]:
    """Return role → password; empty before the first start."""
    path = password_file(home)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ServerError(explain_os_error(error, path=path)) from error
    except ValueError as error:
        raise ServerError(f"数据库密码文件 {path} 已损坏，请从备份恢复。") from error
    return {name: str(content[name]) for name in NAMES if name in content}


def ensure_passwords(home: Path) -> dict[str, str]:
    """Return the passwords, making the missing ones; call it under the server's lock."""
    known = read_passwords(home)
    if all(name in known for name in NAMES):
        return known
    complete = {name: known.get(name) or secrets.token_urlsafe(32) for name in NAMES}
    path = password_file(home)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_private(path, text=json.dumps(complete, indent=2) + "\n")
    except OSError as error:
        raise ServerError(explain_os_error(error, path=path)) from error
    return complete


def _write_private(path: Path, *, text: str) -> None:
    """Write whole or not at all; the file never exists with a wider mode."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
