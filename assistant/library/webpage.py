"""A saved web page to blocks: its main text without menus, scripts and what is hidden from the reader's eye."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby

from assistant.library.markdown import Block, tidy

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_DROPPED = frozenset(
    {
        "script",
        "title",
        "style",
        "nav",
        "footer",
        "aside",
        "form",
        "noscript",
        "template",
        "iframe",
        "svg",
        "button",
        "select",
        "figure",
        "object",
        "video",
        "audio",
        "head",
    }
)
_MAIN = frozenset({"article", "main"})
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "ul",
        "ol",
        "table",
        "thead",
        "tbody",
        "tr",
        "blockquote",
        "pre",
        "dl",
        "dt",
        "dd",
        "body",
        "html",
        "br",
        "hr",
        "address",
    }
)
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|meny|footer|sidebar|cookies?|breadcrumbs?|share|social|related|comments?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
MENU_RUN = 3  # blocks in a row that are nothing but links: a menu


@dataclass(frozen=True)
class Page:
    """What was found. `blocks` is the main text, `everything` all that can be seen."""

    title: str | None
    blocks: list[Block]
    everything: list[Block]


@dataclass
class _Element:
    tag: str
    dropped: bool
    main: bool
    count: int = 0  # of list items, in an ordered list


@dataclass
class _Found:
    block: Block
    main: bool
    linked: float  # share of the text that is links


@dataclass
class _Open:
    """The block being gathered."""

    words: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    linked: int = 0
    mark: str = ""
    level: int = 0
    tight: bool = False


class _Gatherer(HTMLParser):
    """Walks the tags and gathers blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Found] = []
        self.head: dict[str, str] = {}
        self._stack: list[_Element] = [_Element("", False, False)]
        self._open = _Open()
        self._link: tuple[str, list[str]] | None = None
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; blocks end what was being gathered."""
        self._in_title = tag == "title"
        above = self._stack[-1]
        if tag in _BLOCKS or tag in _HEADINGS or tag == "li":
            self._close()
            self._begin(tag, above)
        if tag in _CELLS and self._open.words:
            self._open.words.append(" | ")
        if tag == "a":
            self._link = (dict(attrs).get("href") or "", [])
        if tag not in _VOID:
            dropped = above.dropped or tag in _DROPPED or _hidden(dict(attrs))
            self._stack.append(_Element(tag, dropped, above.main or tag in _MAIN))

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest element of this name, with all inside it; a stray end is nothing."""
        self._in_title = False
        if tag == "a":
            self._end_link()
        if tag in _BLOCKS or tag in _HEADINGS or tag == "li":
            self._close()
        depth = next((i for i in range(len(self._stack) - 1, 0, -1) if self._stack[i].tag == tag), 0)
        if depth:
            del self._stack[depth:]

    def handle_data(self, data: str) -> None:
        """Take text where it can be seen."""
        if self._in_title:
            self.head.setdefault("title", " ".join(data.split()))
        if self._stack[-1].dropped:
            return
        self._open.words.append(data)
        if self._link:
            self._link[1].append(data)

    def close(self) -> None:
        """End the page."""
        super().close()
        self._close()

    def _begin(self, tag: str, above: _Element) -> None:
        if self._open.mark and tag == "p":
            return  # «<li><p>»: still the same item
        self._open.level = _HEADINGS.get(tag, 0)
        if tag == "li":
            above.count += 1
            self._open.mark = f"{above.count}. " if above.tag == "ol" else "- "
        self._open.tight = tag in {"li", "tr"} and self._follows_own_kind(tag)

    def _follows_own_kind(self, tag: str) -> bool:
        last = self.found[-1].block.text if self.found and not self.found[-1].block.level else ""
        return " | " in last if tag == "tr" else bool(re.match(r"- |\d+\. ", last))

    def _end_link(self) -> None:
        if self._link is None:
            return
        target, words = self._link
        said = " ".join("".join(words).split())
        self._link = None
        if said and not self._stack[-1].dropped:
            self._open.linked += len(said)
            if target:
                self._open.links.append((said, target))

    def _close(self) -> None:
        now, self._open = self._open, _Open()
        text = " ".join("".join(now.words).split())
        if not text:
            self._open.mark, self._open.tight = now.mark, now.tight  # «<li><p>»: the mark waits for its words
            return
        if now.level == 1:
            self.head.setdefault("h1", text)
        block = Block(now.mark + text, now.level, now.tight, tuple(now.links))
        self.found.append(_Found(block, self._stack[-1].main, now.linked / len(text)))


def read_page(html: str) -> Page:
    """Read a page. The title is its first h1, else its title element up to a bar."""
    gatherer = _Gatherer()
    gatherer.feed(tidy(html))
    gatherer.close()
    seen = gatherer.found
    main = [one for one in seen if one.main] or seen
    blocks = [
        one.block
        for menu, group in groupby(main, key=lambda one: one.linked > 0.9 and not one.block.level)
        for one in _without_menus(list(group), menu=menu)
    ]
    title = gatherer.head.get("h1") or gatherer.head.get("title", "").split(" | ")[0].strip()
    return Page(title or None, blocks, [one.block for one in seen])


def _without_menus(group: list[_Found], *, menu: bool) -> list[_Found]:
    return [] if menu and len(group) >= MENU_RUN else group


def _hidden(attributes: dict[str, str | None]) -> bool:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") in {"navigation", "banner", "contentinfo", "complementary"}
        or bool(_UNSEEN.search(attributes.get("style") or ""))
        or bool(_BOILERPLATE.search(names))
    )
