"""Where a duty can go, in the order of annex 9. A name appears only where the duty holds its action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.rules.access import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    title: str | Promise
    url_name: str
    action: str

    @property
    def url(self) -> str:
        """Return the address."""
        return reverse(self.url_name)


# 政策宣传 → 申请 → 审核 → 协议与救助卡 → 门诊 → 发药 → 药品库 → 经费结算 → 信息交换 → 督导
PLACES: tuple[Place, ...] = (
    Place(_("待办"), "web:home", "home.open"),
    Place(_("申请与审核"), "enrolment:applications", "register.read"),
    Place(_("村（居）确认"), "enrolment:village", "application.confirm"),
    Place(_("登记名单"), "enrolment:register", "register.read"),
    Place(_("查找人员"), "enrolment:find", "hospital_stay.read"),
    Place(_("公安列管"), "people:police", "police.write"),
    Place(_("门诊"), "clinics:days", "clinic.read"),
    Place(_("审方"), "clinics:reviews", "prescription.review"),
    Place(_("药将用完"), "clinics:running_out", "clinic.book"),
    Place(_("发药"), "dispensing:counter", "pickup.write"),
    Place(_("药品库"), "pharmacy:stock", "stock.read"),
    Place(_("采购订单"), "pharmacy:orders", "purchase.write"),
    Place(_("调拨"), "pharmacy:transfers", "stock.transfer"),
    Place(_("账簿"), "ledger:books", "books.read"),
    Place(_("项目资金"), "funding:overview", "budget.read"),
    Place(_("预拨经费"), "funding:advances", "advance.read"),
    Place(_("季度结算"), "settlement:claims", "claim.read"),
    Place(_("总体情况"), "web:totals", "totals.read"),
    Place(_("查阅记录"), "privacy:records", "access_record.read"),
)


def places_for(actor: Actor) -> list[Place]:
    """Return what the duty may open."""
    return [place for place in PLACES if actor.may(place.action)]


def place_of(path: str, places: Sequence[Place]) -> Place | None:
    """Return the place that an address lies in: the longest that its address starts with."""
    inside = [place for place in places if place.url != "/" and path.startswith(place.url)]
    if inside:
        return max(inside, key=lambda place: len(place.url))
    return next((place for place in places if place.url == path), None)
