"""Where the policy pack lies: in a source checkout, or beside an installed package."""

from __future__ import annotations

import sys
from pathlib import Path

DEFAULT_DISTRICT = "jiangjin"


class PackNotFoundError(FileNotFoundError):
    """No policy pack of that district is installed."""


def find_pack(district: str = DEFAULT_DISTRICT) -> Path:
    """Return the folder of a district's pack, or say where it was looked for."""
    tried = [folder / district for folder in _folders()]
    for folder in tried:
        if (folder / "pack.toml").is_file():
            return folder
    places = "、".join(str(folder) for folder in tried)
    message = f"找不到政策包 {district}，找过：{places}"
    raise PackNotFoundError(message)


def _folders() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parents[1]
    return (
        package.parents[1] / "policy",
        package / "policy" / "packs",
        Path(sys.prefix) / "share" / "anxin" / "policy",
    )
