"""A web server that says "done" before anything is: the fault tests' negative control.

Run as ``python -m tests.faults.hasty``; what ``anxin run`` prepares must be there.
"""

from __future__ import annotations

import io
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from anxin import serve
from anxin.config.wsgi import application as real

LATER_SECONDS = 0.3
Environ = dict[str, Any]


def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a signature at once, and do what it asks a moment later."""
    if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].endswith("/sign/"):
        return real(environ, start_response)
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    kept = {**environ, "wsgi.input": io.BytesIO(body)}
    threading.Thread(target=_do, args=(kept,), daemon=True).start()
    start_response("302 Found", [("Location", "/"), ("Content-Length", "0")])
    return [b""]


def _do(environ: Environ) -> None:
    time.sleep(LATER_SECONDS)
    for _ in real(environ, lambda *_: None):
        continue


if __name__ == "__main__":
    serve.TARGET = "tests.faults.hasty:application"
    with serve.only_one():
        serve.WebServer(
            host="127.0.0.1", port=int(os.environ["ANXIN_PORT"]), workers=2, say=sys.stdout.write
        ).run()
