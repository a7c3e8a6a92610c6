"""The process that parses what a stranger sent; it has no secrets, no database and little of all.

Started by ``cleaning`` as a file of its own, isolated. Takes the bytes on its standard input and
answers with one line of JSON and, after it, the cleaned bytes. It writes no file.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MOST_MEMORY = 512 * 2**20
MOST_SECONDS = 10


def limit() -> None:
    """Give up what parsing does not need, before anything is parsed or loaded."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def clean(sent: bytes, *, photo: bool) -> tuple[dict[str, object], bytes, bytes]:
    """Return what the file is, its cleaned bytes and its thumbnail; a fault is told by a word."""
    import pikepdf

    from anxin.files import images, papers

    try:
        if sent.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
            picture, small = images.redraw(sent, photo=photo)
            return {"kind": "jpeg", "pages": 1}, picture, small
        if sent.startswith(b"%PDF-"):
            if photo:
                return {"fault": "photo"}, b"", b""
            paper, pages = papers.rewrite(sent)
            return {"kind": "pdf", "pages": pages}, paper, b""
    except (images.TooManyPixels, papers.TooLarge, MemoryError):
        return {"fault": "large"}, b"", b""
    except papers.Encrypted:
        return {"fault": "encrypted"}, b"", b""
    except papers.TooManyPages:
        return {"fault": "pages"}, b"", b""
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, pikepdf.PdfError):
        return {"fault": "broken"}, b"", b""
    return {"fault": "kind"}, b"", b""


def main() -> None:
    """Clean one file."""
    limit()
    sys.path.insert(0, str(Path(__file__).parents[2]))
    told, content, thumbnail = clean(sys.stdin.buffer.read(), photo=sys.argv[1:] == ["photo"])
    told |= {"content": len(content), "thumbnail": len(thumbnail)}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content + thumbnail)


if __name__ == "__main__":
    main()
