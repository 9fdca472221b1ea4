"""The composition root: builds everything from the settings, lazily, and steps back. Only the doors import it."""

import os
import threading
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.settings import LOOPBACK, Resources, Settings, resources

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.answering.answer import Answer
    from assistant.conversation.knowledge import CourseKnowledge
    from assistant.conversation.session import Conversations
    from assistant.library import Catalogue, IngestResult
    from assistant.planning.plan import Plan
    from assistant.retrieval.dense import ChromaIndex
    from assistant.retrieval.live import LiveSearcher
    from assistant.retrieval.passages import Passage
    from assistant.retrieval.queries import Synonyms
    from assistant.store import DataLock, Store
    from assistant.texts import Texts
    from assistant.web.services import WebServices

LOCAL = "local"
Hit = dict[str, Any]


def open_app(**given: object) -> "Application":
    """Return the application for these settings; None means not given. Nothing is opened before it is needed."""
    _no_tracing()
    return Application(Settings.load(**given), resources())


def _no_tracing() -> None:
    """Switch LangSmith off whatever the environment says: it would post conversations to its host."""
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING", "LANGSMITH_TRACING_V2"):
        os.environ[name] = "false"


class Application:
    """One installation: its settings, its shipped files, and the rooms built from them."""

    def __init__(self, settings: Settings, shipped: Resources) -> None:
        self.settings, self.shipped = settings, shipped

    # --- rooms ---

    @cached_property
    def texts(self) -> "Texts":
        """All phrases and prompts."""
        from assistant.texts import load_texts

        return load_texts(self.shipped.prompts)

    @cached_property
    def store(self) -> "Store":
        """The database, upgraded where needed."""
        from assistant.store import open_store

        return open_store(self.settings.database)

    @property
    def lock(self) -> "DataLock":
        """A new handle on the data directory's lock."""
        from assistant.store import DataLock

        return DataLock(self.settings.data)

    @cached_property
    def index(self) -> "ChromaIndex":
        """The vector index's directory."""
        from assistant.retrieval.dense import ChromaIndex

        return ChromaIndex(self.settings.data / "index")

    @cached_property
    def live(self) -> "LiveSearcher":
        """The searcher that follows the corpus; the built-in course is taken in when there is nothing yet."""
        from assistant.retrieval.embeddings import load_embeddings
        from assistant.retrieval.live import LiveSearcher

        self._ensure_course()
        named = self.settings.embeddings or self.shipped.models / "nb-static"
        return LiveSearcher(
            lambda: self.store.articles.fingerprint("felles"),
            self._passages,
            index=self.index,
            embedder=lambda: load_embeddings(named),
            synonyms=self._synonyms,
        )

    @property
    def catalogue(self) -> "Catalogue":
        """Every stored article, as it is now."""
        from assistant.library import load_catalogue

        self._ensure_course()
        return load_catalogue(self.store)

    @cached_property
    def model(self) -> "BaseChatModel":
        """The engine that words answers."""
        from assistant.answering.models import build_model

        return build_model(self.settings.engine)

    @cached_property
    def knowledge(self) -> "CourseKnowledge":
        """Questions in, checked answers out."""
        from assistant.answering.composer import Composer, Wording, chat_prompt
        from assistant.conversation.knowledge import CourseKnowledge

        prompt = self.texts.prompt("svar")
        wording = Wording(unsupported=self.texts.say("svar.uten_kilde"))
        composer = Composer(self.model, chat_prompt(prompt.body), wording=wording, digest=prompt.digest)
        return CourseKnowledge(self.live.current, composer, self.texts.say)

    @cached_property
    def conversations(self) -> "Conversations":
        """All conversations."""
        from assistant.conversation.session import Conversations

        return Conversations(self.store, self.texts, self.knowledge, date.today)

    # --- what the commands do ---

    def ask(self, question: str, turns: Sequence[str] = ()) -> dict[str, Any]:
        """Answer one question, as `amstak ask --json` prints it."""
        self.live.open()
        answer: Answer = self.knowledge.ask(question, turns=turns)
        return answer.to_json()

    def markdown(self, plan: "Plan") -> str:
        """Return the plan as Markdown."""
        return self.export(plan, "md").decode()

    def export(self, plan: "Plan", kind: str, view: str = "full", *, version: int = 0) -> bytes:
        """Return the plan as a file of this kind and view; see `assistant.export.export_plan`."""
        from assistant.export import export_plan

        titles = {article.id: article.title for article in self.catalogue.articles}
        return export_plan(
            plan,
            kind,
            view,
            texts=self.texts,
            today=date.today(),
            title_of=lambda name: titles.get(name, name),
            version=version,
        )

    def findings(self, plan: "Plan") -> list[dict[str, Any]]:
        """Return the consistency findings, as `plan check --json` prints them."""
        from assistant.texts.plan_words import PlanWords

        found = PlanWords(self.texts, plan).findings(date.today())
        return [{"rule": f.rule, "level": f.level, "message": text, "where": f.where} for f, text in found]

    def ingest(
        self,
        given: Sequence[str] = (),
        *,
        rebuild: bool = False,
        status: bool = False,
        remove: str | None = None,
        dry_run: bool = False,
        progress: Callable[[int, int, str], None] | None = None,
    ) -> "IngestResult":
        """Bring database and index in line with the sources (none: the built-in course), under the lock."""
        from assistant import library

        if status:
            return library.status(self.store)
        sources = library.given_sources(given) if given else library.course_sources(self.shipped.corpus)
        if dry_run:
            return library.ingest(self.store, sources, dry_run=True)
        with self.lock:
            if remove is not None:
                result = library.remove(self.store, remove)
            else:
                result = library.ingest(self.store, sources, force=rebuild, progress=progress)
            self.live.build(anew=rebuild, progress=_index_progress(progress))
        return result

    def serve(self, *, open_browser: bool, tell: Callable[[str], None]) -> None:
        """Serve the page until stopped. Holds the lock; the index is made ready beside it."""
        from assistant.web.server import create_web_app
        from assistant.web.serving import run

        settings = self.settings
        with self.lock:
            self._ensure_course()
            self.store.conversations.mark_interrupted()
            page = create_web_app(self._web_services())
            threading.Thread(target=self._prepare_index, args=(tell,), daemon=True).start()
            run(
                page,
                settings.host,
                settings.port,
                root_path=settings.root_path,
                open_browser=open_browser,
                ready=lambda address: tell(f"Siden er klar: {address}  (avslutt med Ctrl+C)"),
            )

    def _web_services(self) -> "WebServices":
        from assistant.answering.models import host_of
        from assistant.web.services import WebServices

        host = host_of(self.settings.engine, self.model)
        return WebServices(
            conversations=self.conversations,
            store=self.store,
            texts=self.texts,
            catalogue=lambda: self.catalogue,
            markdown=self.markdown,
            export=lambda plan, kind, view, version: self.export(plan, kind, view, version=version),
            audience=self.settings.audience,
            engine=self.settings.engine,
            leaves=self.texts.say("modell.forlater", vert=host) if host else self.texts.say("modell.blir"),
            ready=lambda: self.live.current().dense,
            root_path=self.settings.root_path,
            hosts=LOOPBACK if self.settings.host in LOOPBACK else frozenset(),
        )

    def _prepare_index(self, tell: Callable[[str], None]) -> None:
        """Make the vectors ready while the page already answers from the lexical index."""
        from assistant.errors import AssistantError

        try:
            self.live.build()
        except (AssistantError, OSError) as error:
            tell(f"Vektorindeksen er ikke i bruk: {error} Svarene kommer fra ordsøket så lenge.")

    def course_search(self, *, k: int, mode: str) -> Callable[[str], list[Hit]]:
        """Return a function from a query to the k best sections."""
        from assistant.retrieval.hybrid import Mode

        if mode != "lexical":
            self.live.open()
        searcher = self.live.current()

        def find(query: str) -> list[Hit]:
            documents = searcher.documents(searcher.rank(query, mode=Mode(mode)), k)
            return [
                {
                    "article": d.metadata["article"],
                    "title": d.metadata["title"],
                    "section": d.metadata["id"],
                    "score": round(float(d.metadata["score"]), 4),
                    "text": d.page_content,
                }
                for d in documents
            ]

        return find

    def beir_search(self, corpus: Path, *, k: int, mode: str) -> Callable[[str], list[Hit]]:
        """Return a function from a query to the k best documents of a BEIR corpus; nothing is stored."""
        from assistant.retrieval.beir import beir_search
        from assistant.retrieval.embeddings import load_embeddings

        embedder = load_embeddings(self.settings.embeddings or self.shipped.models / "nb-static")
        return beir_search(corpus, k=k, mode=mode, embedder=embedder)

    # --- the course as it is stored ---

    def _ensure_course(self) -> None:
        """Take in the built-in course the first time; a no-op ever after."""
        from assistant import library

        if self.store.articles.counts("felles")[0] == 0 and self.store.runs.last("felles") is None:
            library.ingest(self.store, library.course_sources(self.shipped.corpus))

    def _passages(self) -> "list[Passage]":
        from assistant.library import load_catalogue, sections
        from assistant.library.questions import load_questions
        from assistant.retrieval.passages import passage_from

        questions = load_questions(self.shipped.corpus / "questions" / "train.jsonl")
        rows = sections(load_catalogue(self.store).articles)
        return [passage_from(row, questions.get((row.article, row.heading), ())) for row in rows]

    def _synonyms(self) -> "Synonyms":
        from assistant.library.glossary import load_glossary, synonyms

        return synonyms(load_glossary(self.shipped.corpus / "glossary.yaml"))


def _index_progress(progress: Callable[[int, int, str], None] | None) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(done, total, "indeks")
