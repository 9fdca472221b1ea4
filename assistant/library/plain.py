"""Plain text to blocks: headings are known by their looks, for nothing marks them."""

import re

from assistant.library.markdown import Block

_ITEM = re.compile(r"\s*(?:[•▪‣*-]|(\d{1,2})[.)])\s+(\S.*)")


def plain_blocks(lines: list[str]) -> list[Block]:
    """Part lines into blocks. A heading is a short line by itself that begins large, ends no sentence, with text below.

    A second heading-like line right under a heading is its subtitle, and stays as text.
    """
    groups = _groups(lines)
    blocks: list[Block] = []
    for i, (text, tight) in enumerate(groups):
        follows = blocks[-1].level > 0 if blocks else False
        last = i == len(groups) - 1
        heading = not tight and not follows and not last and _looks_like_heading(text)
        blocks.append(Block(text, 2 if heading else 0, tight))
    return blocks


def _groups(lines: list[str]) -> list[tuple[str, bool]]:
    """Return (text, tight) for each paragraph and list item; lines of one paragraph are joined."""
    groups: list[tuple[str, bool]] = []
    fresh = True  # a blank line stands before
    item_before = False
    for line in lines:
        words = " ".join(line.split())
        if not words:
            fresh = True
        elif item := _ITEM.match(line):
            mark = f"{item[1]}." if item[1] else "-"
            groups.append((f"{mark} {' '.join(item[2].split())}", item_before))
            fresh, item_before = False, True
        elif fresh or not groups:
            groups.append((words, False))
            fresh = item_before = False
        else:
            text, tight = groups[-1]
            groups[-1] = (f"{text} {words}", tight)
    return groups


def _looks_like_heading(text: str) -> bool:
    if len(text) > 100 or len(text.split()) > 12 or text[-1] in ".:;,!…":
        return False
    return (text[0].isupper() or text[0].isdigit() or text[0] in '«"') and not _ITEM.match(text)
