"""The pack's tables that only the seed reads: purchasable products, and villages.

The notice names neither pack sizes nor villages. ``pack_checked`` says whether the catalogue
gives the pack; a village row is a stand-in for a whole town until the district names its villages.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from anxin.policy import Policy
from anxin.policy.tables import PackError, Row, read_table, yes_no
from anxin.rules.catalogue import CatalogueItem
from anxin.rules.clauses import cites


@cites("A3")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """One purchasable presentation of a medicine of annex 3."""

    code: str
    item: CatalogueItem
    specification: str
    strength_ug: int
    pack_units: int
    unit_name: str
    insurance_class: str
    pack_checked: bool

    @property
    def substance(self) -> str:
        """Return the ATC code; where the WHO has given none, the row of annex 3."""
        return self.item.atc or f"A3-{self.item.annex3_row:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageRow:
    """A village of a town and its committee (4.3.village)."""

    code: str
    town_code: str
    name: str
    committee: str


def read_products(folder: Path, policy: Policy) -> tuple[ProductRow, ...]:
    """Read ``products.csv``; a class that annex 3 does not allow for the row is refused."""

    def make(row: Row) -> ProductRow:
        item = policy.catalogue[row["catalogue_id"]]
        if row["insurance_class"] not in item.insurance_class.split("/"):
            raise PackError(f"医保类别与目录不符：{row['code']}")
        return ProductRow(
            code=row["code"],
            item=item,
            specification=row["specification"],
            strength_ug=int(row["strength_ug"]),
            pack_units=int(row["pack_units"]),
            unit_name=row["unit_name"],
            insurance_class=row["insurance_class"],
            pack_checked=yes_no(row["pack_checked"]),
        )

    return read_table(folder / "products.csv", make)


def read_villages(folder: Path) -> tuple[VillageRow, ...]:
    """Read ``villages.csv``."""
    return read_table(folder / "villages.csv", lambda row: VillageRow(**row))
