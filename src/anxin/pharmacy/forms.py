"""What a storekeeper types: an order, a delivery, a transfer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.organisations.models import ClinicPoint
from anxin.pages.forms import ActForm, DayField, LineSet, YuanField, line_set
from anxin.pages.words import day_in_words
from anxin.pharmacy.models import Product
from anxin.pharmacy.queries import OrderLine, StockLot
from anxin.pharmacy.services import OrderedLine, ReceivedLot

MOST_ROWS = 60
MOST_BOXES = 10_000
MOST_UNITS = 1_000_000
WHOLE = {"invalid": _("请填写整数"), "min_value": _("须大于 0"), "max_value": _("数量过大，请核对")}


def _boxes() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("盒数"),
        min_value=1,
        max_value=MOST_BOXES,
        error_messages={**WHOLE, "required": _("请填写盒数")},
    )


class OrderForm(ActForm):
    """An order made on the government platform (5.3.1.a)."""

    platform_number = forms.CharField(
        label=_("平台订单号"),
        max_length=40,
        error_messages={"required": _("请填写政府采购平台的订单号")},
    )
    supplier = forms.CharField(
        label=_("供应商"), max_length=80, error_messages={"required": _("请填写供应商")}
    )
    ordered_on = DayField(label=_("下单日期"), error_messages={"required": _("请填写下单日期")})


class OrderLineForm(forms.Form):
    """A product to order: boxes, and the price of one tablet or vial."""

    use_required_attribute = False
    product_id = forms.TypedChoiceField(
        label=_("药品"), coerce=UUID, error_messages={"required": _("请选择药品")}
    )
    boxes = _boxes()
    unit_price = YuanField(
        label=_("每片（支）进价"),
        help_text=_("按采购价，不加价；每片或每支，精确到分"),
        error_messages={"required": _("请填写进价")},
    )

    def __init__(self, *args: Any, products: Sequence[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.packs = {product.id: product.pack_units for product in products}
        self.fields["product_id"].choices = [  # type: ignore[attr-defined]
            ("", _now("请选择")),
            *((str(product.id), str(product)) for product in products),
        ]

    def ordered(self) -> OrderedLine:
        """Return the line in whole units."""
        typed = self.cleaned_data
        return OrderedLine(
            product_id=typed["product_id"],
            quantity=typed["boxes"] * self.packs[typed["product_id"]],
            unit_price=typed["unit_price"],
        )


def order_lines(data: Any = None, *, products: Iterable[Product]) -> LineSet:
    """Return the rows of an order; those left empty don't count."""
    return line_set(
        OrderLineForm, data, prefix="line", most=MOST_ROWS, more={"products": list(products)}
    )


def ordered(lines: LineSet) -> list[OrderedLine]:
    """Return the rows that were filled in."""
    rows = (line for line in lines.forms if isinstance(line, OrderLineForm))
    return [row.ordered() for row in rows if row.has_changed()]


class ReceiveForm(ActForm):
    """A delivery and its invoice."""

    invoice_number = forms.CharField(
        label=_("发票号"), max_length=40, error_messages={"required": _("请填写发票号")}
    )
    received_on = DayField(label=_("收货日期"), error_messages={"required": _("请填写收货日期")})


class LotForm(forms.Form):
    """A lot of the delivery, as its box says."""

    use_required_attribute = False
    line_id = forms.TypedChoiceField(
        label=_("药品"), coerce=UUID, error_messages={"required": _("请选择药品")}
    )
    number = forms.CharField(
        label=_("批号"), max_length=40, error_messages={"required": _("请填写批号")}
    )
    maker = forms.CharField(
        label=_("生产企业"), max_length=80, error_messages={"required": _("请填写生产企业")}
    )
    expires_on = DayField(label=_("有效期至"), error_messages={"required": _("请填写有效期")})
    boxes = _boxes()

    def __init__(self, *args: Any, lines: Sequence[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.packs = {line.line_id: line.pack_units for line in lines}
        self.fields["line_id"].choices = [  # type: ignore[attr-defined]
            ("", _now("请选择")),
            *(
                (
                    str(line.line_id),
                    _now("%(product)s，还有 %(n)s 盒未到")
                    % {"product": line.product, "n": line.left // line.pack_units},
                )
                for line in lines
            ),
        ]

    def received(self) -> ReceivedLot:
        """Return the lot in whole units."""
        typed = self.cleaned_data
        return ReceivedLot(
            line_id=typed["line_id"],
            number=typed["number"],
            maker=typed["maker"],
            expires_on=typed["expires_on"],
            quantity=typed["boxes"] * self.packs[typed["line_id"]],
        )


def lot_lines(data: Any = None, *, lines: Sequence[OrderLine]) -> LineSet:
    """Return a row for each line still awaited; more can be added for a second lot."""
    return line_set(
        LotForm,
        data,
        prefix="lot",
        most=MOST_ROWS,
        lines=max(1, len(lines)),
        more={"lines": list(lines)},
    )


def received(lots: LineSet) -> list[ReceivedLot]:
    """Return the rows that were filled in."""
    rows = (lot for lot in lots.forms if isinstance(lot, LotForm))
    return [row.received() for row in rows if row.has_changed()]


class TransferForm(ActForm):
    """Units of the store's lots for a clinic: one box for each lot that can be moved."""

    target_id = forms.TypedChoiceField(
        label=_("调入单位"), coerce=UUID, error_messages={"required": _("请选择调入的领药点")}
    )
    moved_on = DayField(label=_("调拨日期"), error_messages={"required": _("请填写调拨日期")})

    def __init__(
        self, *args: Any, points: Iterable[ClinicPoint], lots: Sequence[StockLot], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target_id"].choices = [  # type: ignore[attr-defined]
            ("", _now("请选择")),
            *((str(point.organisation_id), point.organisation.name) for point in points),
        ]
        self.lots = {f"lot_{lot.lot_id.hex}": lot for lot in lots}
        for name, lot in self.lots.items():
            self.fields[name] = _units_of(lot)
        self.sections = [
            (_now("调到哪里"), ("target_id", "moved_on")),
            (_now("每个批次调多少"), tuple(self.lots)),
        ]

    def moved(self) -> list[tuple[UUID, int]]:
        """Return the lots for which a number was typed."""
        typed = self.cleaned_data
        return [(lot.lot_id, typed[name]) for name, lot in self.lots.items() if typed.get(name)]


def _units_of(lot: StockLot) -> forms.IntegerField:
    label = _now("%(product)s · 批号 %(number)s") % {"product": lot.product, "number": lot.number}
    text = _now("可调拨 %(n)s %(unit)s，有效期至 %(day)s") % {
        "n": lot.available,
        "unit": lot.unit_name,
        "day": day_in_words(lot.expires_on),
    }
    return forms.IntegerField(
        label=label,
        help_text=text,
        required=False,
        min_value=1,
        max_value=MOST_UNITS,
        error_messages=dict(WHOLE),
    )
