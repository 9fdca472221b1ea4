"""Sections and question as a prompt carries them: written and read in one place, proof against what they say.

Everything between the tags is escaped, so no text can close its tag or pose as another source.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.documents import Document

_SOURCE = re.compile(r'<kilde id="(K\d+)" tittel="([^"<>]*)" del="([^"<>]*)">([^<>]*)</kilde>')
_QUESTION = re.compile(r"<spørsmål>([^<>]*)</spørsmål>")
_COUNT = re.compile(r"<setninger>(\d+)</setninger>")


@dataclass(frozen=True, slots=True)
class Source:
    """A section as a model reads it. `key` is K1, K2 …, by which it is cited."""

    key: str
    title: str
    heading: str
    text: str


def render(documents: Sequence[Document]) -> str:
    """Write the documents as numbered sources, K1 first."""
    return "\n".join(
        f'<kilde id="K{number}" tittel="{_escape(document.metadata.get("title", ""))}" '
        f'del="{_escape(document.metadata.get("heading", ""))}">{_escape(document.page_content)}</kilde>'
        for number, document in enumerate(documents, start=1)
    )


def parse(prompt: str) -> list[Source]:
    """Read the sources out of a prompt, in order."""
    return [Source(m[1], *(html.unescape(part) for part in m.group(2, 3, 4))) for m in _SOURCE.finditer(prompt)]


def render_question(question: str) -> str:
    """Write a question so that it can be told from what stands around it."""
    return f"<spørsmål>{_escape(question)}</spørsmål>"


def parse_question(prompt: str) -> str:
    """Read the last question out of a prompt; "" when there is none."""
    found = _QUESTION.findall(prompt)
    return html.unescape(found[-1]) if found else ""


def render_turn(turn: str) -> str:
    """Write an earlier message of the person's."""
    return f"<tidligere>{_escape(turn)}</tidligere>"


def render_count(sentences: int) -> str:
    """Write how many sentences are wanted at most."""
    return f"<setninger>{sentences}</setninger>"


def parse_count(prompt: str, default: int) -> int:
    """Read how many sentences are wanted at most."""
    found = _COUNT.findall(prompt)
    return int(found[-1]) if found else default


def _escape(text: str) -> str:
    return html.escape(text, quote=True)
