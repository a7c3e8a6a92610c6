"""A browser's long name told in two words, for the list of one's sessions."""

from __future__ import annotations

BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Linux", "Linux"),
)


def agent_of(header: str) -> str:
    """Return browser and system, such as ``Edge · Windows``; empty where neither is known."""
    known = (
        next((name for mark, name in names if mark in header), "") for names in (BROWSERS, SYSTEMS)
    )
    return " · ".join(name for name in known if name)
