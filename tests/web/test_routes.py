"""Downloads are their owner's alone; sources open at their words; search finds."""

import json
from urllib.parse import unquote
from uuid import uuid4

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from page_services import TODAY, Quoting
from starlette.testclient import TestClient

from assistant.export import FORMATS
from assistant.library import Catalogue
from assistant.planning.plan import Plan
from assistant.store import Store
from assistant.web.owners import COOKIE, owner_of
from assistant.web.routes import disposition, file_name
from assistant.web.services import WebServices

HTML = {"accept": "text/html"}
# How files of a kind begin: a ZIP archive of office parts, a PDF, a calendar.
BEGINS = {"docx": b"PK", "xlsx": b"PK", "pptx": b"PK", "pdf": b"%PDF", "ics": b"BEGIN:VCALENDAR"}
TITLE = "Blåbær & <script>alert(1)</script> kafé"


def plan_for(store: Store, owner: str) -> str:
    return store.plans.create(owner, Plan(id=uuid4().hex[:12], title=TITLE, created=TODAY)).plan.id


def visitor(app: FastAPI) -> tuple[TestClient, str]:
    client = TestClient(app)
    client.get("/", headers=HTML)
    return client, str(owner_of({COOKIE: client.cookies[COOKIE]}, "visitors"))


@pytest.mark.parametrize("kind", FORMATS)
def test_an_owner_downloads_the_plan_under_its_name(page: TestClient, store: Store, kind: str) -> None:
    answer = page.get(f"/last-ned/{plan_for(store, 'local')}.{kind}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FORMATS[kind].media
    assert answer.content.startswith(BEGINS.get(kind, b""))
    header = answer.headers["content-disposition"]
    assert header.startswith("attachment")
    assert unquote(header.rpartition("''")[2]) == f"Blåbær & script alert(1) script kafé.{kind}"
    assert header.isascii()
    assert answer.headers["cache-control"] == "no-store"
    if kind == "json":
        assert json.loads(answer.text)["title"] == TITLE


@pytest.mark.parametrize("kind", FORMATS)
def test_the_one_page_is_a_paper_of_its_own_where_there_is_one(page: TestClient, store: Store, kind: str) -> None:
    address = f"/last-ned/{plan_for(store, 'local')}.{kind}"
    answer = page.get(address, params={"utgave": "a4"})
    if "a4" not in FORMATS[kind].views:
        assert answer.status_code == 404
        return
    assert answer.content.startswith(BEGINS[kind])
    assert answer.content != page.get(address).content
    assert unquote(answer.headers["content-disposition"]).endswith(f"A4.{kind}")


def test_a_visitor_never_gets_anothers_plan(visitors: FastAPI, store: Store) -> None:
    kari, kari_is = visitor(visitors)
    ola, ola_is = visitor(visitors)
    mine = f"/last-ned/{plan_for(store, kari_is)}.md"
    assert kari_is != ola_is
    assert kari.get(mine).status_code == 200
    foreign, absent = ola.get(mine), ola.get("/last-ned/nothing.md")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.text == absent.text
    assert TestClient(visitors).get(mine).status_code == 404


def test_a_deleted_plan_and_an_unknown_form_are_not_found(page: TestClient, store: Store) -> None:
    plan = plan_for(store, "local")
    assert page.get(f"/last-ned/{plan}.exe").status_code == 404
    store.plans.delete("local", plan)
    assert page.get(f"/last-ned/{plan}.md").status_code == 404


@given(st.text(max_size=200))
def test_any_title_makes_a_safe_header(title: str) -> None:
    name = file_name(title, "md")
    assert not set(name) & set('<>:"/\\|?*\n\r\0')
    assert name.endswith(".md")
    header = disposition(name.encode("utf-8", "replace").decode())
    assert header.isascii()
    assert header.isprintable()


def test_a_source_opens_at_the_very_words(page: TestClient, catalogue: Catalogue, knowledge: Quoting) -> None:
    cited = knowledge.ask("hva").citations[0]
    article, _, section = cited.section.partition("#")
    place = {"start": cited.start, "end": cited.end, "words": cited.quote}
    html = page.get(f"/parts/source/{article}/{section}", params=place).text
    assert f"<mark>{cited.quote}</mark>" in html
    assert catalogue.get(article).title in html


def test_a_source_that_has_moved_is_found_by_its_words(page: TestClient, knowledge: Quoting) -> None:
    cited = knowledge.ask("hva").citations[0]
    article, _, section = cited.section.partition("#")
    moved = {"start": cited.start + 5, "end": cited.end + 5, "words": cited.quote}
    assert f"<mark>{cited.quote}</mark>" in page.get(f"/parts/source/{article}/{section}", params=moved).text


def test_a_quote_that_is_gone_is_said_to_be_so(page: TestClient, knowledge: Quoting) -> None:
    article, _, section = knowledge.ask("hva").citations[0].section.partition("#")
    html = page.get(f"/parts/source/{article}/{section}", params={"start": 0, "end": 9, "words": "Står ikke her"}).text
    assert "<mark>" not in html
    assert 'class="notice"' in html


@pytest.mark.parametrize("path", ["/parts/source/none/none", "/parts/source/verditilbud/none", "/ui/secret.py"])
def test_what_is_not_there_is_not_found(page: TestClient, path: str) -> None:
    assert page.get(path).status_code == 404


@pytest.mark.parametrize("query", ["start=x", "start=-1&end=2", "start=0&end=99999999", "start=5&end=2"])
def test_odd_places_do_no_harm(page: TestClient, query: str) -> None:
    answer = page.get(f"/parts/source/verditilbud/hva-er-et-verditilbud?{query}")
    assert answer.status_code in (200, 422)
    assert "<mark>" not in answer.text


def test_search_finds_by_title_and_text_and_escapes_what_was_asked(page: TestClient) -> None:
    assert "bibliotek?artikkel=verditilbud" in page.get("/parts/search", params={"words": "verditilbud"}).text
    nothing = page.get("/parts/search", params={"words": "<img src=x onerror=alert(1)>"}).text
    assert "<img" not in nothing
    assert "bibliotek?artikkel=" in page.get("/parts/search", params={"words": " "}).text


def test_the_page_says_when_it_is_ready(page: TestClient) -> None:
    assert page.get("/klar").json()["ready"] is True


def test_labels_for_the_script_are_norwegian(page: TestClient, services: WebServices) -> None:
    labels = page.get("/ui/labels.json").json()
    assert labels["bot"] == services.texts.say("web.etiketter.bot")
    assert all(labels.values())
