"""``anxin explain``: the rules, asked from outside, without a database.

The same functions decide inside the system, so what this answers is what the counter
will do. One JSON object in and one out, or JSON lines in and out in the same order; in
JSON lines a blank line is a line that is not valid. Exit 0 where every line was
answered, 2 where input was not valid, 1 where the reader of the answers went away.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from anxin.explain import kinds
from anxin.explain.asked import InvalidInputError, Json, parse_json

USAGE = """用法：anxin explain 种类 [文件] [--jsonl]

种类：calendar（申请与审核日期） eligibility（资格） supply（药量） split（费用分担）
文件：一个 JSON 对象；不写或写 - 则读标准输入。--jsonl：每行一个 JSON 对象。
"""

KINDS: dict[str, Callable[[Json], dict[str, object]]] = {
    "calendar": kinds.calendar,
    "eligibility": kinds.eligibility,
    "supply": kinds.supply,
    "split": kinds.split,
}

ANSWERED, READER_LEFT, INVALID = 0, 1, 2


def main(argv: list[str]) -> int:
    """Answer what the arguments after ``explain`` ask; return the exit code."""
    if {"-h", "--help"} & set(argv):
        sys.stdout.write(USAGE)
        return ANSWERED
    try:
        kind, path, is_lines = _arguments(argv)
        with _opened(path) as source:
            if is_lines:
                return _answer_lines(KINDS[kind], source)
            return _answer_one(KINDS[kind], source)
    except InvalidInputError as error:
        return _complain(str(error))
    except BrokenPipeError:
        _silence_output()
        return READER_LEFT


def _arguments(argv: list[str]) -> tuple[str, str, bool]:
    words = [word for word in argv if word == "-" or not word.startswith("-")]
    options = [word for word in argv if word not in words]
    unknown = [option for option in options if option != "--jsonl"]
    if unknown:
        raise InvalidInputError(unknown[0], f"没有这个选项\n{USAGE}".rstrip())
    if not 1 <= len(words) <= 2 or words[0] not in KINDS:
        named = words[0] if words and words[0] not in KINDS else "参数"
        raise InvalidInputError(named, f"应为一个种类和至多一个文件\n{USAGE}".rstrip())
    return words[0], words[1] if len(words) == 2 else "-", "--jsonl" in options


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        source = open(path, "rb")  # noqa: SIM115 (closed below; only opening may fail here)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InvalidInputError(path, f"打不开文件：{reason}") from error
    with source:
        yield source


def _answer_one(answer: Callable[[Json], dict[str, object]], source: BinaryIO) -> int:
    _write(answer(parse_json(_read(source))))
    sys.stdout.buffer.flush()
    return ANSWERED


def _answer_lines(answer: Callable[[Json], dict[str, object]], source: BinaryIO) -> int:
    invalid = 0
    first = ""
    for number, line in enumerate(_lines(source), start=1):
        try:
            _write(answer(parse_json(line)))
        except InvalidInputError as error:
            invalid += 1
            first = first or f"第 {number} 行：{error}"
            _write({"error": {"field": error.field, "message": error.message}})
    sys.stdout.buffer.flush()
    if invalid:
        return _complain(f"{first}（共 {invalid} 行无效）")
    return ANSWERED


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read()
    except OSError as error:
        raise InvalidInputError("文件", f"读不出：{error.strerror}") from error


def _lines(source: BinaryIO) -> Iterator[bytes]:
    try:
        yield from source
    except OSError as error:
        raise InvalidInputError("文件", f"读不出：{error.strerror}") from error


def _write(answer: dict[str, object]) -> None:
    # A lone surrogate, which JSON may name and UTF-8 can't hold, goes out as its escape.
    text = json.dumps(answer, ensure_ascii=False) + "\n"
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


def _complain(message: str) -> int:
    sys.stderr.buffer.write(f"{message}\n".encode("utf-8", "backslashreplace"))
    sys.stderr.flush()
    return INVALID


def _silence_output() -> None:
    # What is still buffered must not raise again when Python closes the stream.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
