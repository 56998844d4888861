"""The web app as files: assets that never change under their name, and one page for every other address.

The page carries `<meta name="csp-nonce" content="...">`, new for every answer: a library that must add a `<style>`
gives it that nonce. Nothing else may style inline and nothing at all may script inline.
"""

from __future__ import annotations

import mimetypes
import secrets
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from labelwright.operations import accounts
from labelwright.server.house import House
from labelwright.server.http import problems, security

ROOT = Path(__file__).parents[1] / "web"
_IMMUTABLE = "public, max-age=31536000, immutable"
_API = ("/api/", "/health", "/ready")

NOT_BUILT = """<!doctype html>
<html lang="en">
<head><title>Labelwright</title></head>
<body>
<h1>The server runs; its web app is not built yet</h1>
<p>This is a checkout without the built web app. Build it once, then reload this page:</p>
<pre>make web</pre>
<p>The API works without it: its description is at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.
An installed Labelwright carries the web app and needs nothing.</p>
</body>
</html>
"""


class WebApp:
    """Answers what no route of the API takes."""

    def __init__(self, house: House, root: Path = ROOT) -> None:
        self._house = house
        self._root = root.resolve()
        self._page = ""
        self._page_at = 0.0

    async def answer(self, request: Request) -> Response:
        """An asset, the page, or a problem."""
        path = request.url.path
        if path.startswith(_API):
            return problems.respond(404, "not_found", "There is nothing at this address.")
        if request.method not in ("GET", "HEAD"):
            return problems.respond(405, "method_not_allowed", "This address does not take this method.")
        if (found := self._file(path)) is not None:
            kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
            caching = _IMMUTABLE if path.startswith("/assets/") else "no-cache"
            return FileResponse(found, media_type=kind, headers={"cache-control": caching})
        if path.startswith("/assets/"):
            hint = "Reload the page: the web app was updated."
            return problems.respond(404, "not_found", "There is no such asset.", hint=hint)
        return await self._index(request)

    def _file(self, path: str) -> Path | None:
        if "\x00" in path or path.endswith("/"):
            return None
        found = (self._root / path.lstrip("/")).resolve()
        inside = found.is_relative_to(self._root) and found.name != "index.html"
        try:
            return found if inside and found.is_file() else None
        except OSError:  # a name longer than any file's
            return None

    async def _index(self, request: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        page = self._read()
        marked = page.replace("<head>", f'<head><meta name="csp-nonce" content="{nonce}">', 1)
        headers = {"cache-control": "no-store", "content-security-policy": security.policy(nonce)}
        response = HTMLResponse(marked if page else NOT_BUILT, headers=headers)
        if self._house.settings.demo and security.COOKIE not in request.cookies:
            await self._welcome(response)
        return response

    def _read(self) -> str:
        index = self._root / "index.html"
        if not index.is_file():
            return ""
        changed = index.stat().st_mtime
        if changed != self._page_at:
            self._page, self._page_at = index.read_text("utf-8"), changed
        return self._page

    async def _welcome(self, response: Response) -> None:
        """In the demo whoever comes is the first of its people."""
        people = await self._house.store.read_soon(accounts.demo_people)
        if people:
            await security.let_in(self._house, people[0].id, response)
