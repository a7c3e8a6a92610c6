"""Say where the database is and as whom to connect: `DATABASE_URL`, else the embedded server.

Importing this starts nothing, reads nothing and needs no Django. Before the
first installation the passwords are empty: call `ensure()` before connecting.
"""

import os
from functools import cache
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from anxin.database.passwords import APP, JOBS, OWNER, read_passwords
from anxin.database.placement import ServerError
from anxin.database.server import PORT, Server

DEFAULT_NAME = "anxin"
Parameters = dict[str, str]


def project_root() -> Path:
    """Return the checkout; installed elsewhere, the folder the command was called in."""
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()


def home() -> Path:
    """Return the data directory: `ANXIN_HOME`, else `var/` in the project."""
    given = os.environ.get("ANXIN_HOME", "").strip()
    return Path(given).expanduser().absolute() if given else project_root() / "var"


def database_name() -> str:
    """Return the name of the database: of `DATABASE_URL`, else `ANXIN_DATABASE`."""
    if url := given_url():
        return _parse(url).get("dbname") or DEFAULT_NAME
    return os.environ.get("ANXIN_DATABASE", "").strip() or DEFAULT_NAME


def given_url() -> str | None:
    """Return `DATABASE_URL`, or None where the embedded server is to be used."""
    return os.environ.get("DATABASE_URL", "").strip() or None


def is_embedded() -> bool:
    """Tell whether the server is ours to start and stop."""
    return given_url() is None


def server() -> Server:
    """Return the embedded server of this home; one object for one home."""
    return _server_of(home())


@cache
def _server_of(place: Path) -> Server:
    return Server(place)


def ensure() -> None:
    """Start the embedded server if it does not run; a given server is left alone."""
    if is_embedded():
        server().ensure_running()


def owner_parameters(name: str | None = None) -> Parameters:
    """Who migrates: `anxin_owner` on the embedded server, the user of `DATABASE_URL` on another."""
    url = given_url()
    if url is None:
        return _embedded(OWNER, name=name)
    given = _parse(url)
    return _given(user=given.get("user", ""), password=given.get("password", ""), name=name)


def app_parameters(name: str | None = None) -> Parameters:
    """Who serves pages: `anxin_app`, which owns nothing and bypasses nothing."""
    return _parameters_of(APP, name=name)


def jobs_parameters(name: str | None = None) -> Parameters:
    """Who runs background jobs: `anxin_jobs`, bound like the app."""
    return _parameters_of(JOBS, name=name)


def conninfo(parameters: Parameters) -> str:
    """Turn Django's keys into a libpq connection string; it holds a password, don't print it."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password"}
    lower = {names.get(key, key.lower()): value for key, value in parameters.items() if value}
    return make_conninfo("", **lower)


def _parameters_of(role: str, *, name: str | None) -> Parameters:
    if is_embedded():
        return _embedded(role, name=name)
    return _given(user=role, password=read_passwords(home()).get(role, ""), name=name)


def _embedded(role: str, *, name: str | None) -> Parameters:
    return {
        "NAME": name or database_name(),
        "USER": role,
        "PASSWORD": read_passwords(home()).get(role, ""),
        "HOST": str(server().socket_dir),
        "PORT": PORT,
    }


def _given(*, user: str, password: str, name: str | None) -> Parameters:
    given = _parse(given_url() or "")
    return {
        "NAME": name or given.get("dbname") or DEFAULT_NAME,
        "USER": user,
        "PASSWORD": password,
        "HOST": given.get("host", ""),
        "PORT": given.get("port", ""),
    }


def _parse(url: str) -> dict[str, str]:
    try:
        return {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        raise ServerError(
            "DATABASE_URL 无法识别，应写成 postgresql://用户:密码@主机:端口/数据库名。"
        ) from None
