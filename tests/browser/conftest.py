"""The page served on loopback to a real headless Chromium; every test is a visitor of its own."""

import os
import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "web"))

from page_services import Quoting, course, services_of
from talking_browser import Visitor

from assistant.store import Store, open_store
from assistant.texts import load_texts
from assistant.web.server import create_web_app

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def knowledge(root: Path) -> Quoting:
    return Quoting(course(root))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('page')}/page.db")
    yield store
    store.close()


@pytest.fixture(scope="session")
def address(root: Path, knowledge: Quoting, shelf: Store) -> Iterator[str]:
    """Serve the page until the session ends; return its address."""
    texts = load_texts(root / "prompts")
    app = create_web_app(services_of(shelf, texts, course(root), knowledge, audience="visitors"))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    knowledge.gate.set()
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture(scope="session")
def chromium(address: str) -> Iterator[Browser]:  # after the page is made: Playwright keeps an event loop running
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Any]:
    """Return a function that opens the page as a new visitor, whose browser speaks English."""
    contexts = []

    def opened(path: str = "/", *, width: int = 1440, height: int = 900, scheme: Any = "light") -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-US", accept_downloads=True
        )
        contexts.append(context)
        page: Page = context.new_page()
        visitor = Visitor(page, address)
        page.goto(address + path)
        return visitor

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def gallery(root: Path) -> Path:
    """Return the folder for screenshots, which git ignores."""
    folder = root / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder
