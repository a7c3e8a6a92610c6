"""Where a duty can go, in the ten stages of annex 9. A name appears only where the duty may open it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.rules.access import Actor
from anxin.rules.clauses import record_citation


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation, or one frequent act of the command palette."""

    title: str | Promise
    url_name: str
    action: str

    @property
    def url(self) -> str:
        """Return the address."""
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the flow of annex 9 (A9) with the places in it."""

    title: str | Promise
    places: tuple[Place, ...] = ()
    in_flow: bool = True
    """Whether annex 9 names it; the home before the flow and the accounts after it are our own."""

    def holds(self, place: Place | None) -> bool:
        """Say whether a place lies in this stage."""
        return place in self.places


record_citation("A9", "the flow that the navigation follows")
FLOW: tuple[Stage, ...] = (
    Stage(_("开始"), (Place(_("待办"), "web:home", "home.open"),), in_flow=False),
    Stage(
        _("政策宣传"),
        (
            Place(_("政策宣传"), "publicity:list", "publicity.read"),
            Place(_("政策参数"), "adoption:parameters", "reference.read"),
        ),
    ),
    Stage(
        _("申请"),
        (
            Place(_("申请与审核"), "enrolment:applications", "register.read"),
            Place(_("表格导入"), "imports:batches", "import.write"),
        ),
    ),
    Stage(
        _("审核"),
        (
            Place(_("村（居）确认"), "enrolment:village", "application.confirm"),
            Place(_("候补名单"), "enrolment:waiting", "register.read"),
            Place(_("服药名额"), "enrolment:places", "places.write"),
            Place(_("疑似重复"), "people:duplicates", "person.merge"),
            Place(_("报送清单"), "enrolment:forwarding", "register.read"),
        ),
    ),
    Stage(
        _("协议与救助卡"),
        (
            Place(_("登记名单"), "enrolment:register", "register.read"),
            Place(_("年度审核与续签"), "enrolment:yearly", "register.read"),
            Place(_("迁移"), "enrolment:moves", "register.read"),
            Place(_("终止上报"), "enrolment:end_reports", "register.read"),
            Place(_("变更记录"), "enrolment:changes", "register.read"),
            Place(_("名单导出"), "documents:exports", "export.ask"),
        ),
    ),
    Stage(
        _("门诊"),
        (
            Place(_("门诊日"), "clinics:days", "rota.read"),
            Place(_("审方"), "clinics:reviews", "prescription.review"),
            Place(_("药将用完"), "clinics:running_out", "clinic.read"),
            Place(_("专家意见"), "funding:consultations", "prescription.read"),
            Place(_("未到诊跟进"), "clinics:missing", "absence.read"),
            Place(_("断网登记表"), "packs:packs", "pack.read"),
        ),
    ),
    Stage(
        _("发药"),
        (
            Place(_("发药窗口"), "dispensing:counter", "pickup.write"),
            Place(_("欠药"), "clinics:owed", "owed.read"),
        ),
    ),
    Stage(
        _("药品库"),
        (
            Place(_("库存"), "pharmacy:stock", "stock.read"),
            Place(_("采购订单"), "pharmacy:orders", "purchase.write"),
            Place(_("调拨"), "pharmacy:transfers", "stock.transfer"),
        ),
    ),
    Stage(
        _("经费结算"),
        (
            Place(_("账簿"), "ledger:books", "books.read"),
            Place(_("项目资金"), "funding:overview", "budget.read"),
            Place(_("预拨经费"), "funding:advances", "advance.read"),
            Place(_("季度结算"), "settlement:claims", "claim.read"),
            Place(_("遗失期间费用"), "settlement:losses", "loss.read"),
        ),
    ),
    Stage(
        _("信息交换"),
        (
            Place(_("病情预警"), "exchange:alerts", "alert.read"),
            Place(_("公安列管"), "people:police", "police.write"),
        ),
    ),
    Stage(
        _("督导"),
        (
            Place(_("总体情况"), "supervision:overview", "overview.read"),
            Place(_("查阅记录"), "privacy:records", "access_record.read"),
        ),
    ),
    Stage(_("系统"), (Place(_("账号与职责"), "web:accounts", "staff.write"),), in_flow=False),
)
PLACES: tuple[Place, ...] = tuple(place for stage in FLOW for place in stage.places)

# What is done often from anywhere: the command palette opens it in one go.
ACTS: tuple[Place, ...] = (
    Place(_("登记新的申请"), "enrolment:new", "application.register"),
    Place(_("登记一次政策宣传"), "publicity:add", "publicity.write"),
    Place(_("按月安排坐诊日"), "clinics:plan", "clinic.plan"),
    Place(_("发布坐诊日"), "clinics:publish", "clinic.plan"),
    Place(_("今天的领药"), "dispensing:pickups", "pickup.write"),
    Place(_("补交签名单扫描件"), "dispensing:slips", "pickup.write"),
    Place(_("登记采购订单"), "pharmacy:add_order", "purchase.write"),
    Place(_("新的调拨"), "pharmacy:add_transfer", "stock.transfer"),
    Place(_("登记预算到账"), "funding:add_budget", "budget.write"),
    Place(_("申请预拨经费"), "funding:request_advance", "advance.request"),
    Place(_("上报季度结算"), "settlement:file", "claim.file"),
    Place(_("开设账号"), "web:accounts_new", "staff.write"),
)


def stages_for(actor: Actor) -> list[Stage]:
    """Return the stages in which the duty has a place, each with only those places."""
    return [
        Stage(stage.title, open_to, in_flow=stage.in_flow)
        for stage in FLOW
        if (open_to := tuple(place for place in stage.places if actor.may(place.action)))
    ]


def places_for(actor: Actor) -> list[Place]:
    """Return what the duty may open."""
    return [place for place in PLACES if actor.may(place.action)]


def reachable(actor: Actor) -> Iterator[tuple[Place, str]]:
    """Yield every place and frequent act of a duty with the words that say where it stands."""
    for stage in stages_for(actor):
        for place in stage.places:
            yield place, str(stage.title)
    for act in ACTS:
        if actor.may(act.action):
            yield act, str(_("常用操作"))


def place_of(path: str, places: Sequence[Place]) -> Place | None:
    """Return the place that an address lies in: the longest that its address starts with."""
    inside = [place for place in places if place.url != "/" and path.startswith(place.url)]
    if inside:
        return max(inside, key=lambda place: len(place.url))
    return next((place for place in places if place.url == path), None)
