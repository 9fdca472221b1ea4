"""The three pages as Gradio sees them: which parts there are, and which handler answers what."""

import asyncio
from typing import Any

import gradio as gr

from assistant.conversation.runner import Turns
from assistant.texts import Texts
from assistant.web.handlers import Handlers, Parts
from assistant.web.owners import owner_of
from assistant.web.services import WebServices
from assistant.web.views import Views

# Presses inside our HTML reach Python as one event with the button's data (see app.js).
_LISTEN = "window.amstak.listen(element, data => trigger('click', data));"
# One event at a time would make people wait for each other; the turns have a limit of their own.
_FREE: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}
LONGEST = 20_000


def make_pages(services: WebServices, views: Views, turns: Turns) -> gr.Blocks:
    """Return the pages «Samtale», «Plan» and «Bibliotek»."""
    texts = services.texts
    title = texts.say("web.side.tittel")
    with gr.Blocks(title=title, fill_width=True, fill_height=True, analytics_enabled=False) as pages:
        _conversation(pages, services, views, turns)
    with pages.route(texts.say("web.sider.plan"), "/plan"):
        _reading_page(pages, views, "plan", lambda request: _plan(services, views, request))
    with pages.route(texts.say("web.sider.bibliotek"), "/bibliotek"):
        _reading_page(pages, views, "bibliotek", lambda request: views.library(request.query_params.get("artikkel")))
    return pages


def _conversation(pages: gr.Blocks, services: WebServices, views: Views, turns: Turns) -> None:
    texts = services.texts
    gr.Navbar(visible=False, main_page_name=texts.say("web.sider.samtale"))
    _html(views.header(""), "header")
    with gr.Row(elem_id="room"):
        with gr.Column(elem_id="left"):
            listing = _html("", "list")
        with gr.Column(elem_id="middle"):
            progress = _html("", "progress")
            chat = _chat(texts)
            with gr.Row(elem_id="write"):
                box = _box(texts)
                undo = gr.Button(texts.say("web.samtale.angre"), elem_id="undo", size="sm")
                stop = gr.Button(texts.say("web.samtale.stopp"), elem_id="stop", size="sm", visible=False)
        with gr.Column(elem_id="right"), gr.Tabs(elem_id="panel"):
            with gr.Tab(texts.say("web.panel.planen"), elem_id="tab-plan"):
                board = _html("", "board")
            with gr.Tab(texts.say("web.panel.kilder"), elem_id="tab-sources", render_children=True):
                sources = _html("", "sources")
    parts = Parts(gr.State(""), chat, box, stop, progress, listing, board, sources)
    handlers = Handlers(services, views, turns, parts)
    outputs: Any = parts.all()
    pages.load(handlers.open, None, outputs, **_FREE)
    box.submit(handlers.send, [box, parts.current], outputs, **_FREE)
    chat.option_select(handlers.choose, [parts.current], outputs, **_FREE)
    undo.click(handlers.undo, [parts.current], outputs, **_FREE)
    stop.click(handlers.stop, [parts.current], None, **_FREE)
    for part in (listing, board):
        part.click(handlers.act, [parts.current], outputs, **_FREE)


def _html(value: str, elem_id: str) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=_LISTEN)


def _chat(texts: Texts) -> gr.Chatbot:
    return gr.Chatbot(
        label=texts.say("web.samtale.navn"),
        show_label=False,
        elem_id="chat",
        height="100%",
        layout="bubble",
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        allow_tags=False,
        group_consecutive_messages=False,
        container=False,
    )


def _box(texts: Texts) -> gr.Textbox:
    return gr.Textbox(
        label=texts.say("web.samtale.melding"),
        show_label=False,
        placeholder=texts.say("web.samtale.hint"),
        submit_btn=texts.say("web.samtale.send"),
        lines=1,
        max_lines=8,
        max_length=LONGEST,
        autofocus=False,
        elem_id="box",
        container=False,
        scale=1,
    )


def _reading_page(pages: gr.Blocks, views: Views, path: str, content: Any) -> None:
    """Lay out a page that shows one thing, made anew each time it is opened."""
    gr.Navbar(visible=False)
    _html(views.header(path), "header")
    shown = _html("", "reading")

    async def show(request: gr.Request) -> str:
        return await asyncio.to_thread(content, request)

    pages.load(show, None, shown, **_FREE)


def _plan(services: WebServices, views: Views, request: gr.Request) -> str:
    owner = owner_of(request.request.cookies if request.request else {}, services.audience)
    return views.plan(owner or "", request.query_params.get("plan"))
