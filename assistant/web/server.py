"""The web application: FastAPI that mounts the Gradio pages, behind the guard."""

import asyncio
import os
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from assistant.conversation.runner import Turns
from assistant.texts import Texts
from assistant.web.document import STATIC
from assistant.web.guard import Guard
from assistant.web.lean_gradio import import_gradio
from assistant.web.rendering import environment
from assistant.web.routes import make_routes
from assistant.web.services import WebServices
from assistant.web.views import Views

__all__ = ["WebServices", "create_web_app"]


def create_web_app(services: WebServices) -> FastAPI:
    """Return the application, ready to be served. Not to be called from within a running event loop."""
    # Where no event loop runs, Gradio makes some of its own and forgets them unclosed.
    return asyncio.run(_made(services))


async def _made(services: WebServices) -> FastAPI:
    gr = import_gradio()
    from assistant.web.pages import make_pages  # noqa: PLC0415 - brings Gradio, which is now in place

    turns = Turns(services.conversations, workers=services.workers)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        turns.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    views = Views(services, environment(services.texts))
    app.include_router(make_routes(services, views))
    app.add_middleware(Guard, services=services)
    pages = make_pages(services, views, turns)
    pages.queue(default_concurrency_limit=None)
    with warnings.catch_warnings():
        # Gradio says that several pages rule out server-side rendering, which is switched off anyway.
        warnings.filterwarnings("ignore", message="SSR mode is not supported", category=UserWarning)
        return _mounted(gr, app, pages, services)


def _mounted(gr: Any, app: FastAPI, pages: Any, services: WebServices) -> FastAPI:
    from assistant.web.theme import make_theme  # noqa: PLC0415 - brings Gradio

    mounted: FastAPI = gr.mount_gradio_app(
        app,
        pages,
        path="/",
        root_path=services.root_path or None,
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        max_file_size=1,
        favicon_path=str(STATIC / "icon.png"),
        blocked_paths=[os.getcwd()],  # noqa: PTH109 - nothing on this machine is served by path
        theme=make_theme(),
        i18n=_norwegian(gr, services.texts),
    )
    return mounted


def _norwegian(gr: Any, texts: Texts) -> Any:
    prefix = "web.gradio."
    return gr.I18n(nb={code.removeprefix(prefix): texts.say(code) for code in texts.codes(prefix)})
