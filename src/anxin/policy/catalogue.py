"""The catalogue of annex 3, looked up by name and dosage form."""

from __future__ import annotations

from collections.abc import Iterator

from anxin.policy.tables import PackError
from anxin.rules.catalogue import CatalogueItem
from anxin.rules.clauses import cites


@cites("A3")
class Catalogue:
    """The medicines the programme may give.

    Found by the name of annex 3 or by the product's own name; where annex 3 names only
    a class (苯二氮卓类), by the product's name alone.
    """

    def __init__(self, items: tuple[CatalogueItem, ...]) -> None:
        self.items = items
        self._by_id: dict[str, CatalogueItem] = {}
        self._by_name: dict[tuple[str, str], CatalogueItem] = {}
        for item in items:
            self._add(item)

    def find(self, name: str, form: str) -> CatalogueItem | None:
        """Return the medicine of that name in that form, or nothing."""
        return self._by_name.get((name, form))

    def __getitem__(self, item_id: str) -> CatalogueItem:
        return self._by_id[item_id]

    def __iter__(self) -> Iterator[CatalogueItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def _add(self, item: CatalogueItem) -> None:
        names = {item.product} if item.name_is_class else {item.name, item.product}
        keys = [(name, item.form) for name in names if name]
        if item.id in self._by_id or any(key in self._by_name for key in keys):
            message = f"catalogue.csv：重复：{item.id} {item.display_name}（{item.form}）"
            raise PackError(message)
        self._by_id[item.id] = item
        self._by_name.update(dict.fromkeys(keys, item))
