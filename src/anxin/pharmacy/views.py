"""Pages of the store: what there is, orders, deliveries, transfers (5.3.1)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.pages.asking import adds_line, typed
from anxin.pages.forms import one_line_more
from anxin.pages.lists import Sorting, listing
from anxin.pages.views import page, render, signed_in
from anxin.pharmacy import forms, queries, services, shelf

ROWS = 50
STOCK_ROWS = 300


@page("stock.read")
@require_safe
def stock(request: HttpRequest) -> HttpResponse:
    """Show a store's lots product by product, first expiry first."""
    actor, today = signed_in(request), localdate(now())
    stores = queries.stores()
    asked = request.GET.get("store", "")
    store = next(
        (one for one in stores if str(one.organisation_id) == asked),
        next((one for one in stores if one.organisation_id == actor.organisation_id), None),
    ) or next(iter(stores), None)
    if store is None or (asked and str(store.organisation_id) != asked):
        raise Http404
    lots = queries.stock_of(store.organisation_id, on=today)
    kind = request.GET.get("expiry", "")
    kept = shelf.of_kind(lots, kind, on=today)
    words = shelf.KINDS.get(kind, "")
    found = listing(
        request,
        kept,
        total=len(lots),
        filters=[("expiry", _("效期"), str(words))] if words else [],
        size=STOCK_ROWS,
    )
    return render(
        request,
        "pharmacy/stock.html",
        {
            "stores": stores,
            "store": store,
            "listing": found,
            "shelves": shelf.by_product(found.page_obj, on=today),
            "kinds": [("", _("全部批次")), *shelf.KINDS.items()],
            "kind": kind,
            "may_transfer": actor.may("stock.transfer")
            and store.organisation_id == actor.organisation_id,
        },
    )


SORTING = Sorting(
    fields={"ordered": ("ordered_on", "platform_number"), "amount": ("amount", "platform_number")},
    default="-ordered",
)


@page("purchase.write")
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """List the hospital's orders, those still awaited marked."""
    hospital = signed_in(request).organisation_id
    waiting = request.GET.get("show") == "waiting"
    found = listing(
        request,
        queries.orders(hospital, waiting=waiting).order_by(*SORTING.order(request)),
        total=queries.orders(hospital).count(),
        filters=[("show", _("到货"), _("还有药品未到货的"))] if waiting else [],
        sorting=SORTING,
    )
    context = {"listing": found, "waiting": waiting}
    return render(request, "pharmacy/orders.html", context)


@page("purchase.write")
@require_safe
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show an order: its lines, and what has come of them."""
    found = queries.find_order(order_id, hospital_id=signed_in(request).organisation_id)
    lines = queries.order_lines(found.id)
    context = {
        "order": found,
        "lines": lines,
        "receipts": queries.receipts(found.id),
        "total": sum(line.amount for line in lines),
        "awaited": any(line.left for line in lines),
    }
    return render(request, "pharmacy/order.html", context)


@page("purchase.write")
@require_http_methods(["GET", "POST"])
def add_order(request: HttpRequest) -> HttpResponse:
    """Register an order that was made on the government platform."""
    at = now()
    form = forms.OrderForm(request.POST or None, initial={"ordered_on": localdate(at)})
    lines = forms.order_lines(request.POST or None, products=queries.products())
    if adds_line(request):
        form, lines = forms.OrderForm(initial=typed(form)), one_line_more(lines)
    elif form.is_valid() and lines.is_valid():
        told = form.cleaned_data | {"lines": forms.ordered(lines)}
        made = form.attempt(lambda: services.place_order(**told, actor=signed_in(request), at=at))
        if made:
            messages.success(request, _("订单已登记，货到后在这里收货"))
            return redirect("pharmacy:order", made)
    bad = form.errors or (lines.is_bound and lines.total_error_count())
    return render(
        request,
        "pharmacy/add_order.html",
        {"form": form, "lines": lines},
        status=422 if bad else 200,
    )


@page("purchase.write")
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Take a delivery of an order into the programme's store, lot by lot."""
    at = now()
    found = queries.find_order(order_id, hospital_id=signed_in(request).organisation_id)
    awaited = [line for line in queries.order_lines(found.id) if line.left]
    form = forms.ReceiveForm(request.POST or None, initial={"received_on": localdate(at)})
    lots = forms.lot_lines(request.POST or None, lines=awaited)
    if adds_line(request):
        form, lots = forms.ReceiveForm(initial=typed(form)), one_line_more(lots)
    elif form.is_valid() and lots.is_valid():
        told = form.cleaned_data | {"lots": forms.received(lots), "order_id": found.id}
        made = form.attempt(lambda: services.receive(**told, actor=signed_in(request), at=at))
        if made:
            messages.success(request, _("已验收入库"))
            return redirect("pharmacy:order", found.id)
    bad = form.errors or (lots.is_bound and lots.total_error_count())
    context = {"form": form, "lots": lots, "order": found, "awaited": awaited}
    return render(request, "pharmacy/receive.html", context, status=422 if bad else 200)


@page("stock.transfer")
@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """List what the hospital moved to its clinics."""
    found = queries.transfers(signed_in(request).organisation_id)
    listed = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "pharmacy/transfers.html", {"page_obj": listed})


@page("stock.transfer")
@require_http_methods(["GET", "POST"])
def add_transfer(request: HttpRequest) -> HttpResponse:
    """Move units of lots from the own store to a clinic."""
    at, actor = now(), signed_in(request)
    held = queries.stock_of(actor.organisation_id, on=localdate(at))
    form = forms.TransferForm(
        request.POST or None,
        points=queries.guided_points(actor.organisation_id),
        lots=[lot for lot in held if lot.available and not lot.expired],
        initial={"moved_on": localdate(at), "target_id": request.GET.get("target", "")},
    )
    if form.is_valid():
        told = form.cleaned_data
        made = form.attempt(
            lambda: services.transfer(
                request_id=told["request_id"],
                target_id=told["target_id"],
                lines=form.moved(),
                moved_on=told["moved_on"],
                actor=actor,
                at=at,
            )
        )
        if made:
            messages.success(request, _("已调拨，药品已转入领药点药品库"))
            return redirect("pharmacy:transfers")
    return render(
        request, "pharmacy/add_transfer.html", {"form": form}, status=422 if form.errors else 200
    )
