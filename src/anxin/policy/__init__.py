"""What the documents set, read from ``policy/<district>/`` into frozen values.

The only part of the program that reads policy files. ``load()`` is cached; the version
names the pack and what is in it, and is stored with every decision (7.4).
"""

from anxin.policy.pack import Policy, load, trying

__all__ = ["Policy", "load", "trying"]
