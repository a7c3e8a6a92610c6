"""The real catalogue has no way round row security (security, day one 1)."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connections

from anxin.database.registry import GUARDS
from tests.conftest import RUN_DATABASE, SERVER

LINT = """
WITH role AS (SELECT 'anxin_app'::name AS r),
rel AS (
 SELECT c.oid, n.nspname || '.' || c.relname AS t, c.relkind AS k, c.relrowsecurity AS rs, c.relforcerowsecurity AS fr,
  coalesce(c.reloptions::text, '') AS opts,
  array_remove(ARRAY[
   CASE WHEN has_any_column_privilege(r, c.oid, 'SELECT') THEN 'r' END,
   CASE WHEN has_any_column_privilege(r, c.oid, 'INSERT') THEN 'a' END,
   CASE WHEN has_any_column_privilege(r, c.oid, 'UPDATE') THEN 'w' END,
   CASE WHEN has_table_privilege(r, c.oid, 'DELETE') THEN 'd' END], NULL) AS cmds,
  has_table_privilege(r, c.oid, 'TRUNCATE') OR has_table_privilege(r, c.oid, 'TRIGGER')
   OR has_any_column_privilege(r, c.oid, 'REFERENCES') AS dangerous
 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, role
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname !~ '^pg_toast'
)
SELECT t, k::text, 'no RLS/FORCE' AS fault FROM rel WHERE k IN ('r', 'p') AND cmds <> '{}' AND NOT (rs AND fr)
UNION ALL SELECT t, k::text, 'command without policy: ' || x FROM rel, unnest(cmds) x WHERE k IN ('r', 'p') AND rs
 AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = rel.oid AND p.polcmd IN (x::"char", '*')
  AND 'anxin_app'::regrole = ANY (p.polroles))
UNION ALL SELECT t, k::text, 'materialised view readable' FROM rel WHERE k = 'm' AND cmds <> '{}'
UNION ALL SELECT t, k::text, 'view not security_invoker' FROM rel
 WHERE k = 'v' AND cmds <> '{}' AND opts !~ 'security_invoker=(true|on|1)'
UNION ALL SELECT t, k::text, 'truncate/trigger/references granted' FROM rel WHERE dangerous AND k IN ('r', 'p')
UNION ALL SELECT p.polrelid::regclass::text, 'P', 'USING(true) policy ' || polname FROM pg_policy p
 WHERE pg_get_expr(polqual, polrelid) = 'true' OR pg_get_expr(polwithcheck, polrelid) = 'true'
UNION ALL SELECT rolname, 'R', 'superuser/bypassrls/createrole' FROM pg_roles, role
 WHERE rolname = r AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
UNION ALL SELECT c.oid::regclass::text, 'O', 'owned by app role' FROM pg_class c, role WHERE pg_get_userbyid(relowner) = r
UNION ALL SELECT m.roleid::regrole::text, 'M', 'app role is member' FROM pg_auth_members m, role WHERE m.member = r::regrole
UNION ALL SELECT p.oid::regprocedure::text, 'F', 'SECURITY DEFINER without pinned search_path'
 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE prosecdef AND n.nspname <> 'pg_catalog'
  AND NOT EXISTS (SELECT FROM unnest(coalesce(proconfig, '{}')) c WHERE c LIKE 'search_path=%')
ORDER BY 2, 1
"""


def faults(connection: psycopg.Connection) -> list[tuple[str, str, str]]:
    """Return every way round row security in a database."""
    return connection.execute(LINT).fetchall()


@pytest.fixture
def admin(django_db_setup):
    """Connect as the superuser and take back what a test plants."""
    with psycopg.connect(SERVER.superuser_dsn(RUN_DATABASE)) as connection:
        yield connection
        connection.rollback()


def test_there_is_no_way_round_row_security(admin):
    assert faults(admin) == []


@pytest.mark.parametrize(
    "planted",
    [
        "ALTER TABLE people_identity NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE people_identity DISABLE ROW LEVEL SECURITY",
        "GRANT SELECT ON django_migrations TO anxin_app",
        "DROP POLICY app_select ON people_clinical",
        "CREATE VIEW everybody AS SELECT * FROM people_identity; GRANT SELECT ON everybody TO anxin_app",
        "CREATE MATERIALIZED VIEW copied AS SELECT * FROM people_identity; GRANT SELECT ON copied TO anxin_app",
        "CREATE POLICY open_door ON people_identity FOR SELECT TO anxin_app USING (true)",
        "ALTER ROLE anxin_app BYPASSRLS",
        "GRANT anxin_owner TO anxin_app",
        "GRANT TRUNCATE ON ledger_entry TO anxin_app",
        "ALTER FUNCTION security.actor() RESET search_path",
    ],
)
def test_a_planted_hole_is_found(admin, planted):
    admin.execute(planted)

    assert faults(admin) != []


def test_the_catalogue_is_what_the_registry_says(db):
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT tablename, policyname FROM pg_policies WHERE 'anxin_app' = ANY (roles) ORDER BY 1, 2"
        )
        real = set(cursor.fetchall())
    wanted = {(g.table, "app_select") for g in GUARDS}
    wanted |= {(g.table, "app_insert") for g in GUARDS if g.add}
    wanted |= {(g.table, "app_update") for g in GUARDS if g.change}
    wanted |= {(g.table, "app_delete") for g in GUARDS if g.remove}

    assert real == wanted
