"""GraphiQL, all of it from our own origin: the page, and the files that `web/` is built into."""

import gzip
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.types import Scope

from schema.negotiation import GRAPHQL, JSON, liked_best

FOLDER = Path(__file__).parent / "static" / "graphiql"
HTML = "text/html"
_WISHES = {name: name for name in (HTML, JSON, GRAPHQL)}

# Every name but the page's carries the hash of its content.
_NAME = re.compile(r"[a-z]+-[A-Z0-9]{8}\.(css|js|ttf|txt)")
# What tells in an address which operation is asked for.
_OPERATION = {b"query", b"documentId", b"extensions"}
_MEDIA_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "ttf": "font/ttf",
    "txt": "text/plain",
}
# Monaco writes its themes into style elements; scripts and workers are files of ours.
_PAGE_MAY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self';"
    " style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sightline</title></head><body>
<h1>GraphiQL is not built here</h1>
<p><code>make web</code> builds it from the folder <code>web</code>; it takes the npm registry.
Then load this page again.</p>
<p>The API needs no such thing: ask it by <code>POST /graphql</code>.</p>
</body></html>
"""


def asks_for_the_page(scope: Scope) -> bool:
    """Whether a request for `/graphql` is a browser's: it likes HTML best, names no operation."""
    if scope["method"] not in ("GET", "HEAD"):
        return False
    accept = dict(scope["headers"]).get(b"accept", b"")
    return (
        _likes_html_best(accept)
        and not _OPERATION & parse_qs(scope["query_string"], keep_blank_values=True).keys()
    )


def page() -> Response:
    """GraphiQL, or in words how to build it; no token is asked for, and it holds no data."""
    headers = {
        **_GUARDED,
        "Content-Security-Policy": _PAGE_MAY,
        "Cache-Control": "no-cache",
        "Vary": "Accept",
    }
    return Response(_page(), media_type=HTML, headers=headers)


def asset(name: str, accept_encoding: str) -> Response | None:
    """One file of the page; None where there is none of this name."""
    named = _NAME.fullmatch(name)
    path = FOLDER / f"{name}.gz"
    if named is None or not path.is_file():
        return None
    content, headers = path.read_bytes(), dict(_GUARDED)
    if "gzip" in accept_encoding:
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    headers |= {
        "Content-Security-Policy": "default-src 'none'",
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
    }
    return Response(content, media_type=_MEDIA_TYPES[named[1]], headers=headers)


def _page() -> str:
    try:
        return (FOLDER / "page.html").read_text("utf-8")
    except FileNotFoundError:
        return _NOT_BUILT


@lru_cache(256)
def _likes_html_best(accept: bytes) -> bool:
    """By the weights, then the order; that `*/*` would do, too, is no wish for JSON."""
    return liked_best(accept.decode("latin-1"), _WISHES) == HTML
