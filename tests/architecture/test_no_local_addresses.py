"""No committed file names a package registry, a mirror or a place on one machine."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Put together here, so that this file does not contain what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("npmmirror", "com"),
        ("npm", "taobao", "org"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("mirrors", "aliyun", "com"),
        ("mirrors", "cloud", "tencent", "com"),
        ("mirrors", "tuna", "tsinghua", "edu", "cn"),
        ("pypi", "tuna", "tsinghua", "edu", "cn"),
        ("mirrors", "ustc", "edu", "cn"),
    )
]
PLACES = re.compile(
    r"file:" + r"//|(?<![\w.])/(?:root|work)/|(?<![\w.])/(?:home|Users)/\w+/|[A-Z]:\\Users\\"
)


def committed_files() -> list[Path]:
    """What git tracks or would track; ignored files are a machine's own."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def addresses_in(text: str) -> list[str]:
    return [name for name in REGISTRIES if name in text] + PLACES.findall(text)


def test_no_committed_file_names_a_registry_or_a_place_on_one_machine() -> None:
    found = {
        str(path.relative_to(ROOT)): addresses
        for path in committed_files()
        if (addresses := addresses_in(text_of(path)))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        f"--index-url https://{REGISTRIES[0]}/simple",
        "-e file:" + "///srv/anxin",
        "open('/" + "root/secret')",
        "cd /" + "home/wang/anxin",
        "'/" + "work/main/src'",
    ],
)
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    assert addresses_in(line)


def test_the_browser_lock_records_hashes_and_no_addresses() -> None:
    packages = json.loads(text_of(ROOT / "package-lock.json"))["packages"]
    locked = {name: entry for name, entry in packages.items() if name}
    assert locked
    assert [name for name, entry in locked.items() if "resolved" in entry] == []
    assert [name for name, entry in locked.items() if "integrity" not in entry] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pinned_package_has_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", text_of(ROOT / name).strip())
    assert len(entries) > 10
    assert [entry for entry in entries if not re.match(r"[\w.\[\]-]+==\S+", entry)] == []
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_runs_is_pinned_the_same_for_developers() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[\w.\[\]-]+==\S+", text_of(ROOT / name), flags=re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
