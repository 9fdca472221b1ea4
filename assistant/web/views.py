"""What each part of the page shows, as HTML or as messages for the chat window; read from the database each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from assistant.conversation.session import Standing
from assistant.errors import NotFoundError
from assistant.export import FORMATS, FULL
from assistant.library import Catalogue
from assistant.store import SHARED, Conversation, Message, MessageState
from assistant.web import library
from assistant.web.board import Board, step_marks, tactic_grid
from assistant.web.chain import ChainPicture
from assistant.web.rendering import markdown, one_line, with_quote
from assistant.web.services import WebServices

RETRY = "prøv-igjen:"
# The files a plan can be had as: kind, view, and the code of its words; first what most people want.
DOWNLOADS = sorted(
    ((kind, view, f"{kind}_{view}" if view != FULL else kind) for kind, form in FORMATS.items() for view in form.views),
    key=lambda offer: (offer[1] == FULL, FORMATS[offer[0]].text),
)
_FIRST = ("docx_a4", "pdf", "md")
ChatMessage = dict[str, Any]


@dataclass(frozen=True)
class Live:
    """The turn under way: the message, as its words may not be stored yet, and what has been said so far."""

    message: str
    asked: str
    said: str = ""


@dataclass(frozen=True)
class PlanItem:
    """A plan in the list, with its conversations, latest used first."""

    id: str
    title: str
    updated: datetime
    conversations: tuple[Conversation, ...]


class Views:
    """Renders parts of the page. Every function that reads takes the owner; a foreign id raises NotFoundError."""

    def __init__(self, services: WebServices, templates: Environment) -> None:
        self._services, self._templates = services, templates
        self._course: tuple[str, Catalogue] | None = None

    # --- the chat window ---

    def chat(self, standing: Standing, live: Live | None = None, reason: str | None = None) -> list[ChatMessage]:
        """Return the conversation. `reason` says why the last turn broke off, when that is known."""
        last = len(standing.messages) - 1
        answering = live.message if live else None
        shown: list[ChatMessage] = []
        for number, message in enumerate(standing.messages):
            shown.append(self._message(message, latest=number == last and live is None, plan=standing.plan.id))
            if message.role == "user" and message.state != MessageState.DONE and message.id != answering:
                shown.append(self._interrupted(message, latest=number == last, reason=reason))
        if live:
            if all(message.id != live.message for message in standing.messages):
                shown.append(self._message(Message(live.asked, id=live.message)))
            html = markdown(live.said) if live.said else ""
            shown.append({"role": "assistant", "content": self._line("waiting.html", html=html)})
        return shown

    def _message(self, message: Message, *, latest: bool = False, plan: str = "") -> ChatMessage:
        if message.role == "user":
            text = Markup("<br>").join(escape(line) for line in message.text.split("\n"))
            return {"role": "user", "content": self._line("message.html", role="user", text=text)}
        cited = message.evidence["citations"] if message.evidence else ()
        html = markdown(message.text, citations=cited)
        offers = latest and self._services.texts.say("alternativ.export") in message.options
        content = self._line(
            "message.html",
            role="assistant",
            html=html,
            plan=plan if offers else "",
            downloads=[offer for offer in DOWNLOADS if offer[2] in _FIRST],
            copy=message.reply_to is not None,
        )
        options = [{"value": label, "label": label} for label in message.options] if latest else []
        return {"role": "assistant", "content": content, "options": options}

    def _interrupted(self, message: Message, *, latest: bool, reason: str | None) -> ChatMessage:
        content = self._line("interrupted.html", reason=reason if latest else None)
        label = self._services.texts.say("web.samtale.prøv_igjen")
        return {
            "role": "assistant",
            "content": content,
            "options": [{"value": RETRY + message.id, "label": label}] if latest else [],
        }

    # --- around it ---

    def header(self, page: str) -> str:
        """Return the bar on top; `page` is the path of the page it stands on."""
        return self._html("header.html", page=page)

    def progress(self, standing: Standing) -> str:
        """Return the seven steps."""
        return self._html("progress.html", steps=step_marks(self._services.texts, standing))

    def board(self, standing: Standing) -> str:
        """Return the plan as cards."""
        return self._html("board.html", **Board(self._services.texts, standing).values())

    def sources(self, standing: Standing) -> str:
        """Return the sources of the latest answer, and of no other."""
        replies = [message for message in standing.messages if message.role == "assistant" and message.evidence]
        cited = replies[-1].evidence["citations"] if replies else ()
        return self._html("sources.html", citations=cited, answered=len(replies) > 1)

    def listing(self, owner: str, standing: Standing | None, removed: str | None = None) -> str:
        """Return the owner's plans with their conversations; `removed` is a plan just deleted, to be taken back."""
        gone = [entry for entry in self._services.store.plans.all(owner, deleted=True) if entry.id == removed]
        texts, engine = self._services.texts, self._services.engine
        return self._html(
            "list.html",
            entries=self.plans(owner),
            current=standing.conversation if standing else "",
            plan=standing.plan.id if standing else "",
            removed=gone[0] if gone else None,
            audience=self._services.audience,
            engine=texts.say("web.liste.innebygd") if engine == "embedded" else engine,
            leaves=self._services.leaves,
            ready=self._services.ready(),
        )

    def plans(self, owner: str) -> list[PlanItem]:
        """Return the owner's plans, latest changed first."""
        mine: dict[str | None, list[Conversation]] = {}
        for conversation in self._services.store.conversations.all(owner):
            mine.setdefault(conversation.plan_id, []).append(conversation)
        found = self._services.store.plans.all(owner)
        return [PlanItem(plan.id, plan.title, plan.updated, tuple(mine.get(plan.id, ()))) for plan in found]

    # --- pages and parts of their own ---

    def plan(self, owner: str, plan_id: str | None) -> str:
        """Return the whole plan to read and print: the one named, else the latest; or how to begin."""
        items = self.plans(owner)
        item = next((item for item in items if item.id == plan_id), items[0] if items else None)
        if item is None:
            return self._html("plan.html", plan=None)
        plan = self._services.store.plans.get(owner, item.id).plan
        conversation = item.conversations[0].id if item.conversations else ""
        text = markdown(self._services.markdown(plan))
        texts = self._services.texts
        return self._html(
            "plan.html",
            conversation=conversation,
            text=text,
            downloads=DOWNLOADS,
            grid=tactic_grid(texts, plan),
            **ChainPicture(texts, plan).values(),
        )

    def chain(self, owner: str, plan_id: str, wanted: Mapping[str, str]) -> str:
        """Return the picture of the plan's goal chain with some numbers moved. Raises NotFoundError."""
        plan = self._services.store.plans.get(owner, plan_id).plan
        return self._html("chain_picture.html", **ChainPicture(self._services.texts, plan, wanted).values())

    def library(self, article_id: str | None = None) -> str:
        """Return the article named, or all of them."""
        catalogue = self._catalogue()
        missing = False
        if article_id:
            try:
                return self._article(article_id)
            except NotFoundError:
                missing = True
        rest = self._services.texts.say("web.bibliotek.uten_serie")
        return self._html("library.html", groups=library.shelves(catalogue, rest), missing=missing)

    def hits(self, words: str) -> str:
        """Return what a search finds; without words, all shelves."""
        catalogue = self._catalogue()
        if not words.strip():
            rest = self._services.texts.say("web.bibliotek.uten_serie")
            return self._html("shelves.html", groups=library.shelves(catalogue, rest))
        return self._html("hits.html", hits=library.search(catalogue, words), words=words)

    def source(self, article_id: str, slug: str, place: Sequence[int] | None, quote: str | None) -> str:
        """Return one section in its article, the quote marked where its words stand. Raises NotFoundError."""
        article = self._catalogue().get(article_id)
        found = library.section_around(article, slug)
        if found is None:
            raise NotFoundError(self._services.texts.say("web.kilde.endret"))
        section, before, after = found
        where = library.place_of(section.text, place[0], place[1], quote) if place else None
        text = with_quote(section.text, *where) if where else markdown(section.text)
        return self._html(
            "source.html",
            article=article,
            section=section,
            text=text,
            before=before,
            after=after,
            changed=place is not None and where is None,
            link=library.safe_link(article.url),
        )

    def _catalogue(self) -> Catalogue:
        """Return the course, read anew when the stored articles have changed."""
        stands = self._services.store.articles.fingerprint(SHARED)
        if self._course is None or self._course[0] != stands:
            self._course = (stands, self._services.catalogue())
        return self._course[1]

    def _article(self, article_id: str) -> str:
        catalogue = self._catalogue()
        article = catalogue.get(article_id)
        before, after = library.neighbours(catalogue, article)
        return self._html(
            "article.html",
            article=article,
            sections=library.article_sections(article),
            before=before,
            after=after,
            link=library.safe_link(article.url),
        )

    def _line(self, template: str, **values: Any) -> str:
        return one_line(self._html(template, **values))

    def _html(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(**values)
