"""Are the database's guards as the code says? A superuser can switch them off; this sees it.

The expected guards are read from the SQL that installs them, so that there is no second list:
triggers with their function, time and events; policies with their roles and what they ask;
functions word for word; rights; rule tables; constraints of the models.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.apps import apps
from django.db import connection

from anxin.database import prepare, row_security
from anxin.database.registry import GUARDS, Guard
from anxin.database.row_security import APP_ROLES, SECURITY_ROLE
from anxin.rules.access import GRANTS, INCOMPATIBLE
from anxin.rules.clauses import cites
from anxin.rules.stages import TABLES

Found = tuple[int, list[str]]
_TRIGGER = re.compile(
    r"CREATE (?:CONSTRAINT )?TRIGGER (\w+)\s+(BEFORE|AFTER) ([A-Z ]+?) ON (?:public\.)?(\w+)\b(.*?)"
    r"FOR EACH (ROW|STATEMENT)\s+(?:WHEN \(.*?\)\s+)?EXECUTE FUNCTION (security\.\w+)\(([^)]*)\)",
    re.DOTALL,
)
_FUNCTION = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION security\.(\w+)\s*\(.*?AS \$\$(.*?)\$\$", re.DOTALL
)
_POLICY = re.compile(
    r"CREATE POLICY (\w+) ON (\w+)(?: FOR (\w+))? TO (.+?) ((?:USING|WITH).*)", re.DOTALL
)
_ASKED = re.compile(r"security\.\w+|'[^']*'|\b(?:OR|AND|NOT|true|false)\b|\bIS NOT NULL\b|FROM \w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardCheck:
    """One kind of guard: its name for people, what is counted, and how it is looked at."""

    name: str
    of: str
    look: Callable[[], Found]


def _sql() -> str:
    """Return all the SQL that installs guards, as one text."""
    files = [prepare.SOURCE / "database" / "security.sql", *prepare.guard_files()]
    return ";\n".join([*(path.read_text() for path in files), *row_security.statements()])


def _rows(statement: str, names: list[str] | None = None) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, None if names is None else [names])
        return list(cursor.fetchall())


def _differences(wanted: Iterable[str], found: Iterable[str]) -> list[str]:
    expected, present = set(wanted), set(found)
    missing = [f"缺 {one}" for one in sorted(expected - present)]
    return missing + [f"多 {one}" for one in sorted(present - expected)]


def triggers() -> Found:
    """Look whether every trigger is there, enabled, and does what it was made for."""
    wanted = list(_triggers_in(_sql()))
    rows = _rows(
        "SELECT pg_get_triggerdef(t.oid), t.tgenabled::text FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal AND n.nspname = 'public'"
    )
    found = [one for text, enabled in rows if enabled in {"O", "A"} for one in _triggers_in(text)]
    return len(set(wanted)), _differences(wanted, found)


def _triggers_in(text: str) -> Iterator[str]:
    for name, when, events, table, _, each, function, arguments in _TRIGGER.findall(text):
        told = " OR ".join(sorted(events.split(" OR ")))
        yield f"{table}.{name} {when} {told} {each} {function}({arguments})"


def policies() -> Found:
    """Look whether every table has row security forced, and exactly the policies of the registry."""
    wanted = [
        _policy(*found) for text in row_security.statements() for found in _POLICY.findall(text)
    ]
    rows = _rows(
        "SELECT policyname, tablename, cmd, array_to_string(roles, ', '), "
        "concat('USING ' || qual, ' WITH CHECK ' || with_check), permissive "
        "FROM pg_policies WHERE schemaname = 'public'"
    )
    found = [_policy(*row[:5]) for row in rows if row[5] == "PERMISSIVE"]
    open_tables = _rows(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relname = ANY (%s) AND NOT (c.relrowsecurity AND c.relforcerowsecurity)",
        [guard.table for guard in GUARDS],
    )
    return len(wanted), [f"未强制行级权限 {table}" for (table,) in open_tables] + _differences(
        wanted, found
    )


def _policy(name: str, table: str, command: str, roles: str, predicate: str) -> str:
    told = ",".join(sorted(role.strip() for role in roles.split(",")))
    using, _, check = predicate.partition("WITH CHECK")
    asked = " / ".join(" ".join(sorted(_ASKED.findall(part))) for part in (using, check))
    return f"{table}.{name} {command or 'ALL'} {told} [{asked}]"


def functions() -> Found:
    """Look whether the functions of guards are word for word what the code installs."""
    wanted = dict(_FUNCTION.findall(_sql()))
    rows = _rows(
        "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = 'security'"
    )
    return len(wanted), _differences(
        (_mark(name, body) for name, body in wanted.items()),
        (_mark(name, body) for name, body in rows),
    )


def _mark(name: str, body: str) -> str:
    return f"{name}（内容 {sha256(body.encode()).hexdigest()[:8]}）"


_GRANTED = """
SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee) END || ' '
    || c.relname || ' ' || x.privilege_type || coalesce(' ' || x.attname, '')
