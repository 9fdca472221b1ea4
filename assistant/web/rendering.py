"""Text into safe HTML: Markdown with everything else escaped, quotes marked, source numbers as links."""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from assistant.language.formatting import format_date
from assistant.texts import Texts

# Private-use characters that stand around a quote while Markdown is read; text that holds them loses them first.
_OPEN, _CLOSE = "\ue000", "\ue001"
_SENTINELS = re.compile(f"([{_OPEN}{_CLOSE}])")
# What may stand before a line's own words without being part of them.
_LEAD = re.compile(r"(?:[ \t]*(?:[-*+>]|\d{1,9}[.)]|#{1,6}|\|))*[ \t]*")
_MARK = re.compile(r"\[(\d{1,3})\]")
# A number and its unit stay on one line: «5 000 000 kr».
_SPACE_IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|(?:kr|%|timer|prosent)(?!\w))")
Citation = Mapping[str, Any]


@cache
def _markdown() -> MarkdownIt:
    """Return the one renderer: no raw HTML, no images, links to http(s) alone."""
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "typographer": False})
    made.enable("table").disable("image")
    made.validateLink = _harmless  # type: ignore[method-assign]
    rules: dict[str, Any] = made.renderer.rules  # type: ignore[attr-defined]
    rules |= {"text": _text, "link_open": _link, "table_open": _table_open, "table_close": _table_close}
    return made


def markdown(text: str, *, citations: Sequence[Citation] = ()) -> Markup:
    """Return the Markdown as HTML. `[n]` becomes a link to the n-th source when there is one."""
    env = {"sources": {item["n"]: item for item in citations}, "marked": False}
    return Markup(_markdown().render(_SENTINELS.sub("", text), env))


def with_quote(text: str, start: int, end: int) -> Markup:
    """Return a section's Markdown as HTML where the characters from `start` to `end` are in `<mark>`."""
    env: dict[str, Any] = {"sources": {}, "marked": False}
    if _SENTINELS.search(text) or not 0 <= start < end <= len(text):
        return markdown(text)
    before, quote, after = text[:start], text[start:end], text[end:]
    at_line_start = not before or before.endswith("\n")
    lines = [_wrapped(line, lead=at_line_start or number > 0) for number, line in enumerate(quote.split("\n"))]
    return Markup(_markdown().render(before + "\n".join(lines) + after, env))


def source_address(citation: Citation) -> str:
    """Return the address within the page of a citation's very words: `#kilde/<article>/<section>/<start>-<end>`."""
    article, _, section = str(citation["section"]).partition("#")
    return f"#kilde/{article}/{section}/{citation['start']}-{citation['end']}"


def unbroken(text: str) -> str:
    """Return the text with no-break spaces inside numbers and before their units."""
    return _SPACE_IN_NUMBER.sub("\u00a0", text)


def one_line(html: str) -> str:
    """Return the same HTML without line breaks, so that a Markdown reader takes it as one block."""
    return html.replace("\r", "").replace("\n", "&#10;")


def environment(texts: Texts) -> Environment:
    """Return the templates, with `t` for words from `web.*` and filters for Markdown and dates."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["t"] = _said(texts)
    made.filters |= {"markdown": markdown, "date": format_date, "address": source_address, "unbroken": unbroken}
    return made


def _said(texts: Texts) -> Callable[..., str]:
    return lambda code, **params: texts.say(f"web.{code}", **params)


def _wrapped(line: str, *, lead: bool) -> str:
    skipped = _LEAD.match(line) if lead else None
    words = skipped.end() if skipped else 0
    return f"{line[:words]}{_OPEN}{line[words:]}{_CLOSE}" if line[words:].strip() else line


def _harmless(url: str) -> bool:
    return bool(re.match(r"https?://|#", url.strip().lower()))


def _text(tokens: Sequence[Any], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
    """Escape a piece of text; put quotes in `<mark>`, piece by piece so that tags always nest."""
    made = []
    for piece in _SENTINELS.split(tokens[index].content):
        if piece in (_OPEN, _CLOSE):
            env["marked"] = piece == _OPEN
        elif piece:
            html = _numbered(unbroken(piece), env["sources"])
            made.append(f"<mark>{html}</mark>" if env["marked"] else html)
    return "".join(made)


def _numbered(text: str, sources: Mapping[int, Citation]) -> str:
    """Escape the text, with source numbers as links that hold the quote."""
    made, at = [], 0
    for match in _MARK.finditer(text):
        citation = sources.get(int(match[1]))
        if citation is not None:
            made += [escape(text[at : match.start()]), _chip(citation)]
            at = match.end()
    return "".join([*made, escape(text[at:])])


def _chip(citation: Citation) -> str:
    title = escape(f"{citation['title']}: «{citation['quote']}»")
    return f'<a class="source" href="{escape(source_address(citation))}" title="{title}">{citation["n"]}</a>'


def _table_open(*_: Any) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _link(tokens: Sequence[Any], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
    url = escape(str(tokens[index].attrs.get("href", "")))
    outside = "" if url.startswith("#") else ' target="_blank" rel="noopener noreferrer nofollow"'
    return f'<a href="{url}"{outside}>'
