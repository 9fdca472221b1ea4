"""One turn's moves performed: worded, or answered from the course, and put together with sources numbered through."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from assistant.answering.answer import Answer
from assistant.conversation.types import Decision, Dialog, Move, Option
from assistant.conversation.wording import Writer
from assistant.planning.framework import Dimension, Step
from assistant.texts import Texts

_MARK = re.compile(r"\[(\d{1,3})\]")
OnText = Callable[[str], None]


class Knowledge(Protocol):
    """What a turn needs from the course. Implemented by `ask.Asker`."""

    def ask(
        self,
        question: str,
        *,
        turns: Sequence[str] = (),
        step: str | None = None,
        dimension: str | None = None,
        sentences: int = 5,
    ) -> Answer:
        """Answer a question with citations, or refuse."""

    def explain(self, question: str, *, article: str, sentences: int = 2) -> Answer:
        """Explain with a few cited sentences of one article."""


@dataclass(frozen=True)
class Performed:
    """A turn as said: text, its sources in the form of `amstak ask`, quick replies, and what was noted."""

    text: str
    citations: tuple[dict[str, Any], ...]
    options: tuple[Option, ...]
    noted: tuple[str, ...]


def perform(
    decision: Decision,
    writer: Writer,
    knowledge: Knowledge,
    texts: Texts,
    *,
    turns: Sequence[str] = (),
    on_text: OnText | None = None,
) -> Performed:
    """Carry out the moves in order. `on_text` gets the whole text so far after each of them."""
    blocks: list[str] = []
    citations: list[dict[str, Any]] = []
    for move in decision.moves:
        if move.kind in ("explain", "answer", "insight"):
            found = _known(move, decision, knowledge, texts, turns)
            text, cited = numbered(found, len(citations))
            citations.extend(cited)
        else:
            text = writer.word(move)
        if text:
            blocks.append(text)
            if on_text:
                on_text("\n\n".join(blocks))
    noted = tuple(slot for move in decision.moves if move.kind == "noted" for slot in move.ids)
    return Performed("\n\n".join(blocks), tuple(citations), writer.options(decision.moves), noted)


def _known(move: Move, decision: Decision, knowledge: Knowledge, texts: Texts, turns: Sequence[str]) -> Answer:
    if move.kind == "insight":
        article = texts.say(f"innsikt_artikkel.{move.code}")
        return knowledge.explain(texts.say(f"innsikt.{move.code}"), article=article, sentences=1)
    if move.kind == "answer":
        dimension = place(decision.dialog)
        return knowledge.ask(
            move.code,
            turns=turns,
            step=decision.plan.step.value,
            dimension=dimension.value if dimension else None,
        )
    article = texts.say(f"forklar_artikkel.{move.code}")
    count = int(move.params.get("setninger", 2))
    found = knowledge.explain(texts.say(f"forklar.{move.code}"), article=article, sentences=count)
    intro = f"stegstart.{move.code}"
    head = texts.say(intro) + " " if move.params.get("kort") and texts.has(intro) else ""
    return replace(found, text=head + found.text) if found.citations else replace(found, text=head.strip(" :"))


def numbered(answer: Answer, offset: int) -> tuple[str, list[dict[str, Any]]]:
    """Return the answer's text and citations with numbers that go on after `offset`."""
    cited = [citation.to_json() for citation in answer.citations]
    known = {item["n"] for item in cited}

    def moved(match: re.Match[str]) -> str:
        n = int(match[1])
        return f"[{n + offset}]" if n in known else match[0]

    return _MARK.sub(moved, answer.text), [{**item, "n": item["n"] + offset} for item in cited]


def place(dialog: Dialog) -> Dimension | None:
    """Return the dimension that is being worked on, from what was asked last."""
    name = (dialog.asked or "").rpartition("_")[2]
    return Dimension(name) if name in set(Dimension) else None


def step_of(decision: Decision) -> Step:
    """Return the step that the reply is at."""
    return decision.plan.step
