"""What every answer carries, what is refused, and that the document is ours."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.web.owners import COOKIE, owner_of
from assistant.web.server import create_web_app
from assistant.web.services import WebServices

ROOT = Path(__file__).parent.parent.parent
HTML = {"accept": "text/html"}
PAGES = ("/", "/plan", "/bibliotek")


def directives(policy: str) -> dict[str, list[str]]:
    return {name: rest for name, *rest in (part.split() for part in policy.split(";") if part.strip())}


@pytest.mark.parametrize("path", PAGES)
def test_the_document_is_norwegian_with_its_own_title_and_files(page: TestClient, path: str) -> None:
    html = page.get(path, headers=HTML).text
    assert '<html\n\tlang="nb"' in html or '<html lang="nb"' in html
    assert "<title>AMSTAK-assistenten</title>" in html
    assert "ui/style.css?v=" in html
    assert "ui/app.js?v=" in html


@pytest.mark.parametrize("path", PAGES)
def test_every_script_has_the_nonce_of_the_policy_and_no_other_way_in(page: TestClient, path: str) -> None:
    answer = page.get(path, headers=HTML)
    script = directives(answer.headers["content-security-policy"])["script-src"]
    nonces = [word for word in script if word.startswith("'nonce-")]
    assert len(nonces) == 1
    assert "'unsafe-inline'" not in script
    nonce = nonces[0].removeprefix("'nonce-").rstrip("'")
    tags = re.findall(r"<script[^>]*>", answer.text)
    assert tags
    assert all(f'nonce="{nonce}"' in tag for tag in tags)


def test_a_nonce_is_used_once(page: TestClient) -> None:
    first, second = (page.get("/", headers=HTML).headers["content-security-policy"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("path", [*PAGES, "/ui/style.css", "/klar", "/nothing-here"])
def test_the_policy_lets_nothing_foreign_in(page: TestClient, path: str) -> None:
    policy = directives(page.get(path).headers["content-security-policy"])
    for name, sources in policy.items():
        assert not [source for source in sources if "." in source or "*" in source or source == "https:"], name
    assert policy["object-src"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]


@pytest.mark.parametrize("path", PAGES)
def test_the_document_names_no_foreign_address(page: TestClient, path: str) -> None:
    html = page.get(path, headers=HTML).text
    loaded = re.findall(r"(?:src|href)=\"(https?:)?//([^\"/]+)", html)
    assert loaded == []
    assert "googleapis" not in html
    assert "huggingface.co" not in html


@pytest.mark.parametrize("path", [*PAGES, "/ui/app.js", "/klar"])
def test_answers_carry_the_security_headers(page: TestClient, path: str) -> None:
    headers = page.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9", "http://127.0.0.1"])
def test_a_change_asked_for_by_another_origin_is_refused(page: TestClient, origin: str) -> None:
    answer = page.post("/gradio_api/queue/join", json={}, headers={"origin": origin})
    assert answer.status_code == 403


def test_a_change_asked_for_across_sites_is_refused_without_an_origin_too(page: TestClient) -> None:
    answer = page.post("/gradio_api/queue/join", json={}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_a_change_asked_for_by_the_page_itself_gets_through(page: TestClient) -> None:
    headers = {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}
    assert page.post("/gradio_api/queue/join", json={}, headers=headers).status_code not in (403, 404)


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
@pytest.mark.parametrize("path", ["/", "/klar", "/gradio_api/startup-events", "/parts/search"])
def test_no_other_origin_is_ever_let_in(page: TestClient, method: str, path: str) -> None:
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer = page.request(method, path, headers=headers)
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/gradio_api/runs", "/config", "/gradio_api/info", "/manifest.json", "/openapi.json"]
)
def test_doors_the_page_does_not_use_are_closed(page: TestClient, path: str) -> None:
    assert page.get(path).status_code == 404
    assert page.post(path).status_code == 404


@pytest.mark.parametrize("path", ["/etc/passwd", "/work", "prompts/nb/svar.md", "assistant/web/server.py"])
def test_no_file_can_be_fetched_by_path(page: TestClient, path: str) -> None:
    assert page.get(f"/gradio_api/file={path}").status_code in (403, 404)


def test_names_the_page_does_not_answer_to_are_refused(services: WebServices) -> None:
    app = create_web_app(replace(services, hosts=frozenset({"127.0.0.1", "localhost"})))
    assert TestClient(app, base_url="http://localhost:7860").get("/klar").status_code == 200
    assert TestClient(app, base_url="http://rebound.example").get("/klar").status_code == 421


def test_the_local_page_sets_no_cookie(page: TestClient) -> None:
    assert "set-cookie" not in page.get("/", headers=HTML).headers


def test_each_visitor_gets_a_cookie_of_their_own(visitors: FastAPI) -> None:
    found = set()
    for _ in range(3):
        header = TestClient(visitors).get("/", headers=HTML).headers["set-cookie"]
        assert "HttpOnly" in header
        assert "SameSite=Lax" in header
        assert "Secure" not in header
        found.add(header.partition(";")[0])
    assert len(found) == 3


def test_a_visitor_keeps_the_cookie(visitors: FastAPI) -> None:
    client = TestClient(visitors)
    assert "set-cookie" in client.get("/", headers=HTML).headers
    assert "set-cookie" not in client.get("/", headers=HTML).headers


@pytest.mark.parametrize("how", ["scheme", "proxy"])
def test_behind_tls_the_cookie_is_secure(visitors: FastAPI, how: str) -> None:
    base = "https://plan.example" if how == "scheme" else "http://plan.example"
    extra = {"x-forwarded-proto": "https"} if how == "proxy" else {}
    header = TestClient(visitors, base_url=base).get("/", headers=HTML | extra).headers["set-cookie"]
    assert "Secure" in header


@pytest.mark.parametrize("token", ["", "short", "x" * 44, "æ" * 43, "local", "../" * 14 + "x"])
def test_a_cookie_that_is_none_of_ours_is_nobody(token: str) -> None:
    assert owner_of({COOKIE: token}, "visitors") is None


def test_no_prompt_or_person_stands_in_the_document(page: TestClient, services: WebServices) -> None:
    services.conversations.start("local")
    html = page.get("/", headers=HTML).text
    config = re.search(r"window\.gradio_config = (\{.*?\});</script>", html, re.DOTALL)
    assert config
    values = json.dumps(json.loads(config[1]))
    assert services.texts.say("hilsen.start")[:40] not in values
    assert services.texts.prompt("svar").body[:60] not in values


def test_gradio_is_told_its_norwegian(page: TestClient) -> None:
    html = page.get("/", headers=HTML).text
    assert "Kopier meldingen" in html


def test_under_a_path_prefix_everything_is_found(services: WebServices) -> None:
    app = create_web_app(replace(services, root_path="/amstak"))
    client = TestClient(app, root_path="/amstak", base_url="http://plan.example")
    html = client.get("/amstak/", headers=HTML).text
    assert '"root":"http://plan.example/amstak"' in html.replace(" ", "")
    assert client.get("/amstak/ui/style.css").status_code == 200
    assert client.get("/amstak/config").status_code == 404
    assert client.get("/amstak/plan", headers=HTML).status_code == 200


def test_gradio_is_imported_without_telemetry_and_without_writing_into_its_own_folder() -> None:
    code = (
        "from assistant.web.lean_gradio import import_gradio; gr = import_gradio();"
        "from gradio import analytics, component_meta;"
        "print(component_meta.create_or_modify_pyi.__module__, analytics.analytics_enabled(), gr.Chatbot.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["assistant.web.lean_gradio", "False", "Chatbot"]
