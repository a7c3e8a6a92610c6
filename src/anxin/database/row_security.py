"""The SQL of row security, made from the registry.

``statements()`` drops every policy and grant and makes them anew, so that the catalogue is
always what ``registry`` says (decisions 0001 and 0003).
"""

from __future__ import annotations

from collections.abc import Iterator

from anxin.database.registry import GUARDS, Guard
from anxin.rules.access import GRANTS, INCOMPATIBLE

APP_ROLES = ("anxin_app", "anxin_jobs")
SECURITY_ROLE = "anxin_security"


def statements() -> Iterator[str]:
    """Yield the SQL that makes rights, policies and guard triggers what the registry says."""
    yield _DROP_ALL
    for guard in GUARDS:
        yield from _table(guard)
    yield from _rule_tables()


def _table(guard: Guard) -> Iterator[str]:
    table = guard.table
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"GRANT SELECT, INSERT, UPDATE ON {table} TO {SECURITY_ROLE}"
    yield (
        f"CREATE POLICY security_itself ON {table} TO {SECURITY_ROLE} "
        f"USING (current_user = '{SECURITY_ROLE}') WITH CHECK (current_user = '{SECURITY_ROLE}')"
    )
    roles = ", ".join(APP_ROLES)
    yield from _right(table, "SELECT", "SELECT", f"USING ({guard.read})", roles)
    if guard.add:
        yield from _right(table, "INSERT", "INSERT", f"WITH CHECK ({guard.add})", roles)
    if guard.change:
        right = f"UPDATE ({', '.join(guard.changes)})"
        yield from _right(
            table, "UPDATE", right, f"USING ({guard.change}) WITH CHECK ({guard.change})", roles
        )
    if guard.remove:
        yield from _right(table, "DELETE", "DELETE", f"USING ({guard.remove})", roles)
    yield from _triggers(guard)


def _right(table: str, command: str, right: str, clause: str, roles: str) -> Iterator[str]:
    yield f"GRANT {right} ON {table} TO {roles}"
    yield f"CREATE POLICY app_{command.lower()} ON {table} FOR {command} TO {roles} {clause}"


def _triggers(guard: Guard) -> Iterator[str]:
    table = guard.table
    for name in ("a_stamp", "a_keep", "a_keep_all", "b_advance"):
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    if guard.stamped:
        yield f"CREATE TRIGGER a_stamp BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION security.stamp()"
    if guard.kept:
        yield f"CREATE TRIGGER a_keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION security.keep()"
        yield f"CREATE TRIGGER a_keep_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION security.keep()"
    if guard.noun and guard.parent:
        parent, column = guard.parent
        yield f"DROP TRIGGER IF EXISTS b_begin ON {parent}"
        yield (
            f"CREATE TRIGGER b_begin BEFORE INSERT ON {parent} FOR EACH ROW "
            f"EXECUTE FUNCTION security.begin_stage('{guard.noun}')"
        )
        yield (
            f"CREATE TRIGGER b_advance BEFORE INSERT ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION security.advance('{guard.noun}', '{parent}', '{column}')"
        )


def _rule_tables() -> Iterator[str]:
    allowed = ", ".join(
        f"('{duty}', '{action}', '{reach}')"
        for action, duties in GRANTS.items()
        for duty, reach in duties.items()
    )
    allowed += "".join(
        f", ('unsigned', '{a}', 'district')" for a in ("reference.read", "home.open")
    )
    pairs = [tuple(pair) for pair in INCOMPATIBLE]
    clashes = ", ".join(f"('{a}', '{b}'), ('{b}', '{a}')" for a, b in pairs)
    yield "DELETE FROM security.allowed"
    yield f"INSERT INTO security.allowed (duty, action, reach) VALUES {allowed}"
    yield "DELETE FROM security.incompatible"
    yield f"INSERT INTO security.incompatible (duty, other) VALUES {clashes}"


_DROP_ALL = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT schemaname, tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP POLICY %I ON %I.%I', found.policyname, found.schemaname, found.tablename);
    END LOOP;
    EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, anxin_app, anxin_jobs, anxin_security';
    EXECUTE 'REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, anxin_app, anxin_jobs';
    EXECUTE 'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO anxin_app, anxin_jobs';
    EXECUTE 'GRANT USAGE ON SCHEMA public, security TO anxin_app, anxin_jobs, anxin_security';
END $$
"""
