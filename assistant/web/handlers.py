"""What happens when somebody does something on the page: handed on to the conversation, and shown again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import uuid4

import gradio as gr

from assistant.conversation.runner import Turns
from assistant.conversation.session import Standing
from assistant.errors import AssistantError, NotFoundError, UsageError
from assistant.web.owners import owner_of
from assistant.web.services import WebServices
from assistant.web.views import RETRY, Live, Views

Updates = dict[Any, Any]
Handler = Callable[..., AsyncIterator[Updates]]
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """The components of the conversation page that handlers write to."""

    current: gr.State
    chat: gr.Chatbot
    box: gr.Textbox
    stop: gr.Button
    progress: gr.HTML
    list: gr.HTML
    board: gr.HTML
    sources: gr.HTML

    def all(self) -> list[Any]:
        """Return every component, as a handler's outputs."""
        return [self.current, self.chat, self.box, self.stop, self.progress, self.list, self.board, self.sources]


def _guarded(handler: Handler) -> Handler:
    """Make a handler end in a sentence whatever fails in it, and log what that was."""

    @wraps(handler)
    async def safely(self: "Handlers", *given: Any) -> AsyncIterator[Updates]:
        try:
            async for updates in handler(self, *given):
                yield updates
        except AssistantError as error:
            gr.Warning(str(error))
        except Exception as error:  # the edge: the person gets a sentence, the log the rest
            _LOG.error("the page failed: %s", type(error).__name__, exc_info=error)
            gr.Warning(self.sorry)

    return safely


