"""What every request passes: host and origin checks, the owner cookie, security headers, and the document made ours."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.document import rewrite
from assistant.web.owners import COOKIE, cookies_in, new_cookie, owner_of
from assistant.web.services import WebServices

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Doors of Gradio's that the page has no use for: files in, runs kept, calls by name, pages of its own.
CLOSED = (
    "/gradio_api/upload",
    "/gradio_api/run-history",
    "/gradio_api/runs",
    "/gradio_api/mcp",
    "/monitoring",
    "/login",
)
CLOSED_EXACT = frozenset({"/manifest.json", "/gradio_api/info", "/config", "/docs", "/redoc", "/openapi.json"})
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def policy(nonce: str) -> str:
    """Return the Content-Security-Policy: this origin and nothing else.

    «unsafe-eval» is for Gradio's HTML component, which compiles its template, a constant of ours; scripts that
    somebody manages to write into the page have no nonce and do not run.
    """
    return (
        "default-src 'self'; "
        f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; media-src 'none'; frame-src 'none'; "
        "object-src 'none'; worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


@dataclass(frozen=True)
class Guard:
    """ASGI middleware around the whole page. Foreign origins get 403, unknown hosts 421, closed doors 404."""

    app: ASGIApp
    services: WebServices

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused request here, and pass on the rest."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal:
            status, code = refusal
            await PlainTextResponse(self.services.texts.say(code), status, headers=HEADERS)(scope, receive, send)
            return
        wants_page = "text/html" in headers.get("accept", "")
        if wants_page:  # the document is rewritten on its way out, so it must not come packed
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        cookie = self._new_cookie(scope, headers) if wants_page else None
        await self.app(scope, receive, _Answer(send, self.services, cookie))

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        hosts = self.services.hosts
        if hosts and (urlsplit(f"//{host}").hostname or "") not in hosts:
            return 421, "web.avvist.vert"
        if scope["method"] not in SAFE and not _same_origin(headers, host):
            return 403, "web.avvist.opphav"
        path = scope["path"].removeprefix(self.services.root_path)
        if path.startswith(CLOSED) or path.rstrip("/") in CLOSED_EXACT:
            return 404, "web.avvist.finnes_ikke"
        return None

    def _new_cookie(self, scope: Scope, headers: Headers) -> str | None:
        if owner_of(cookies_in(headers.get("cookie", "")), self.services.audience) is not None:
            return None
        secure = scope.get("scheme") == "https" or headers.get("x-forwarded-proto") == "https"
        return new_cookie(path=self.services.root_path or "/", secure=secure)


def _same_origin(headers: Headers, host: str) -> bool:
    """Tell whether a request that changes something comes from the page itself, or from no browser at all."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc in {host, headers.get("x-forwarded-host", host)}


class _Answer:
    """Sends an answer on with our headers; an HTML document is held back until it is whole, and rewritten."""

    def __init__(self, send: Send, services: WebServices, cookie: str | None) -> None:
        self._send, self._services, self._cookie = send, services, cookie
        self._nonce = secrets.token_urlsafe(16)
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            self._dress(headers)
            if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = await self._document(self._start, message)
        await self._send(message)

    def _dress(self, headers: MutableHeaders) -> None:
        for name in [name for name in headers if name.startswith("access-control-")]:
            del headers[name]
        for name, value in HEADERS.items():
            headers[name] = value
        headers["content-security-policy"] = policy(self._nonce)
        if headers.get("content-type", "").startswith("text/html"):
            headers["cache-control"] = "no-store"
            if self._cookie:
                headers.append("set-cookie", self._cookie)

    async def _document(self, start: Message, last: Message) -> Message:
        say = self._services.texts.say
        words = {name: say(f"web.side.{code}") for name, code in _WORDS.items()}
        body = rewrite(self._body.decode(), nonce=self._nonce, **words).encode()
        headers = MutableHeaders(scope=start)
        if int(headers.get("content-length", "1")) > 0:
            headers["content-length"] = str(len(body))
        await self._send(start)
        return {**last, "body": body if self._body else b""}


_WORDS = {"title": "tittel", "description": "beskrivelse", "noscript": "uten_skript"}

__all__ = ["COOKIE", "Guard", "policy"]
