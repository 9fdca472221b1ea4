"""The web application over a database of its own, with knowledge that is a pure function of the course."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from page_services import Quoting, course, services_of
from starlette.testclient import TestClient

from assistant.library import Catalogue
from assistant.store import Store, open_store
from assistant.texts import Texts, load_texts
from assistant.web.server import create_web_app
from assistant.web.services import WebServices


@pytest.fixture(scope="session")
def texts(root: Path) -> Texts:
    return load_texts(root / "prompts")


@pytest.fixture(scope="session")
def catalogue(root: Path) -> Catalogue:
    return course(root)


@pytest.fixture(scope="module")
def knowledge(catalogue: Catalogue) -> Quoting:
    return Quoting(catalogue)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('data')}/test.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def services(store: Store, texts: Texts, catalogue: Catalogue, knowledge: Quoting) -> WebServices:
    return services_of(store, texts, catalogue, knowledge)


@pytest.fixture(scope="module")
def visitors(store: Store, texts: Texts, catalogue: Catalogue, knowledge: Quoting) -> FastAPI:
    return create_web_app(services_of(store, texts, catalogue, knowledge, audience="visitors"))


@pytest.fixture(scope="module")
def page(services: WebServices) -> TestClient:
    return TestClient(create_web_app(services), base_url="http://127.0.0.1:7860")
