"""One question answered from the course, or refused: what kind it is, what to search for, what to answer with."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from langchain_core.documents import Document

from assistant.answering.answer import Answer, Nearest
from assistant.answering.choosing import subject_words
from assistant.answering.composer import Composer
from assistant.conversation.listings import Listings
from assistant.retrieval import scope
from assistant.retrieval.hybrid import HybridRetriever, Ranking
from assistant.retrieval.scope import Judgement, Message, Verdict

Say = Callable[..., str]
_SECTIONS, _NEAREST, _LONGEST, _TURNS = 6, 3, 2000, 4
# A message that points back: it begins as a continuation, or stands on a pronoun.
_POINTS_BACK = re.compile(
    r"^\W*(?:og|men|så|enn|hva med|kva med|and|what about)\b"
    r"|\b(?:det|dette|den|denne|disse|desse|de|dei|dem|der|slikt|begge|it|that|this|those|them)\b"
    r"\W*(?:da|også|og)?\W*$"
    r"|\b(?:gjelder|gjeld|passer|passar|måler|regner|gjør|bruker|virker|funker|lager|skriver) (?:(?:jeg|eg|vi|du) )?"
    r"(?:det|dette|den|denne|disse|de|dei)\b|\b(?:jeg|eg|vi) (?:det|dette|den|disse) \b"
)


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is searched for, and how it turned out."""

    text: str
    ranking: Ranking
    judgement: Judgement


