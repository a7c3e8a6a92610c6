"""Going through the program by its links: which addresses a duty comes to, and what they say."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

import psycopg
from django.urls import Resolver404, resolve
from psycopg import sql

from tests.browser.visitor import Visitor
from tests.conftest import SERVER

LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"]*)"')
HAN = re.compile(r"[㐀-䶿一-鿿]")
OF_ONE_NAME, OF_ONE_PATH = 50, 4
"""How many addresses of one name, and queries of one path, are looked at for further links."""

# Words that the program says; what people wrote or were called stands in none of these alone.
SAYS = (
    "h1, h2, h3, h4, label, button, nav a, th, legend, option, caption, dt, summary, a.btn, "
    "[role=tab], .form-hint, .help"
)
WORDS = """
(selector) => {
  const own = (one) => {
    const copy = one.cloneNode(true);
    copy.querySelectorAll('[lang^="zh"]').forEach((part) => part.remove());
    return copy.textContent;
  };
  const told = [...document.querySelectorAll(selector)]
    .filter((one) => !one.closest('[lang^="zh"]')).map((one) => [one.tagName, own(one)]);
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const one of document.querySelectorAll(`[${name}]`))
      if (!one.closest('[lang^="zh"]')) told.push([name, one.getAttribute(name)]);
  told.push(["title", document.title]);
  return told;
}
"""


@dataclass
class Walk:
    """What a duty came to: the first address of each name, and what was wrong on the way."""

    reached: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    """Names that answer with something other than a page."""
    faults: list[str] = field(default_factory=list)


def walk(visitor: Visitor, *, start: Iterable[str] = ("/",)) -> Walk:
    """Follow every link from home, breadth first; look at some addresses of each name."""
    found, waiting = Walk(), deque((path, "") for path in start)
    known: set[str] = set(start)
    names: Counter[str] = Counter()
    paths: Counter[str] = Counter()
    while waiting:
        path, before = waiting.popleft()
        name = name_of(path)
        if name is None:
            found.faults.append(f"{before} 的链接 {path} 不通")
            continue
        names[name] += 1
        if names[name] > OF_ONE_NAME:
            continue
        for link in _follow(visitor, path, name, before, found):
            paths[urlsplit(link).path] += 1
            if link not in known and paths[urlsplit(link).path] <= OF_ONE_PATH:
                known.add(link)
                waiting.append((link, path))
    return found


def _follow(visitor: Visitor, path: str, name: str, before: str, found: Walk) -> Iterator[str]:
    """Fetch an address; yield the links of its page."""
    response = visitor.context.request.get(path)
    if response.status != 200:
        found.faults.append(f"{before} → {path} ({name})：{response.status}")
        return
    if not response.headers.get("content-type", "").startswith("text/html"):
        found.reached.setdefault(name, path)
        found.files.add(name)
        return
    came_to = urlsplit(response.url).path
    found.reached.setdefault(
        name_of(came_to) or name, came_to if came_to != urlsplit(path).path else path
    )
    for link in LINK.findall(response.text()):
        path_of_link = unescape(link).partition("#")[0]
        if path_of_link and not path_of_link.startswith("/static/"):
            yield path_of_link


def name_of(path: str) -> str | None:
    """Return the full name of an address, None where there is no such."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


# ---- Words ----


def vocabulary(database: str) -> list[str]:
    """Return every text with Chinese in it that stands in a database as data, the longest first."""
    with psycopg.connect(SERVER.superuser_dsn(database), autocommit=True) as admin:
        columns = admin.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'ARRAY')"
        ).fetchall()
        texts: set[str] = set()
        for table, column, kind in columns:
            value = sql.SQL("unnest({})::text" if kind == "ARRAY" else "{}::text").format(
                sql.Identifier(column)
            )
            asked = sql.SQL("SELECT DISTINCT {} FROM {}").format(value, sql.Identifier(table))
            texts |= {row[0] for row in admin.execute(asked) if row[0] and HAN.search(row[0])}
    return sorted((text.strip() for text in texts), key=len, reverse=True)


def untranslated(visitor: Visitor, *, data: Iterable[str]) -> list[str]:
    """Return what a page in English still says in Chinese, but for data and what is marked so."""
    visitor.fine()
    language = visitor.page.evaluate("document.documentElement.lang")
    if language != "en":
        return [f"<html lang={language!r}>"]
    found: list[str] = []
    for where, text in visitor.page.evaluate(WORDS, SAYS):
        left = text or ""
        if not HAN.search(left):
            continue
        for known in data:
            left = left.replace(known, "")
        if HAN.search(left):
            found.append(f"{where.lower()}：{' '.join(left.split())[:60]}")
    return list(dict.fromkeys(found))