FROM (SELECT oid, NULL AS attname, (aclexplode(relacl)).* FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm')
      UNION ALL SELECT attrelid, attname, (aclexplode(attacl)).* FROM pg_attribute) x
JOIN pg_class c ON c.oid = x.oid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND x.grantee <> c.relowner
"""


def rights() -> Found:
    """Look whether everybody but the owner holds exactly the rights that the registry gives."""
    wanted = [words for guard in GUARDS for words in _rights_of(guard)]
    return len(wanted), _differences(wanted, (words for (words,) in _rows(_GRANTED)))


def _rights_of(guard: Guard) -> Iterator[str]:
    yield from (
        f"{SECURITY_ROLE} {guard.table} {right}" for right in ("SELECT", "INSERT", "UPDATE")
    )
    given = ["SELECT"]
    given += ["INSERT"] if guard.add else []
    given += ["DELETE"] if guard.remove else []
    given += [f"UPDATE {column}" for column in guard.changes] if guard.change else []
    yield from (f"{role} {guard.table} {right}" for role in APP_ROLES for right in given)


def rules() -> Found:
    """Look whether the database's copy of duties, incompatible duties and moves is the code's."""
    wanted = [f"allowed {d} {a} {r}" for a, duties in GRANTS.items() for d, r in duties.items()]
    wanted += [f"allowed unsigned {action} district" for action in ("reference.read", "home.open")]
    wanted += [
        f"incompatible {a} {b}" for pair in INCOMPATIBLE for a in pair for b in pair if a != b
    ]
    for noun, table in TABLES.items():
        wanted.append(f"start {noun} {table.start}")
        wanted += [f"move {noun} {a} {move} {b}" for (a, move), b in table.moves.items()]
    rows = _rows("SELECT kind || ' ' || words FROM security.rules_in_force()")
    return len(wanted), _differences(wanted, (words for (words,) in rows))


def constraints() -> Found:
    """Look whether every constraint that a model names stands and is valid."""
    wanted = {
        f"{model._meta.db_table} {constraint.name}"
        for model in apps.get_models()
        if model.__module__.startswith("anxin.")
        for constraint in model._meta.constraints
    }
    rows = _rows(
        "SELECT c.relname || ' ' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
        "WHERE k.convalidated UNION SELECT c.relname || ' ' || i.relname FROM pg_index x "
        "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid WHERE x.indisunique AND x.indisvalid"
    )
    found = {words for (words,) in rows}
    return len(wanted), [f"缺 {one}" for one in sorted(wanted - found)]


@cites("5.3.1.c")
def checks() -> tuple[GuardCheck, ...]:
    """Return every kind of guard that is looked at."""
    return (
        GuardCheck(name="数据库触发器齐全、启用", of="个触发器", look=triggers),
        GuardCheck(name="行级权限齐全、与登记表一致", of="条权限", look=policies),
        GuardCheck(name="守护函数与程序逐字一致", of="个函数", look=functions),
        GuardCheck(name="各账号的表权限与登记表一致", of="项权利", look=rights),
        GuardCheck(name="职责、互斥职责和状态表与程序一致", of="条规则", look=rules),
        GuardCheck(name="数据库约束齐全、有效", of="条约束", look=constraints),
    )
