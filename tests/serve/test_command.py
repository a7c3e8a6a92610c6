"""The `anxin` command as a person meets it: one sentence, an exit code, no secret."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"


def anxin(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "ANXIN_PORT"}}
    return subprocess.run(
        [sys.executable, "-m", "anxin", *words],
        env={**inherited, "PYTHONPATH": str(SOURCE), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_names_every_command() -> None:
    said = anxin("help").stdout
    for name in ("run", "worker", "setup", "demo", "explain", "verify", "manage", "status", "stop"):
        assert f"\n  {name} " in said


def test_an_unknown_command_is_one_sentence() -> None:
    result = anxin("fly")
    assert result.returncode == 2
    assert result.stderr == "没有命令“fly”；用 anxin help 查看全部命令。\n"


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none_is_named(port: str, tmp_path: Path) -> None:
    result = anxin("run", ANXIN_PORT=port, ANXIN_HOME=str(tmp_path))
    assert result.returncode == 2
    assert f"不是“{port}”" in result.stderr


@pytest.mark.parametrize("command", ["setup", "verify", "run"])
def test_a_home_that_cannot_be_used_is_one_sentence(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = tmp_path / "file" / "home"
    result = anxin(command, ANXIN_HOME=str(home))
    assert result.returncode == 1
    assert result.stderr.startswith(f"无法使用 {home}")
    assert result.stderr.count("\n") == 1


def test_a_given_server_that_is_not_there_is_one_sentence_without_its_password(
    tmp_path: Path,
) -> None:
    url = f"postgresql://district:topsecret@/district?host={tmp_path}"
    result = anxin("verify", ANXIN_HOME=str(tmp_path / "home"), DATABASE_URL=url)
    assert result.returncode == 1
    assert result.stderr.startswith("无法连接 DATABASE_URL 指定的数据库")
    assert result.stderr.count("\n") == 1
    assert "topsecret" not in result.stdout + result.stderr


def test_status_tells_where_things_are_and_no_password(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "database.json").write_text(json.dumps({"postgres": "topsecret"}))
    result = anxin("status", ANXIN_HOME=str(tmp_path))
    assert result.returncode == 0
    assert str(tmp_path) in result.stdout
    assert "已停止" in result.stdout
    assert "topsecret" not in result.stdout + result.stderr


def test_explain_loads_neither_django_nor_the_database_driver() -> None:
    script = (
        "import sys; import anxin.cli, anxin.explain;"
        "print([name for name in ('django', 'psycopg') if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    result = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"
