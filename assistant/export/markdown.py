"""The plan as Markdown: to read, to print, to paste. Sources are numbers that lead to the list at the end."""

from collections.abc import Iterator, Mapping, Sequence

from assistant.export.content import Block, Document, Items, Paragraph, Style, Text
from assistant.texts.plan_words import markdown_table


def document_markdown(document: Document, sources: Sequence[str]) -> str:
    """Return the document as Markdown; `sources` are its notes, in the order of the list they stand in."""
    numbers = {source: number for number, source in enumerate(sources, start=1)}
    blocks = [f"# {_safe(document.title)}", document.subtitle]
    for section in document.sections:
        blocks.append(f"{'#' * (section.level + 1)} {_safe(section.title)}")
        blocks += [text for block in section.blocks for text in _block(block, numbers)]
    return "\n\n".join(block for block in [*blocks, document.legend, document.credit] if block) + "\n"


def _block(block: Block, numbers: Mapping[str, int]) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _paragraph(block, numbers)
    elif isinstance(block, Items):
        listed = all(item.text in numbers for item in block.items)
        yield "\n".join(f"{f'{numbers[item.text]}.' if listed else '-'} {_text(item, numbers)}" for item in block.items)
    else:
        yield markdown_table(block.heads, [[_text(cell, numbers) for cell in row] for row in block.rows])


def _paragraph(block: Paragraph, numbers: Mapping[str, int]) -> str:
    text = _text(block.text, numbers)
    if block.style == Style.GOAL:
        return f"> {text}"
    label = f"**{_safe(block.label)}**" if block.label else ""
    if not text:
        return label
    return f"{label}: {text}" if label else f"_{text}_" if block.style == Style.SMALL else text


def _text(text: Text, numbers: Mapping[str, int]) -> str:
    marks = "".join(f" [{numbers[note]}]" for note in text.notes if note in numbers)
    mark = f" ({text.mark})" if text.mark else ""
    return f"{_safe(text.text)}{mark}{marks}"


def _safe(text: str) -> str:
    """Return text that a reader of Markdown takes for text: no tags, pictures or links of the person's own making."""
    return text.replace("<", "\\<").replace("![", "!\\[").replace("](", "]\\(")
