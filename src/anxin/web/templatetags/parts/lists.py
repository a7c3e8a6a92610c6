"""Components of lists: the filters that are on, heads to sort by, pages, and long work."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page

from anxin.pages.lists import Listing
from anxin.pages.progress import Work

register = template.Library()


@register.inclusion_tag("web/components/filters_on.html")
def filters_on(listing: Listing) -> dict[str, Any]:
    """Show each filter that is on with a way out of it, and how many rows they hide."""
    return {"listing": listing}


@register.inclusion_tag("web/components/sort_head.html")
def sort_head(listing: Listing, key: str, label: str, *, number: bool = False) -> dict[str, Any]:
    """Show a column's head that orders the list by it; pressed again, the other way round."""
    turned = {key: "ascending", f"-{key}": "descending"}
    return {
        "label": label,
        "url": listing.sorted_by(key),
        "order": turned.get(listing.sort, ""),
        "number": number,
    }


@register.inclusion_tag("web/components/nothing_found.html")
def nothing_found(
    listing: Listing, title: str, advice: str = "", action_url: str = "", action_text: str = ""
) -> dict[str, Any]:
    """Say that a list is empty: because its filters hide everything, or because there is nothing."""
    return {
        "listing": listing,
        "title": title,
        "advice": advice,
        "action_url": action_url,
        "action_text": action_text,
    }


@register.inclusion_tag("web/components/pager.html", takes_context=True)
def pager(context: template.Context, page_obj: Page[Any], *, hidden: int = 0) -> dict[str, Any]:
    """Show which part of a list is seen, how much a filter hides, and the way to the rest."""
    return {"page": page_obj, "hidden": hidden, "request": context.get("request")}


@register.inclusion_tag("web/components/progress.html")
def progress(work: Work) -> dict[str, Any]:
    """Show how far long work is, in words and as a bar, and what was left out.

    The page's script asks again every two seconds while it goes on. Without scripts the page
    reloads itself, where its head holds ``progress_refresh``.
    """
    return {"work": work}


@register.inclusion_tag("web/components/progress_refresh.html")
def progress_refresh(work: Work) -> dict[str, Any]:
    """Keep a page of long work fresh; stands in the block ``head``."""
    return {"work": work}
