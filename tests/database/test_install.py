"""Roles, database and start-up checks, on every PostgreSQL found on this machine. No Django."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from anxin.database import addresses
from anxin.database.binaries import _candidates, _major_version
from anxin.database.checks import problems
from anxin.database.install import create_database, drop_database, install, install_here
from anxin.database.placement import ServerError
from anxin.database.server import PORT, Server

MAJORS = {_major_version(path): path for path in _candidates()}
USABLE = [path for major, path in MAJORS.items() if major is not None and major >= 15]


@pytest.fixture(scope="module", params=USABLE, ids=lambda path: f"{_major_version(path)}")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """An installed server of each version; its home may be entered by the server's user."""
    yield from started(install_too=True, binaries=request.param)


@pytest.fixture(params=USABLE, ids=lambda path: f"{_major_version(path)}")
def given(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that is not ours, with the user `district` and a database of its own."""
    for server in started(install_too=False, binaries=request.param):
        monkeypatch.setenv("ANXIN_HOME", str(server.home / "program"))
        address = f"host={server.socket_dir} port={PORT} user=district password=secret"
        monkeypatch.setenv("DATABASE_URL", f"{address} dbname=district")
        yield server


def started(*, install_too: bool, binaries: Path) -> Iterator[Server]:
    home = Path(tempfile.mkdtemp(prefix="anxin-test-"))
    home.chmod(0o755)
    server = Server(home, durable=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PG_BIN", str(binaries))
        server.ensure_running()
        if install_too:
            install(server=server)
        yield server
        server.stop()
    shutil.rmtree(home)


def district(server: Server, *, rights: str) -> None:
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE district LOGIN PASSWORD 'secret' {rights}")
        connection.execute("CREATE DATABASE district OWNER district")


def as_role(server: Server, role: str, *, name: str = "anxin") -> psycopg.Connection:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("ANXIN_HOME", str(server.home))
        patch.delenv("ANXIN_DATABASE", raising=False)
        parameters = {
            "anxin_owner": addresses.owner_parameters,
            "anxin_app": addresses.app_parameters,
            "anxin_jobs": addresses.jobs_parameters,
        }[role](name)
    return psycopg.connect(addresses.conninfo(parameters), autocommit=True)


def test_an_installed_database_has_nothing_amiss_also_when_installed_again(server: Server) -> None:
    install(server=server)
    with psycopg.connect(server.superuser_dsn("anxin")) as connection:
        assert problems(connection) == []


@pytest.mark.parametrize("role", ["anxin_app", "anxin_jobs"])
def test_who_serves_owns_nothing_and_may_make_nothing(server: Server, role: str) -> None:
    with as_role(server, role) as connection:
        for statement in (
            "CREATE TABLE public.mine (n int)",
            "CREATE SCHEMA mine",
            "CREATE TEMPORARY TABLE mine (n int)",
            "CREATE ROLE mine",
            "SET ROLE anxin_owner",
            "SET ROLE anxin_security",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_who_serves_does_not_wait_long(server: Server) -> None:
    query = (
        "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
        " current_setting('idle_in_transaction_session_timeout')"
    )
    with as_role(server, "anxin_app") as connection:
        assert connection.execute(query).fetchone() == ("2s", "10s", "30s")


def test_the_owner_makes_tables_and_hands_functions_to_the_security_role(server: Server) -> None:
    with as_role(server, "anxin_owner") as connection, connection.transaction(force_rollback=True):
        connection.execute("CREATE TABLE public.mine (n int)")
        connection.execute("CREATE FUNCTION security.one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        connection.execute("ALTER FUNCTION security.one() OWNER TO anxin_security")
        row = connection.execute(
            "SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'one'"
        ).fetchone()
    assert row == ("anxin_security",)


def test_nobody_else_may_connect_to_the_database_or_its_clone(server: Server) -> None:
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
        create_database("clone", template="anxin", server=server)
        for name in ("anxin", "clone"):
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(server.superuser_dsn(name), user="stranger", password="stranger")
        drop_database("clone", server=server)
        connection.execute("DROP ROLE stranger")


def test_a_clone_has_the_tables_of_its_template_and_is_dropped_under_its_readers(
    server: Server,
) -> None:
    create_database("template", server=server)
    with as_role(server, "anxin_owner", name="template") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        create_database("clone", template="template", server=server)
    with as_role(server, "anxin_owner", name="clone") as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
        drop_database("clone", server=server)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT n FROM kept")
    drop_database("template", server=server)


def test_each_thing_amiss_with_a_role_is_a_sentence(server: Server) -> None:
    with (
        psycopg.connect(server.superuser_dsn("anxin")) as connection,
        connection.transaction(force_rollback=True),
    ):
        connection.execute("ALTER ROLE anxin_app SUPERUSER BYPASSRLS CREATEROLE")
        connection.execute("GRANT anxin_owner TO anxin_jobs")
        connection.execute("ALTER DATABASE anxin OWNER TO anxin_app")
        found = problems(connection)
    assert len(found) == 5
    for sentence, words in zip(
        found, ["超级用户", "绕过行级权限", "可以建立角色", "所有者", "成员"], strict=True
    ):
        assert words in sentence
        assert sentence.endswith("。")


def test_a_database_that_could_not_find_chinese_names_is_refused(server: Server) -> None:
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE deaf TEMPLATE template0 LOCALE 'C' ENCODING 'LATIN1'")
        with psycopg.connect(server.superuser_dsn("deaf")) as deaf:
            found = problems(deaf)
        connection.execute("DROP DATABASE deaf")
    assert [sentence for sentence in found if "LATIN1" in sentence]
    assert [sentence for sentence in found if "lc_ctype 是 C" in sentence]
    assert [sentence for sentence in found if "缺少扩展 pg_trgm" in sentence]


def test_a_given_server_is_installed_by_a_user_who_is_no_superuser(given: Server) -> None:
    district(given, rights="CREATEROLE")
    install_here()
    install_here()
    owner, app = addresses.owner_parameters(), addresses.app_parameters()
    assert (owner["USER"], owner["NAME"]) == ("district", "district")
    with psycopg.connect(addresses.conninfo(owner)) as connection:
        assert problems(connection) == []
        connection.execute("CREATE FUNCTION security.one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        connection.execute("ALTER FUNCTION security.one() OWNER TO anxin_security")
    with psycopg.connect(addresses.conninfo(app)) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("anxin_app",)


def test_a_given_user_with_too_few_rights_is_told_which(given: Server) -> None:
    district(given, rights="NOCREATEROLE")
    with pytest.raises(ServerError, match=r"district 权限不足.*CREATEROLE"):
        install_here()


def test_a_given_server_that_does_not_answer_is_one_sentence_without_the_password(
    given: Server,
) -> None:
    given.stop()
    with pytest.raises(ServerError, match="无法连接 DATABASE_URL") as caught:
        install_here()
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unreadable_database_url_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql:/x y z")
    with pytest.raises(ServerError, match="DATABASE_URL 无法识别"):
        addresses.owner_parameters()


def test_addresses_are_known_before_anything_exists(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A socket's path is short: the folder is the run's, not a worker's deep one."""
    home = Path(tempfile.gettempdir()) / tmp_path_factory.getbasetemp().name / "later"
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("ANXIN_HOME", str(home))
    assert addresses.app_parameters("other") == {
        "NAME": "other",
        "USER": "anxin_app",
        "PASSWORD": "",
        "HOST": str(home / "postgres" / "socket"),
        "PORT": "5432",
    }
    assert not home.exists()