class Asker:
    """The course's answers. `say` words what is not quoted; `retriever` and `composer` find and compose."""

    def __init__(self, retriever: HybridRetriever, composer: Composer, say: Say) -> None:
        self._retriever, self._composer, self._say = retriever, composer, say
        self._listings = Listings(retriever.searcher.passages, say)

    def ask(
        self,
        question: str,
        *,
        turns: Sequence[str] = (),
        step: str | None = None,
        dimension: str | None = None,
        sentences: int = 5,
    ) -> Answer:
        """Answer the last message; `turns` are the person's earlier ones, oldest first.

        ModelUnavailableError when a configured model fails.
        """
        *_, answer = self.stream(question, turns=turns, step=step, dimension=dimension, sentences=sentences)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        *,
        turns: Sequence[str] = (),
        step: str | None = None,
        dimension: str | None = None,
        sentences: int = 5,
    ) -> Iterator[str | Answer]:
        """Yield the answer's checked sentences as they come, and last the whole Answer."""
        began = perf_counter()
        message = scope.read(question[:_LONGEST])
        plain = self._plain(message)
        if plain is not None:
            yield from self._whole(replace(plain, question=question), began)
            return
        sought = self._seek(message.question, turns, step, dimension)
        if sought.judgement.verdict != Verdict.COVERED:
            yield from self._whole(self._refused(question, sought), began)
            return
        documents = self._retriever.searcher.documents(sought.ranking, _SECTIONS)
        answer = None
        for part in self._composer.stream(sought.text, documents, turns=turns[-_TURNS:], sentences=sentences):
            if isinstance(part, str):
                yield part
            else:
                answer = part
        assert answer is not None
        covered = self._told(question, answer, documents) if answer.citations else self._refused(question, sought)
        if not answer.citations or covered.text != answer.text:
            yield covered.text.removeprefix(answer.text) if answer.citations else covered.text
        yield self._timed(covered, began)

    def explain(self, question: str, *, article: str, sentences: int = 2) -> Answer:
        """Explain with a few cited sentences of one article, named by id or title; no citations when there is none."""
        began = perf_counter()
        searcher = self._retriever.searcher
        ranking = searcher.rank(question)
        rows = [row for row, p in enumerate(searcher.passages) if article in (p.article, p.title)]
        rows.sort(key=lambda row: (searcher.passages[row].origin != "original", -float(ranking.scores[row]), row))
        documents = [searcher.passages[row].document(float(ranking.scores[row])) for row in rows[:_SECTIONS]]
        answer = self._composer.answer(question, documents, sentences=sentences)
        return self._timed(answer, began)

    def _plain(self, message: Message) -> Answer | None:
        """Answer what needs no section; None when only the course can tell."""
        if message.verdict == Verdict.STEERING:
            return self._answer(self._say("avslag.styring"), "refused", nearest=self._first_articles())
        if message.verdict == Verdict.SMALLTALK:
            return self._answer(self._say(f"småprat.{message.detail}", seed=len(message.question)), "smalltalk")
        if message.verdict == Verdict.ABOUT:
            return self._answer(self._say(f"om_meg.{message.detail}"), "about")
        if message.verdict == Verdict.CATALOGUE:
            text = self._listings.answer(message.detail, message.question, message.found)
            return self._answer(text, "catalogue") if text else None
        return None

    def _seek(self, question: str, turns: Sequence[str], step: str | None, dimension: str | None) -> _Sought:
        """Search for the question, and where it leans on what was said before, for it with that subject added."""
        alone = self._rank(question, step, dimension)
        subject = _subject(turns) if _leans(question) else ""
        if not subject:
            return alone
        together = self._rank(f"{question} {subject}", step, dimension)
        return together if together.judgement.topic is None or alone.judgement.topic else alone

    def _rank(self, text: str, step: str | None, dimension: str | None) -> _Sought:
        searcher = self._retriever.searcher
        ranking = searcher.rank(text, mode=self._retriever.mode, step=step, dimension=dimension)
        return _Sought(text, ranking, scope.judge(searcher, ranking))

    def _refused(self, question: str, sought: _Sought) -> Answer:
        nearest = self._nearest(sought.ranking)
        titles = " og ".join(f"«{near.title}»" for near in nearest[:2])
        topic = sought.judgement.topic
        if topic:
            text = self._say(f"avslag.{topic}")
        elif sought.judgement.verdict == Verdict.OUTSIDE or not titles:
            text = self._say("avslag.utenfor", seed=len(question))
        else:
            code = "avslag.nær" if sought.judgement.verdict == Verdict.NEAR else "avslag.ingen_sitat"
            text = self._say(code, artikler=titles)
        return replace(self._answer(text, "refused", nearest=nearest), question=question)

    def _told(self, question: str, answer: Answer, documents: Sequence[Document]) -> Answer:
        """Add where to read on: an article that was found but not quoted."""
        used = {citation.article for citation in answer.citations}
        other = next((d.metadata["title"] for d in documents[:3] if d.metadata["article"] not in used), None)
        more = f"\n\n{self._say('svar.les_videre', tittel=other)}" if other else ""
        return replace(answer, question=question, text=answer.text + more)

    def _nearest(self, ranking: Ranking) -> tuple[Nearest, ...]:
        passages = self._retriever.searcher.passages
        titles = {passages[row].article: passages[row].title for row in ranking.best(20)}
        return tuple(Nearest(article, title) for article, title in list(titles.items())[:_NEAREST])

    def _first_articles(self) -> tuple[Nearest, ...]:
        return tuple(Nearest(entry.article, entry.title) for entry in self._listings.entries[:_NEAREST])

    def _answer(self, text: str, kind: str, nearest: tuple[Nearest, ...] = ()) -> Answer:
        return Answer("", text, kind=kind, nearest=nearest, engine=self._composer.engine)

    def _whole(self, answer: Answer, began: float) -> Iterator[str | Answer]:
        yield answer.text
        yield self._timed(answer, began)

    def _timed(self, answer: Answer, began: float) -> Answer:
        return replace(answer, ms=round((perf_counter() - began) * 1000, 1))


def _leans(question: str) -> bool:
    """Say whether a message needs an earlier one: it points back, or names nothing by itself."""
    return bool(_POINTS_BACK.search(question.lower().strip())) or not subject_words(question)


def _subject(turns: Sequence[str]) -> str:
    """Return the content words of the latest earlier message that has any."""
    for turn in reversed(turns):
        message = scope.read(turn[:_LONGEST])
        if message.verdict is None:
            words = subject_words(message.question)
            if words:
                return " ".join(words[:12])
    return ""
