"""Check a server before anything else runs on it; one sentence for each thing amiss.

`C` as character type breaks trigram search of Chinese in silence, and a role
that is superuser or bypasses row security makes every row policy empty.
"""

from psycopg import Connection

from anxin.database.binaries import OLDEST_MAJOR
from anxin.database.passwords import APP, JOBS
from anxin.database.placement import ServerError

REQUIRED_EXTENSIONS = ("btree_gist", "pg_trgm")
Open = Connection[tuple[object, ...]]


def problems(connection: Open) -> list[str]:
    """Return one Chinese sentence for each thing that must be put right; empty is good."""
    return [
        *_version_problems(connection),
        *_text_problems(connection),
        *_extension_problems(connection),
        *(sentence for role in (APP, JOBS) for sentence in _role_problems(connection, role=role)),
    ]


def check_version(connection: Open) -> None:
    """Refuse a server that is too old before anything is changed on it."""
    if found := _version_problems(connection):
        raise ServerError(found[0])


def _version_problems(connection: Open) -> list[str]:
    version = connection.info.server_version // 10000
    if version >= OLDEST_MAJOR:
        return []
    return [f"数据库是 PostgreSQL {version}，需要 {OLDEST_MAJOR} 或更新版本。"]


def _text_problems(connection: Open) -> list[str]:
    row = connection.execute(
        "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
    encoding, character_type = row or ("", "")
    found = []
    if encoding != "UTF8":
        found.append(f"数据库的编码是 {encoding}，必须是 UTF8。")
    if character_type in {"C", "POSIX"}:
        found.append(
            f"数据库的 lc_ctype 是 {character_type}，这样查不到中文姓名；"
            "请用 C.UTF-8 或 zh_CN.UTF-8 重新建库。"
        )
    return found


def _extension_problems(connection: Open) -> list[str]:
    rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
    present = {row[0] for row in rows}
    return [
        f"数据库缺少扩展 {name}，请由管理员执行 CREATE EXTENSION {name}。"
        for name in REQUIRED_EXTENSIONS
        if name not in present
    ]


# One column for each way in which a role that serves pages would be too mighty.
ROLE_QUERY = """
    SELECT rolsuper, rolbypassrls, rolcreaterole OR rolcreatedb,
           EXISTS (SELECT FROM pg_database WHERE datdba = r.oid AND datname = current_database()),
           EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid)
    FROM pg_roles r WHERE rolname = %s
"""
ROLE_SENTENCES = (
    "数据库角色 {role} 是超级用户，行级权限对它无效，请取消（NOSUPERUSER）。",
    "数据库角色 {role} 可以绕过行级权限，请取消（NOBYPASSRLS）。",
    "数据库角色 {role} 可以建立角色或数据库，请取消（NOCREATEROLE NOCREATEDB）。",
    "数据库角色 {role} 是数据库的所有者，请把数据库交给另一个角色。",
    "数据库角色 {role} 是其他角色的成员，它不应属于任何角色，请收回（REVOKE）。",
)


def _role_problems(connection: Open, *, role: str) -> list[str]:
    row = connection.execute(ROLE_QUERY, [role]).fetchone()
    if row is None:
        return [f"数据库没有角色 {role}，请运行 anxin setup。"]
    return [
        sentence.format(role=role)
        for sentence, holds in zip(ROLE_SENTENCES, row, strict=True)
        if holds
    ]
