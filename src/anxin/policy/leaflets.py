"""What the leaflets of medicines say, from ``leaflets.toml`` of the pack (5.3.2.c)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from anxin.policy.locations import find_pack
from anxin.rules.clauses import cites


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflet:
    """What is told of a medicine: how to use and keep it, and what to do when unwell."""

    use: tuple[str, ...]
    keep: str
    unwell: tuple[str, ...]
    confirmed: bool
    """The expert group has confirmed the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflets:
    """The general leaflet, and what some medicines add to its use."""

    general: Leaflet
    more: dict[str, tuple[str, ...]]
    source: str

    def of(self, drug: str) -> Leaflet:
        """Return a medicine's leaflet: its own words first, then the general ones."""
        return Leaflet(
            use=(*self.more.get(drug, ()), *self.general.use),
            keep=self.general.keep,
            unwell=self.general.unwell,
            confirmed=self.general.confirmed,
        )


@cache
@cites("5.3.2.c", "working-rules:leaflet")
def leaflets() -> Leaflets:
    """Return the leaflets of the installed pack."""
    told = tomllib.loads((find_pack() / "leaflets.toml").read_text(encoding="utf-8"))
    general = told["general"]
    return Leaflets(
        general=Leaflet(
            use=tuple(general["use"]),
            keep=general["keep"],
            unwell=tuple(general["unwell"]),
            confirmed=told["confirmed"],
        ),
        more={one["drug"]: tuple(one["use"]) for one in told["medicine"]},
        source=told["source"],
    )
