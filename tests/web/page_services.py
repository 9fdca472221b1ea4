"""The page's rooms as they are, but for knowledge: answers that quote the first sentence of an article."""

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answering.answer import Answer, Citation
from assistant.conversation.session import Conversations
from assistant.export import export_plan, plan_to_markdown
from assistant.library import Article, Catalogue
from assistant.planning.plan import Plan
from assistant.store import Store
from assistant.texts import Texts
from assistant.web.services import WebServices

TODAY = date(2026, 11, 22)


class Quoting:
    """A Knowledge whose answer is a pure function of the catalogue: two quotes from its first article.

    `gate` lets a test hold an answer back, as a slow model would.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.gate = threading.Event()
        self.gate.set()

    def ask(
        self, question: str, *, turns: Sequence[str] = (), step: str | None = None, dimension: str | None = None
    ) -> Answer:
        self.gate.wait(20)
        if "feil" in question:
            raise RuntimeError("the engine broke")
        return self._quoted(question, self._catalogue.articles[0])

    def explain(self, question: str, *, article: str, sentences: int = 2) -> Answer:
        return self._quoted(question, self._catalogue.articles[0])

    def _quoted(self, question: str, article: Article) -> Answer:
        cited = tuple(_first_sentence(article, number) for number in (0, 1))
        text = " ".join(f"{item.quote} [{item.n}]" for item in cited)
        return Answer(question, text, citations=cited)


def _first_sentence(article: Article, number: int) -> Citation:
    part = article.sections[number]
    match = re.match(r".*?[.!?](?=\s|$)", part.text, re.DOTALL)
    quote = match[0] if match else part.text
    place = article.series[0] if article.series else None
    series = (place.name, place.part) if place else (None, None)
    return Citation(
        number + 1, article.id, article.title, *series, part.id, quote, 0, len(quote), article.url, "verified"
    )


def services_of(store: Store, texts: Texts, catalogue: Catalogue, knowledge: Any, **changes: Any) -> WebServices:
    def markdown(plan: Plan) -> str:
        return plan_to_markdown(plan, texts, TODAY)

    made = WebServices(
        conversations=Conversations(store, texts, knowledge, lambda: TODAY),
        store=store,
        texts=texts,
        catalogue=lambda: catalogue,
        markdown=markdown,
        export=lambda plan, kind, view, version: export_plan(
            plan, kind, view, texts=texts, today=TODAY, version=version
        ),
    )
    return replace(made, **changes)


def course(root: Path) -> Catalogue:
    from assistant.library import read_article

    names = ("4-planleggingsdimensjoner-for-markedsforingen", "amstak-og-rike-modellen", "verditilbud")
    paths = [root / "corpus" / "articles" / f"{name}.md" for name in names]
    return Catalogue(read_article(path.read_bytes(), path.name) for path in paths)
