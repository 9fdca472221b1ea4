"""PDF by Typst, with the typefaces it carries. Words travel as data beside the template, never inside it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from importlib.resources import files
from typing import Any

import typst

from assistant.export import look
from assistant.export.content import Document, Items, Paragraph
from assistant.export.one_page import OnePage

_COLOURS = {
    "accent": look.ACCENT,
    "soft": look.ACCENT_SOFT,
    "ink": look.INK,
    "faint": look.INK_SOFT,
    "line": look.LINE,
}
# Pictures among the letters: the typefaces that come with Typst have none.
_PICTURES = (range(0x1F000, 0x20000), range(0x2600, 0x27C0), range(0x2B00, 0x2C00), range(0xFE00, 0xFE10))


def document_pdf(document: Document) -> bytes:
    """Return the full plan as PDF."""
    return _pdf("full.typ", _plain(document))


def one_page_pdf(variants: tuple[OnePage, ...]) -> bytes:
    """Return the first variant that fits one A4 page, as PDF; the last one is short enough to fit whatever it holds."""
    return _pdf("one_page.typ", {"variants": [_plain(page) for page in variants]})


def _pdf(template: str, data: Mapping[str, Any]) -> bytes:
    source = files(__package__).joinpath("templates", template).read_bytes()
    inputs = {"data": json.dumps({**data, **_COLOURS}, ensure_ascii=False)}
    made = typst.compile(source, format="pdf", sys_inputs=inputs, ignore_system_fonts=True)
    return bytes(made)


def _plain(value: Any) -> Any:
    """Return the values as JSON knows them, each block with its kind, the words ready to be set."""
    if is_dataclass(value) and not isinstance(value, type):
        fields = {name: _plain(getattr(value, name)) for name in asdict(value)}
        kind = "paragraph" if isinstance(value, Paragraph) else "items" if isinstance(value, Items) else "table"
        return {**fields, "kind": kind}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _settable(value) if isinstance(value, str) else value


def _settable(text: str) -> str:
    drawn = "".join(c for c in text if c != "\u200d" and not any(ord(c) in block for block in _PICTURES))
    return look.breakable(look.tied(" ".join(drawn.split()) if drawn != text else text))
