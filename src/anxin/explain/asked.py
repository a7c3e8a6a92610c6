"""Strict reading of what ``anxin explain`` is asked: every fault names its field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import NoReturn, TypeVar

Json = object
_Read = TypeVar("_Read")

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(9900, 12, 31)
"""Days outside are refused: no fact lies there, and every sum of days stays in a calendar."""
LARGEST = 10**15
"""More than this is a slip of the pen, in fen, days or units alike."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class InvalidInputError(ValueError):
    """What was asked is not of its form: the field, and what is wrong with it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def parse_json(text: bytes) -> Json:
    """Read one JSON value from UTF-8; doubled keys, NaN and Infinity are refused."""
    try:
        decoded = text.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InvalidInputError("输入", f"不是 UTF-8（第 {error.start + 1} 字节）") from error
    if not decoded.strip():
        raise InvalidInputError("输入", "是空的，应为一个 JSON 对象")
    try:
        return json.loads(decoded, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except InvalidInputError:
        raise
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 字符"
        raise InvalidInputError("输入", f"不是 JSON（{where}）") from error
    except (ValueError, RecursionError) as error:
        raise InvalidInputError("输入", "不是 JSON：数字过长或嵌套过深") from error


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidInputError("输入", f"不是 JSON：{name}")


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInputError(twice, "写了两次")
    return found


class Fields:
    """The fields of one JSON object, read by name; none may be unknown or missing."""

    def __init__(
        self, value: Json, path: str, *, names: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> None:
        if not isinstance(value, dict):
            raise InvalidInputError(path or "输入", "应为一个 JSON 对象")
        self._values: dict[str, Json] = value
        self._path = path
        for name in value:
            if name not in names and name not in optional:
                raise InvalidInputError(self.at(name), "没有这个字段")
        for name in names:
            if name not in value:
                raise InvalidInputError(self.at(name), "缺少")

    def at(self, name: str) -> str:
        """Return the whole path of a field, such as ``person.guardians[0].born``."""
        return f"{self._path}.{name}" if self._path else name

    def raw(self, name: str) -> Json:
        """Return a field as it came; absent reads as null."""
        return self._values.get(name)

    def day(self, name: str) -> date:
        """Read an ISO date."""
        return read_day(self.raw(name), self.at(name))

    def whole(self, name: str, *, least: int = 0, most: int = LARGEST) -> int:
        """Read a whole number within bounds; true and 1.0 are none."""
        return read_whole(self.raw(name), self.at(name), least=least, most=most)

    def whole_or_null(self, name: str, *, least: int = 0, most: int = LARGEST) -> int | None:
        """Read a whole number or null."""
        return None if self.raw(name) is None else self.whole(name, least=least, most=most)

    def yes_no(self, name: str) -> bool:
        """Read true or false."""
        value = self.raw(name)
        if not isinstance(value, bool):
            raise InvalidInputError(self.at(name), "应为 true 或 false")
        return value

    def text(self, name: str) -> str:
        """Read a text that is not blank."""
        text = self.text_or_null(name)
        if text is None or not text.strip():
            raise InvalidInputError(self.at(name), "应为文字")
        return text

    def text_or_null(self, name: str) -> str | None:
        """Read a text or null."""
        value = self.raw(name)
        if value is not None and not isinstance(value, str):
            raise InvalidInputError(self.at(name), "应为文字或 null")
        return value

    def choice(self, name: str, read: Callable[[str], _Read], allowed: tuple[str, ...]) -> _Read:
        """Read one of the allowed words."""
        return read_choice(self.raw(name), self.at(name), read, allowed)

    def rows(self, name: str) -> list[tuple[str, Json]]:
        """Read a list as (path, value) pairs."""
        value = self.raw(name)
        if not isinstance(value, list):
            raise InvalidInputError(self.at(name), "应为列表")
        return [(f"{self.at(name)}[{i}]", row) for i, row in enumerate(value)]

    def by_month(self, name: str) -> dict[str, int]:
        """Read whole numbers by month, such as ``{"2026-11": 0}``."""
        value = self.raw(name)
        if not isinstance(value, dict):
            raise InvalidInputError(self.at(name), "应为一个 JSON 对象")
        for month in value:
            if not _MONTH.fullmatch(month):
                raise InvalidInputError(self.at(f"{name}.{month}"), "不是月份（例如 2026-11）")
        return {
            month: read_whole(amount, self.at(f"{name}.{month}"), least=0, most=LARGEST)
            for month, amount in value.items()
        }


def read_day(value: Json, path: str) -> date:
    """Read an ISO date, ``YYYY-MM-DD`` and nothing else."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise InvalidInputError(path, "不是日期（例如 2026-11-22）")
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise InvalidInputError(path, "不是日期：没有这一天") from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInputError(path, f"不是可用的日期（{FIRST_DAY} 到 {LAST_DAY}）")
    return day


def read_whole(value: Json, path: str, *, least: int, most: int) -> int:
    """Read a whole number within bounds; true and 1.0 are none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInputError(path, "应为整数")
    if value < least:
        raise InvalidInputError(path, f"不能小于 {least}")
    if value > most:
        raise InvalidInputError(path, f"不能大于 {most}")
    return value


def read_choice(
    value: Json, path: str, read: Callable[[str], _Read], allowed: tuple[str, ...]
) -> _Read:
    """Read one of the allowed words."""
    if not isinstance(value, str) or value not in allowed:
        raise InvalidInputError(path, f"应为 {'、'.join(allowed)} 之一")
    return read(value)
