"""Plain addresses beside Gradio: downloads, sources, search, files of our own, and whether we are ready."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

from assistant.errors import ConfigurationError, NotFoundError
from assistant.export import A4, FORMATS, FULL
from assistant.texts import Texts
from assistant.web.document import STATIC
from assistant.web.owners import owner_of
from assistant.web.services import WebServices
from assistant.web.views import Views

_FILES = {"style.css": "text/css", "app.js": "text/javascript", "icon.svg": "image/svg+xml", "icon.png": "image/png"}
_WEEK = {"cache-control": "public, max-age=604800"}


def make_routes(services: WebServices, views: Views) -> APIRouter:
    """Return the routes. What belongs to somebody else is answered as what does not exist: 404."""
    router = APIRouter()
    _add_downloads(router, services)
    _add_reading(router, services, views)
    _add_files(router, services)
    return router


def _add_downloads(router: APIRouter, services: WebServices) -> None:
    asked_by = _owner(services)

    @router.get("/last-ned/{plan_id}.{kind}")
    def download(plan_id: str, kind: str, owner: Annotated[str, Depends(asked_by)], utgave: str = FULL) -> Response:
        if kind not in FORMATS or utgave not in FORMATS[kind].views:
            raise _missing(services)
        try:
            stored = services.store.plans.get(owner, plan_id)
            content = services.export(stored.plan, kind, utgave, stored.version)
        except NotFoundError:
            raise _missing(services) from None
        except ConfigurationError as error:
            raise HTTPException(503, str(error)) from None
        title = stored.plan.title or services.texts.say("web.plan.filnavn")
        name = file_name(f"{title} A4" if utgave == A4 else title, kind)
        headers = {"content-disposition": disposition(name), "cache-control": "no-store"}
        return Response(content, media_type=FORMATS[kind].media, headers=headers)


def _owner(services: WebServices) -> Callable[[Request], str]:
    """Return a dependency that gives the request's owner."""

    def owner(request: Request) -> str:
        found = owner_of(request.cookies, services.audience)
        if found is None:
            raise _missing(services)
        return found

    return owner


def _add_reading(router: APIRouter, services: WebServices, views: Views) -> None:
    asked_by = _owner(services)

    @router.get("/parts/chain/{plan_id}")
    def chain(plan_id: str, request: Request, owner: Annotated[str, Depends(asked_by)]) -> HTMLResponse:
        try:
            html = views.chain(owner, plan_id, request.query_params)
        except NotFoundError:
            raise _missing(services) from None
        return HTMLResponse(html, headers={"cache-control": "no-store"})

    @router.get("/parts/source/{article}/{section}")
    def source(
        article: str,
        section: str,
        start: Annotated[int | None, Query(ge=0)] = None,
        end: Annotated[int | None, Query(ge=0)] = None,
        words: Annotated[str | None, Query(max_length=4000)] = None,
    ) -> HTMLResponse:
        place = (start, end) if start is not None and end is not None else None
        try:
            return HTMLResponse(views.source(article, section, place, words))
        except NotFoundError:
            raise _missing(services) from None

    @router.get("/parts/search")
    def search(words: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
        return HTMLResponse(views.hits(words))


def _add_files(router: APIRouter, services: WebServices) -> None:
    @router.get("/ui/labels.json")
    def labels() -> JSONResponse:
        return JSONResponse(_labels(services.texts))

    @router.get("/ui/{name}")
    def file(name: str) -> FileResponse:
        if name not in _FILES:
            raise _missing(services)
        return FileResponse(STATIC / name, media_type=_FILES[name], headers=_WEEK)

    @router.get("/favicon.ico")
    def favicon() -> FileResponse:
        return FileResponse(STATIC / "icon.png", media_type="image/png", headers=_WEEK)

    @router.get("/klar")
    def ready() -> JSONResponse:
        is_ready = services.ready()
        return JSONResponse({"ready": is_ready, "state": services.texts.say(f"web.klar.{'ja' if is_ready else 'nei'}")})


# Words that app.js puts in, by the names it knows them under.
_SCRIPT_WORDS = {
    "copied": "samtale.kopiert",
    "copy": "samtale.kopier",
    "source-failed": "kilde.feil",
    "sheet": "panel.ark",
    "options": "samtale.hurtigsvar",
}


def _labels(texts: Texts) -> dict[str, str]:
    """Return Norwegian for what Gradio says in English, and the words that app.js puts in."""
    prefix = "web.etiketter."
    labels = {code.removeprefix(prefix): texts.say(code) for code in texts.codes(prefix)}
    return labels | {name: texts.say(f"web.{code}") for name, code in _SCRIPT_WORDS.items()}


def file_name(title: str, kind: str) -> str:
    """Return a title as a file name that every system takes."""
    kept = "".join(char if char.isprintable() and char not in '<>:"/\\|?*' else " " for char in title)
    return f"{' '.join(kept.split()).strip('. ')[:100] or 'plan'}.{kind}"


def disposition(name: str) -> str:
    """Return the Content-Disposition of an attachment: plain ASCII for old clients, RFC 5987 for the rest."""
    swapped = name.translate(str.maketrans("æøåÆØÅ", "aoaAOA"))
    plain = "".join(char if char.isascii() and char not in '";\\' else "_" for char in swapped)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _missing(services: WebServices) -> HTTPException:
    return HTTPException(404, services.texts.say("web.avvist.finnes_ikke"))
