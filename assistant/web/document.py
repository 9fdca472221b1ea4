"""Gradio's HTML document made ours: Norwegian, own title, icon and files, nothing that points elsewhere."""

import hashlib
import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"

# What Gradio's template says of itself to search engines and social media, and a manifest with an absolute address.
_FOREIGN = re.compile(r"<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>|<link rel=\"manifest\"[^>]*>")
_SCRIPT = re.compile(r"<script(?=[\s>])")
# Gradio chooses its language by the browser's; the page is Norwegian for everybody.
_LANGUAGE = (
    "for (const [name, value] of [['language', 'nb'], ['languages', ['nb']]])"
    " Object.defineProperty(navigator, name, {get: () => value});"
)


@cache
def version(name: str) -> str:
    """Return a short hash of a static file, so that browsers fetch it anew only when it changed."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def rewrite(html: str, *, title: str, description: str, noscript: str, nonce: str) -> str:
    """Return the document in Norwegian with our head; every script gets the nonce that the policy asks for."""
    head = (
        f"<title>{title}</title>"
        f'<meta name="description" content="{description}">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" type="image/svg+xml" href="ui/icon.svg">'
        f'<link rel="stylesheet" href="ui/style.css?v={version("style.css")}">'
        f"<script>{_LANGUAGE}</script>"
        f'<script defer src="ui/app.js?v={version("app.js")}"></script>'
    )
    html = _FOREIGN.sub("", html).replace('lang="en"', 'lang="nb"', 1)
    html = html.replace('<meta\n\t\t\tname="viewport"', head + '<meta name="viewport"', 1)
    html = re.sub(r"(<body[^>]*>)", rf"\1<noscript><p>{noscript}</p></noscript>", html, count=1)
    return _SCRIPT.sub(f'<script nonce="{nonce}"', html)
