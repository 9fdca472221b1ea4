"""The course as it is now: an Asker over whatever searcher is current, made anew when the corpus changes."""

from collections.abc import Callable, Sequence
from typing import Any

from assistant.answering.answer import Answer
from assistant.answering.composer import Composer
from assistant.conversation.ask import Asker
from assistant.retrieval.hybrid import HybridRetriever, Searcher


class CourseKnowledge:
    """What a turn and `amstak ask` need from the course. `current` gives the searcher of the moment."""

    def __init__(self, current: Callable[[], Searcher], composer: Composer, say: Callable[..., str]) -> None:
        self._current, self._composer, self._say = current, composer, say
        self._made: tuple[Searcher, Asker] | None = None

    def ask(self, question: str, *, turns: Sequence[str] = (), **place: Any) -> Answer:
        """Answer a question with citations, or refuse; `place` is step, dimension and sentences."""
        return self._asker().ask(question, turns=turns, **place)

    def explain(self, question: str, *, article: str, sentences: int = 2) -> Answer:
        """Explain with a few cited sentences of one article."""
        return self._asker().explain(question, article=article, sentences=sentences)

    def _asker(self) -> Asker:
        searcher = self._current()
        if self._made is None or self._made[0] is not searcher:
            self._made = (searcher, Asker(HybridRetriever(searcher=searcher), self._composer, self._say))
        return self._made[1]
