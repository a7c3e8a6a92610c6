"""The `anxin` command. Imports late: `explain` must start without Django or a database."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

USAGE = """\
用法：anxin <命令> [选项]

  run [--demo]     启动系统（数据库、网页和后台导入），Ctrl-C 停止
  worker           只运行后台导入；anxin run 会自己启动它
  setup            建立或更新数据库，不启动网页
  demo [选项]      生成演示区县（虚构人员和一年的业务）
  explain KIND     按文件规定回答一个问题，不读任何档案（calendar、eligibility、supply、split）
  verify           重算库存、账目、签名和记录，核对是否一致
  replay           用现在的规则重演过去的审批决定，列出不同之处
  manage <命令>    运行 Django 管理命令
  status           显示数据目录、数据库和网页的状态
  stop             停止网页和内嵌数据库

环境变量：ANXIN_HOME 数据目录（默认 var/），ANXIN_PORT 端口（默认 8000），ANXIN_HOST 监听地址
（默认 127.0.0.1），ANXIN_DATABASE 数据库名，DATABASE_URL 使用已有的 PostgreSQL。
"""
OWNER_COMMANDS = {"migrate", "prepare_database", "showmigrations"}
Command = Callable[[list[str]], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what a person can put right is one sentence and exit 1."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(USAGE, end="")
        return 0
    name, *rest = words
    command = COMMANDS.get(name)
    if command is None:
        print(f"没有命令“{name}”；用 anxin help 查看全部命令。", file=sys.stderr)
        return 2
    if name == "explain":
        return command(rest)
    return _in_words(command, rest)


def _in_words(command: Command, rest: list[str]) -> int:
    """Turn what the machine refuses into one sentence; a fault of ours keeps its traceback."""
    import psycopg

    from anxin.database.placement import ServerError, explain_os_error

    try:
        return command(rest)
    except ServerError as error:
        return _refuse(str(error))
    except psycopg.OperationalError as error:
        return _refuse(f"数据库出错：{_first_line(error)}")
    except OSError as error:
        from anxin.database import addresses

        return _refuse(explain_os_error(error, path=addresses.home()))
    except KeyboardInterrupt:
        return _refuse("已停止。", code=130)


def _refuse(sentence: str, *, code: int = 1) -> int:
    print(sentence, file=sys.stderr)
    return code


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]


def explain(rest: list[str]) -> int:
    """Answer from the rules alone."""
    from anxin.explain import main as answer

    return answer(rest)


def run(rest: list[str]) -> int:
    """Serve until told to stop; on the second start everything is there already."""
    from anxin import serve
    from anxin.database import addresses
    from anxin.database.placement import prepare_home

    options = _run_parser().parse_args(rest)
    prepare_home(addresses.home())
    with serve.only_one(), _stopping_what_we_start():
        serve.refuse_taken_port(host=options.host, port=options.port)
        if options.demo:
            os.environ["ANXIN_DEMONSTRATION"] = "1"
        code = _prepare(["--demo"] if options.demo else [])
        if code != 0:
            return code
        serve.WebServer(
            host=options.host,
            port=options.port,
            workers=options.workers,
            say=_say,
            daily=serve.DailyWork(say=_say),
            background=serve.BackgroundWork(say=_say),
        ).run()
        _say("正在停止……")
    return 0


def setup(rest: list[str]) -> int:
    """Make or update the database, without pages."""
    _parser("setup", "建立或更新数据库").parse_args(rest)
    with _stopping_what_we_start():
        return _prepare([])


def status(rest: list[str]) -> int:
    """Say where everything is and what runs; no password is shown."""
    from anxin import serve
    from anxin.database import addresses

    _parser("status", "显示状态").parse_args(rest)
    print(f"数据目录：{addresses.home()}")
    if addresses.is_embedded():
        server = addresses.server()
        state = "运行中" if server.answers() else "已停止"
        print(f"数据库：内嵌，{state}，数据库名 {addresses.database_name()}，文件在 {server.place}")
    else:
        owner = addresses.owner_parameters()
        print(f"数据库：DATABASE_URL，{owner['HOST'] or '本机'}，数据库名 {owner['NAME']}")
    supervisor = serve.running_supervisor()
    print(f"网页：运行中（进程 {supervisor}）" if supervisor else "网页：已停止")
    return 0


def stop(rest: list[str]) -> int:
    """Stop the pages, then the embedded server."""
    from anxin import serve
    from anxin.database import addresses

    _parser("stop", "停止网页和内嵌数据库").parse_args(rest)
    if serve.stop_supervisor():
        _say("网页服务已停止。")
    if addresses.is_embedded():
        addresses.server().stop()
        _say("数据库已停止。")
    return 0


def verify(rest: list[str]) -> int:
    """Check every invariant; the exit code says whether all hold."""
    return _managed(["verify", *rest])


def worker(rest: list[str]) -> int:
    """Take waiting rows of rosters in; `run` starts this beside the pages."""
    return _managed(["worker", *rest])


def replay(rest: list[str]) -> int:
    """Put past decisions to today's rules; the exit code says whether all are found as they were."""
    return _managed(["replay", *rest])


