"""`prompt | model`, and what comes out of it checked sentence by sentence, whole or as it streams."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import ChatPromptTemplate

from assistant.answering import evidence
from assistant.answering.answer import Answer
from assistant.answering.citations import Checker, pieces_of
from assistant.answering.models import answering, engine_of

_BREAK = "\n===\n"
# A sentence is whole when its mark is closed and something else than a mark, space or stop has begun after it.
_WHOLE = re.compile(r"(?:[ .]*\[K\d+(?:\s*[,;]\s*K\d+)*\])+\.?(?=\s+[^\s\[])")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the composer adds in its own voice: the mark after an unsupported sentence."""

    unsupported: str = ""


def chat_prompt(body: str) -> ChatPromptTemplate:
    """Make a prompt of a file's body: what stands above a line of === is the system's, the rest the person's."""
    system, _, human = body.rpartition(_BREAK)
    parts = [("system", system), ("human", human)] if system else [("human", human)]
    return ChatPromptTemplate.from_messages(parts, template_format="f-string")


class Composer:
    """Answers from documents with one model and one prompt; `digest` is the prompt's version."""

    def __init__(
        self,
        model: BaseChatModel,
        prompt: ChatPromptTemplate,
        *,
        wording: Wording | None = None,
        digest: str | None = None,
    ) -> None:
        self._chain = prompt | model
        self._wording = wording or Wording()
        self._digest = digest
        self.engine = engine_of(model)

    def answer(
        self, question: str, documents: Sequence[Document], *, turns: Sequence[str] = (), sentences: int = 5
    ) -> Answer:
        """Answer a question from documents; an answer without any citation is not covered by them.

        ModelUnavailableError when the model fails.
        """
        began = perf_counter()
        checker = self._checker(documents)
        with answering(self.engine):
            said = self._chain.invoke(_values(question, documents, turns, sentences)).text
        text = "".join(checker.check(piece) for piece in pieces_of(said))
        return self._answer(question, text, checker, began)

    def stream(
        self, question: str, documents: Sequence[Document], *, turns: Sequence[str] = (), sentences: int = 5
    ) -> Iterator[str | Answer]:
        """Yield the checked sentences as they come, and last the whole Answer."""
        began = perf_counter()
        checker = self._checker(documents)
        shown: list[str] = []
        for part in self._whole_sentences(_values(question, documents, turns, sentences)):
            text = "".join(checker.check(piece) for piece in pieces_of(part))
            shown.append(text)
            yield text
        yield self._answer(question, "".join(shown), checker, began)

    def _whole_sentences(self, values: dict[str, str]) -> Iterator[str]:
        waiting = ""
        with answering(self.engine):
            for chunk in self._chain.stream(values):
                waiting += chunk.text
                for cut in [match.end() for match in _WHOLE.finditer(waiting)][-1:]:
                    yield waiting[:cut]
                    waiting = waiting[cut:]
        if waiting.strip():
            yield waiting

    def _checker(self, documents: Sequence[Document]) -> Checker:
        return Checker(documents, self._wording.unsupported)

    def _answer(self, question: str, text: str, checker: Checker, began: float) -> Answer:
        return Answer(
            question,
            text.strip(),
            kind="covered" if checker.citations else "refused",
            citations=tuple(checker.citations),
            unsupported=tuple(checker.unsupported),
            removed=checker.removed,
            engine=self.engine,
            ms=round((perf_counter() - began) * 1000, 1),
            prompt=self._digest,
        )


def _values(question: str, documents: Sequence[Document], turns: Sequence[str], sentences: int) -> dict[str, str]:
    return {
        "kilder": evidence.render(documents),
        "spørsmål": evidence.render_question(question),
        "samtale": "\n".join(evidence.render_turn(turn) for turn in turns),
        "setninger": evidence.render_count(sentences),
    }
