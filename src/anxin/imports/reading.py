"""Have a spreadsheet read by a process that can do no harm; the only way to its rows (security item 13)."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from anxin.imports.layout import NoHead, SheetRow, rows_of
from anxin.rules.decisions import condition

MOST_MEGABYTES = 5
MOST_BYTES = MOST_MEGABYTES * 2**20
PATIENCE_SECONDS = 20
READER = Path(__file__).with_name("reader.py")


FAULTS = {
    "large": condition(
        "sheet-large",
        "A8",
        met="表格大小合适",
        unmet="表格过大：最多 20000 行、100 列、5 MB；请删去空白的行列，或分成几份上传",
    ),
    "kind": condition(
        "sheet-kind",
        "A8",
        met="是 Excel 表格",
        unmet="不是 .xlsx 格式的表格；请用表格软件另存为 .xlsx 后再上传",
    ),
    "locked": condition(
        "sheet-locked",
        "A8",
        met="表格没有加密",
        unmet="表格设了打开密码；请取消密码后再上传",
    ),
    "password": condition(
        "sheet-password",
        "A8",
        met="密码能打开表格",
        unmet="密码打不开这份表格；请核对下载时显示的密码，区分每一次下载",
    ),
    "hostile": condition(
        "sheet-hostile",
        "A8",
        met="表格内容安全",
        unmet="表格里有不安全的内容，没有读取；请把数据复制到新的表格后再上传",
    ),
    "broken": condition(
        "sheet-broken",
        "A8",
        met="表格完整",
        unmet="表格已损坏，不能读取；请用表格软件打开后重新保存，再上传",
    ),
    "empty": condition("sheet-empty", "A8", met="表格里有内容", unmet="表格是空的；请填写后再上传"),
    "head": condition(
        "sheet-head",
        "A8",
        met="找到了栏目名称",
        unmet="没有找到栏目名称（患者姓名、身份证号等）；请使用附件8的栏目或下载的模板",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What a file holds; the hash is of what was sent, to know the same file again."""

    rows: tuple[SheetRow, ...]
    sent_hash: str


def read(sent: bytes) -> Roster:
    """Return the rows of a spreadsheet, or refuse it in words that say what to do."""
    try:
        rows = tuple(rows_of(cells_of(sent)))
    except NoHead as none:
        raise FAULTS["head"].refused() from none
    if not rows:
        raise FAULTS["empty"].refused()
    return Roster(rows=rows, sent_hash=sha256(sent).hexdigest())


def cells_of(sent: bytes, *, password: str = "") -> list[list[str]]:
    """Return the cells of a spreadsheet's first page as texts; opened with a password where it has one."""
    if len(sent) > MOST_BYTES:
        raise FAULTS["large"].refused()
    told = _answer(sent, password=password)
    cells = told.get("rows")
    if not isinstance(cells, list):
        raise FAULTS[str(told["fault"])].refused()
    return cells


def _answer(sent: bytes, *, password: str) -> dict[str, object]:
    """Return what the reader says; one that died over the file says that it is broken."""
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and file; no word of the sender's
            [sys.executable, "-I", "-B", str(READER)],
            input=password.replace("\n", " ").encode() + b"\n" + sent,
            capture_output=True,
            env={},
            cwd="/",
            timeout=PATIENCE_SECONDS,
            check=True,
        )
        told: dict[str, object] = json.loads(done.stdout)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, ValueError) as died:
        raise FAULTS["broken"].refused() from died
    return told