def demo(rest: list[str]) -> int:
    """Make the demonstration district, with its accounts on the sign-in page."""
    os.environ["ANXIN_DEMONSTRATION"] = "1"
    # The history of a year is opened, and closed again, by the owner.
    os.environ["ANXIN_AS_OWNER"] = "1"
    with _stopping_what_we_start():
        code = _prepare([])
        if code == 0:
            _django(["demo", *rest])
    return code


def manage(rest: list[str]) -> int:
    """Run a management command of Django on our database."""
    return _managed(rest or ["help"])


def prepare(rest: list[str]) -> int:
    """Migrate, secure, seed and collect in one process; `_prepare` runs it as a child."""
    options = _prepare_parser().parse_args(rest)
    _django(["prepare_database"])
    _django(["seed_policy"])
    _django(["index_people"])
    _collect_pages()
    if options.demo:
        _django(["demo", "--if-empty"])
    return 0


def _prepare(rest: list[str]) -> int:
    """Bring server, roles, schema and seed up to date.

    A child does the part that needs Django and the owner's password, so that
    the supervisor that stays carries neither.
    """
    _install()
    environment = {**os.environ, "ANXIN_AS_OWNER": "1"}
    command = [sys.executable, "-m", "anxin", "prepare", *rest]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


def _install() -> None:
    import psycopg

    from anxin.database import addresses
    from anxin.database.checks import problems
    from anxin.database.install import install_here
    from anxin.database.placement import ServerError

    if addresses.is_embedded() and not addresses.server().answers():
        _say("正在启动数据库……")
    addresses.ensure()
    install_here()
    with psycopg.connect(addresses.conninfo(addresses.owner_parameters())) as connection:
        if found := problems(connection):
            raise ServerError("\n".join(found))


def _collect_pages() -> None:
    from anxin.collect import collect_static

    collect_static()


def _managed(words: list[str]) -> int:
    if words[0] in OWNER_COMMANDS:
        os.environ["ANXIN_AS_OWNER"] = "1"
    with _stopping_what_we_start():
        _install()
        _django(words)
    return 0


def _django(words: list[str]) -> None:
    """Run one management command as Django itself would; it leaves by SystemExit where it fails."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.config.settings")
    from django.core.management import ManagementUtility
    from django.db import OperationalError

    from anxin.database.placement import ServerError

    try:
        ManagementUtility(["anxin manage", *words]).execute()
    except OperationalError as error:
        raise ServerError(f"数据库出错：{_first_line(error)}") from error


@contextmanager
def _stopping_what_we_start() -> Iterator[None]:
    """Leave no server behind that this command started, unless others use it by now."""
    from anxin.database import addresses

    signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        if addresses.is_embedded():
            addresses.server().stop_if_unused()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"anxin {name}", description=description)


def _prepare_parser() -> argparse.ArgumentParser:
    parser = _parser("prepare", "更新数据库结构、权限和初始数据")
    parser.add_argument("--demo", action="store_true", help="数据库为空时生成演示区县")
    return parser


def _run_parser() -> argparse.ArgumentParser:
    parser = _parser("run", "启动系统，Ctrl-C 停止")
    parser.add_argument("--demo", action="store_true", help="数据库为空时先生成演示区县")
    parser.add_argument("--host", default=os.environ.get("ANXIN_HOST") or "127.0.0.1")
    parser.add_argument("--port", type=_port, default=os.environ.get("ANXIN_PORT") or "8000")
    parser.add_argument("--workers", type=int, choices=range(1, 17), default=2, metavar="1-16")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"端口应是 1 到 65535 的整数，不是“{text}”")
    return int(text)


COMMANDS: dict[str, Command] = {
    "run": run,
    "setup": setup,
    "demo": demo,
    "explain": explain,
    "verify": verify,
    "replay": replay,
    "worker": worker,
    "manage": manage,
    "prepare": prepare,
    "status": status,
    "stop": stop,
}
