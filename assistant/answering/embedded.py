"""The engine that needs no model: a LangChain chat model that reads the common prompt and answers in quotes."""

from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from assistant.answering.choosing import Piece, choose
from assistant.answering.evidence import Source, parse, parse_count, parse_question

MOST = 5


class EmbeddedChat(BaseChatModel):
    """Answers the last question among the messages with sentences of the sources in them, each marked `[K1]`.

    `nothing` is what it says when no source answers.
    """

    model: str = "embedded"
    nothing: str = ""

    @property
    def _llm_type(self) -> str:
        return "amstak-embedded"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(self._parts(messages, stop))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for part in self._parts(messages, stop):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=part))
            if run_manager:
                run_manager.on_llm_new_token(part, chunk=chunk)
            yield chunk

    def _parts(self, messages: Sequence[BaseMessage], stop: Sequence[str] | None) -> Iterator[str]:
        """Yield the answer sentence by sentence, up to the first stop word."""
        prompt = "\n".join(message.text for message in messages if message.type in {"human", "system"})
        sources = parse(prompt)
        pieces = choose(parse_question(prompt), sources, parse_count(prompt, MOST))
        for part in _written(pieces, sources) if pieces else [self.nothing]:
            cut = min((part.find(word) for word in stop or () if word in part), default=-1)
            yield part if cut < 0 else part[:cut]
            if cut >= 0:
                return


def _written(pieces: Sequence[Piece], sources: Sequence[Source]) -> Iterator[str]:
    """Yield each piece with its mark; list items stand on lines of their own, a single one as the sentence it is."""
    items = [piece.unit.item for piece in pieces]
    listed = [item and any(items[max(n - 1, 0) : n] + items[n + 1 : n + 2]) for n, item in enumerate(items)]
    for place, piece in enumerate(pieces):
        unit, key = piece.unit, sources[piece.source].key
        before = "" if not place else "\n" if listed[place] else "\n\n" if listed[place - 1] else " "
        bullet = "" if not listed[place] else f"{unit.number}. " if unit.number is not None else "- "
        yield f"{before}{bullet}{unit.text} [{key}]"