class Handlers:
    """Handlers of the conversation page. The owner comes from the request's cookie, never from the page's values."""

    def __init__(self, services: WebServices, views: Views, turns: Turns, parts: Parts) -> None:
        self._services, self._views, self._turns, self._parts = services, views, turns, parts
        self.sorry = services.texts.say("web.samtale.feil")

    @_guarded
    async def open(self, request: gr.Request) -> AsyncIterator[Updates]:
        """Show the conversation that the address names, else the latest one, else begin; follow a turn under way."""
        owner = self._owner(request)
        if owner is None:
            gr.Warning(self._services.texts.say("web.samtale.uten_kapsler"))
            return
        wanted = request.query_params.get("samtale")
        conversation = await asyncio.to_thread(self._find, owner, wanted)
        async for updates in self._show(owner, conversation):
            yield updates

    @_guarded
    async def send(self, text: str, current: str, request: gr.Request) -> AsyncIterator[Updates]:
        """Take a message from the box."""
        async for updates in self._send(request, current, text, uuid4().hex):
            yield updates

    @_guarded
    async def choose(self, current: str, request: gr.Request, event: gr.SelectData) -> AsyncIterator[Updates]:
        """Take a quick reply: its label, verbatim; or a message that broke off, once more."""
        value = str(event.value)
        if not value.startswith(RETRY):
            async for updates in self._send(request, current, value, uuid4().hex):
                yield updates
            return
        message = value.removeprefix(RETRY)
        text = await asyncio.to_thread(self._words_of, self._owner(request), current, message)
        async for updates in self._send(request, current, text, message):
            yield updates

    @_guarded
    async def undo(self, current: str, request: gr.Request) -> AsyncIterator[Updates]:
        """Take back the last change."""
        word = self._services.texts.say("web.samtale.angre_ord")
        async for updates in self._send(request, current, word, uuid4().hex):
            yield updates

    async def stop(self, current: str, request: gr.Request) -> None:
        """Stop the turn under way; whoever follows it shows the rest."""
        owner = self._owner(request)
        message = self._turns.running(owner, current) if owner else None
        if owner and message:
            self._turns.stop(owner, message)

    @_guarded
    async def act(self, current: str, request: gr.Request, event: gr.EventData) -> AsyncIterator[Updates]:
        """Carry out a button of the list or the board, named by its `act`."""
        data: dict[str, Any] = event._data or {}
        owner = self._owner(request)
        act, key, text = (str(data.get(name) or "") for name in ("act", "id", "text"))
        if act == "say":
            async for updates in self._send(request, current, text, uuid4().hex):
                yield updates
            return
        if owner is None:
            return
        conversation, removed = await asyncio.to_thread(self._act, owner, current, (act, key, text))
        if conversation == current:
            yield await asyncio.to_thread(self._list_only, owner, current, removed)
            return
        async for updates in self._show(owner, conversation, removed):
            yield updates

    # --- a turn, from message to answer ---

    async def _send(self, request: gr.Request, current: str, text: str, message: str) -> AsyncIterator[Updates]:
        owner = self._owner(request)
        if owner is None or not text.strip():
            return
        before = await asyncio.to_thread(self._services.conversations.standing, owner, current)
        self._turns.submit(owner, current, text, message)
        yield {self._parts.box: "", **self._busy(before, Live(message, text))}
        async for updates in self._follow(owner, before, Live(message, text)):
            yield updates

    async def _follow(self, owner: str, before: Standing, live: Live) -> AsyncIterator[Updates]:
        reason = None
        async for update in self._turns.follow(owner, live.message):
            if update.done:
                reason = update.error
            else:
                yield self._busy(before, Live(live.message, live.asked, update.text))
        yield await asyncio.to_thread(self._at_rest, owner, before.conversation, reason)

    async def _show(self, owner: str, conversation: str, removed: str | None = None) -> AsyncIterator[Updates]:
        yield await asyncio.to_thread(self._at_rest, owner, conversation, None, removed)
        message = self._turns.running(owner, conversation)
        if message is None:
            return
        standing = await asyncio.to_thread(self._services.conversations.standing, owner, conversation)
        asked = next((item.text for item in standing.messages if item.id == message), "")
        live = Live(message, asked)
        yield self._busy(standing, live)
        async for updates in self._follow(owner, standing, live):
            yield updates

    def _busy(self, standing: Standing, live: Live) -> Updates:
        return {self._parts.chat: self._views.chat(standing, live), self._parts.stop: gr.Button(visible=True)}

    def _at_rest(self, owner: str, conversation: str, reason: str | None = None, removed: str | None = None) -> Updates:
        """Return everything as the database has it now."""
        standing = self._services.conversations.standing(owner, conversation)
        parts, views = self._parts, self._views
        return {
            parts.current: conversation,
            parts.chat: views.chat(standing, reason=reason),
            parts.stop: gr.Button(visible=False),
            parts.progress: views.progress(standing),
            parts.list: views.listing(owner, standing, removed),
            parts.board: views.board(standing),
            parts.sources: views.sources(standing),
        }

    def _list_only(self, owner: str, conversation: str, removed: str | None) -> Updates:
        standing = self._services.conversations.standing(owner, conversation)
        return {self._parts.list: self._views.listing(owner, standing, removed)}

    # --- the list ---

    def _act(self, owner: str, current: str, asked: tuple[str, str, str]) -> tuple[str, str | None]:
        """Carry out (act, id, text); return the conversation to show and the plan just deleted, if any."""
        act, key, text = asked
        store = self._services.store
        match act:
            case "new":
                return self._services.conversations.start(owner).conversation, None
            case "again":
                return self._services.conversations.start(owner, key).conversation, None
            case "open":
                return self._services.conversations.standing(owner, key).conversation, None
            case "rename":
                store.plans.rename(owner, key, " ".join(text.split())[:120])
            case "restore":
                store.plans.undelete(owner, key)
            case "delete":
                store.plans.delete(owner, key)
                return self._find(owner, current), key
            case _:
                raise UsageError(self.sorry)
        return current, None

    def _find(self, owner: str, wanted: str | None) -> str:
        """Return the conversation wanted when it is the owner's, else the latest one, else a new one."""
        if wanted:
            try:
                return self._services.conversations.standing(owner, wanted).conversation
            except NotFoundError:
                pass
        latest = (item for plan in self._views.plans(owner) for item in plan.conversations)
        newest = max(latest, key=lambda item: item.updated, default=None)
        return newest.id if newest else self._services.conversations.start(owner).conversation

    def _words_of(self, owner: str | None, conversation: str, message: str) -> str:
        if owner is None:
            return ""
        standing = self._services.conversations.standing(owner, conversation)
        return next((item.text for item in standing.messages if item.id == message and item.role == "user"), "")

    def _owner(self, request: gr.Request) -> str | None:
        return owner_of(request.request.cookies if request.request else {}, self._services.audience)
