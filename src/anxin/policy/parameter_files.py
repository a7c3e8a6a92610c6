"""One parameter a file: its description, unit and values through time."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from anxin.policy.tables import PackError
from anxin.rules.parameters import Parameter, Unit, Value

_KEYS = {"description", "unit", "checked_on", "values"}
_VALUE_KEYS = {"since", "value", "pending", "ended", "source", "status"}
_STATUSES = {"adopted", "draft"}


def read_parameters(folder: Path, *, drafts: bool) -> dict[str, Parameter]:
    """Read every parameter of a pack; draft rows only where drafts are allowed."""
    paths = sorted(folder.glob("*.toml"))
    return {path.stem: read_parameter(path, drafts=drafts) for path in paths}


def read_parameter(path: Path, *, drafts: bool) -> Parameter:
    """Read one parameter; what is not of the form names the file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if set(data) != _KEYS:
        message = f"{path.name}：应有且仅有 {sorted(_KEYS)}"
        raise PackError(message)
    rows = [row for row in data["values"] if drafts or row.get("status") != "draft"]
    try:
        return Parameter(
            name=path.stem,
            description=data["description"],
            unit=Unit(data["unit"]),
            checked_on=data["checked_on"],
            values=tuple(_value(row) for row in rows),
        )
    except (ValueError, AssertionError) as error:
        message = f"{path.name}：{error}"
        raise PackError(message) from error


def _value(row: dict[str, Any]) -> Value:
    unknown = set(row) - _VALUE_KEYS
    given = [key for key in ("value", "pending", "ended") if key in row]
    if unknown or len(given) != 1 or row.get("status", "adopted") not in _STATUSES:
        message = f"每行只写 value、pending、ended 之一，不写其他键：{row}"
        raise ValueError(message)
    if type(row["since"]) is not date or type(row.get("value", 0)) is not int:
        message = f"since 应为日期，value 应为整数：{row}"
        raise ValueError(message)
    return Value(
        since=row["since"],
        value=row.get("value"),
        source=row["source"],
        pending="pending" in row,
    )
