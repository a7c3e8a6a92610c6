"""Make the roles, the database and what every database of ours starts with. Repeatable.

`anxin_owner` owns the database and migrates. `anxin_security` owns the security
functions and cannot sign in. `anxin_app` and `anxin_jobs` own nothing, bypass
nothing and are members of nothing. On a given server (`DATABASE_URL`) its user
is the owner; it needs CREATEROLE and its own database, not superuser.
"""

from collections.abc import Mapping
from typing import LiteralString

import psycopg
from psycopg import Connection, sql

from anxin.database import addresses
from anxin.database.checks import check_version
from anxin.database.passwords import APP, JOBS, OWNER, SECURITY, ensure_passwords
from anxin.database.placement import ServerError, prepare_home
from anxin.database.server import Server

EXTENSIONS = ("btree_gist", "pg_trgm")
# One writer at a time: PostgreSQL answers concurrent role changes with an error.
INSTALL_LOCK = 5_031_001

# A page that takes longer is wrong; a lock waited for longer is a queue (T46, T47).
ROLE_SETTINGS: Mapping[str, Mapping[str, str]] = {
    APP: {
        "statement_timeout": "10s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "30s",
        "timezone": "Asia/Shanghai",
        "search_path": "public",
    },
    JOBS: {
        "statement_timeout": "5min",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "60s",
        "timezone": "Asia/Shanghai",
        "search_path": "public",
    },
}
Open = Connection[tuple[object, ...]]


def install(name: str = addresses.DEFAULT_NAME, *, server: Server) -> None:
    """Install roles and the database `name` on the embedded server, which must run."""
    passwords = ensure_passwords(server.home)
    with _connect(server.superuser_dsn()) as connection:
        check_version(connection)
        connection.execute("SELECT pg_advisory_lock(%s)", [INSTALL_LOCK])
        _ensure_login(connection, role=OWNER, password=passwords[OWNER])
        _ensure_roles(connection, owner=OWNER, passwords=passwords)
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            _create(connection, name=name, template=None)
    with _connect(server.superuser_dsn(name)) as connection:
        _furnish(connection, name=name, owner=OWNER)


def install_here() -> None:
    """Install where this process is told to: the embedded server, or `DATABASE_URL`."""
    if addresses.is_embedded():
        install(addresses.database_name(), server=addresses.server())
        return
    prepare_home(addresses.home())
    passwords = ensure_passwords(addresses.home())
    owner = addresses.owner_parameters()
    try:
        with _connect(addresses.conninfo(owner)) as connection:
            check_version(connection)
            connection.execute("SELECT pg_advisory_lock(%s)", [INSTALL_LOCK])
            _ensure_roles(connection, owner=owner["USER"], passwords=passwords)
            _furnish(connection, name=owner["NAME"], owner=owner["USER"])
    except psycopg.errors.InsufficientPrivilege as error:
        raise ServerError(
            f"DATABASE_URL 的用户 {owner['USER']} 权限不足：它需要 CREATEROLE，"
            f"并且是数据库 {owner['NAME']} 的所有者（{error.diag.message_primary}）。"
        ) from error
    except psycopg.OperationalError as error:
        raise ServerError(f"无法连接 DATABASE_URL 指定的数据库：{_one_line(error)}") from error


def create_database(name: str, *, server: Server, template: str | None = None) -> None:
    """Create a database on the embedded server; a clone of `template` has all its tables.

    Nobody may be connected to the template: whoever is, is disconnected.
    """
    with _connect(server.superuser_dsn()) as connection:
        if template is not None:
            _disconnect(connection, name=template)
        _create(connection, name=name, template=template)
    with _connect(server.superuser_dsn(name)) as connection:
        _furnish(connection, name=name, owner=OWNER)


def drop_database(name: str, *, server: Server) -> None:
    """Drop a database with everything in it, disconnecting whoever is there."""
    with _connect(server.superuser_dsn()) as connection:
        command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(command.format(sql.Identifier(name)))


def _connect(conninfo: str) -> Open:
    return psycopg.connect(conninfo, autocommit=True)


def _one_line(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[-1].strip()


def _exists(connection: Open, query: LiteralString, *values: str) -> bool:
    return connection.execute(query, values).fetchone() is not None


def _create(connection: Open, *, name: str, template: str | None) -> None:
    command = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    values = (name, OWNER, template or "template1")
    connection.execute(command.format(*map(sql.Identifier, values)))


def _disconnect(connection: Open, *, name: str) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
    )


def _ensure_roles(connection: Open, *, owner: str, passwords: Mapping[str, str]) -> None:
    for role in (APP, JOBS):
        _ensure_login(connection, role=role, password=passwords[role])
        for key, value in ROLE_SETTINGS[role].items():
            command = sql.SQL("ALTER ROLE {} SET {} = {}")
            connection.execute(
                command.format(sql.Identifier(role), sql.Identifier(key), sql.Literal(value))
            )
    _ensure_role(connection, role=SECURITY)
    if not _exists(connection, HAS_SECURITY, owner, SECURITY):
        # From version 16 on a creator has only the right to grant itself in.
        command = sql.SQL("GRANT {} TO {}")
        connection.execute(command.format(sql.Identifier(SECURITY), sql.Identifier(owner)))


HAS_SECURITY = "SELECT 1 WHERE pg_has_role(%s, %s, 'USAGE')"


def _ensure_role(connection: Open, *, role: str) -> None:
    if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))


def _ensure_login(connection: Open, *, role: str, password: str) -> None:
    """Give the role its password again: the file is right, also after a restore."""
    _ensure_role(connection, role=role)
    inherit = sql.SQL("INHERIT" if role == OWNER else "NOINHERIT")
    hashed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    command = sql.SQL("ALTER ROLE {} LOGIN {} NOCREATEROLE PASSWORD {}")
    connection.execute(
        command.format(sql.Identifier(role), inherit, sql.Literal(hashed.decode("ascii")))
    )


def _furnish(connection: Open, *, name: str, owner: str) -> None:
    """Give one database its extensions, its security schema and its doors."""
    names = {
        "database": sql.Identifier(name),
        "owner": sql.Identifier(owner),
        "security": sql.Identifier(SECURITY),
        "served": sql.SQL(", ").join(map(sql.Identifier, (APP, JOBS))),
    }
    for extension in EXTENSIONS:
        command = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} WITH SCHEMA public")
        connection.execute(command.format(sql.Identifier(extension)))
    for statement in FURNISHING:
        connection.execute(sql.SQL(statement).format(**names))


# A clone does not take over the rights on its template's database: they are given again.
FURNISHING: tuple[LiteralString, ...] = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT ON DATABASE {database} TO {served}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
    "GRANT USAGE ON SCHEMA public TO {security}, {served}",
    "CREATE SCHEMA IF NOT EXISTS security AUTHORIZATION {security}",
)
