"""Whose browser this is: one owner on a machine of one's own, else a random one kept in a cookie."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Literal

LOCAL = "local"
COOKIE = "amstak_owner"
_YEAR_S = 365 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def owner_of(cookies: Mapping[str, str], audience: Literal["local", "visitors"]) -> str | None:
    """Return the owner behind a request, or None for a visitor without a valid cookie.

    The database keeps a hash only, so that it does not hold what would let one in.
    """
    if audience == LOCAL:
        return LOCAL
    token = cookies.get(COOKIE, "")
    return "v" + hashlib.sha256(token.encode()).hexdigest()[:32] if _TOKEN.fullmatch(token) else None


def cookies_in(header: str) -> dict[str, str]:
    """Return the cookies of a Cookie header; none when it cannot be read."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def new_cookie(*, path: str, secure: bool) -> str:
    """Return a Set-Cookie value with a new random owner."""
    parts = [f"{COOKIE}={secrets.token_urlsafe(32)}", f"Path={path}", f"Max-Age={_YEAR_S}", "HttpOnly", "SameSite=Lax"]
    return "; ".join([*parts, "Secure"] if secure else parts)
