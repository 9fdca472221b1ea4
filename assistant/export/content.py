"""A document as values: what is to be said and in which shape, before anyone knows which file it becomes."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text. `notes` are sources, shown as footnotes; `mark` is the letter that says who vouches for it."""

    text: str
    notes: tuple[str, ...] = ()
    mark: str = ""


class Style(StrEnum):
    """How a paragraph is set."""

    BODY = "body"
    GOAL = "goal"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `label` stands first, in bold."""

    text: Text
    style: Style = Style.BODY
    label: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of points."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `widths` are relative; `right` are columns of figures; `total` makes the last row a sum."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[int, ...]
    right: tuple[int, ...] = ()
    total: bool = False


Block = Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (level 1 or 2) and what stands under it."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """The whole paper."""

    title: str
    subtitle: str
    contents: str
    sections: tuple[Section, ...]
    legend: str
    credit: str
