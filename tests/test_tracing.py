"""With LangSmith asked for by the environment, a whole run of the program sends nothing anywhere."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest


@pytest.fixture
def sink() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


def test_langsmith_variables_have_no_effect(sink: tuple[str, list[str]], tmp_path: Path, root: Path) -> None:
    address, seen = sink
    asked = {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_ENDPOINT": address,
        "LANGCHAIN_ENDPOINT": address,
        "LANGSMITH_API_KEY": "test",
    }
    script = tmp_path / "script.txt"
    script.write_text("vi er en kafé i Tromsø og omsetter for 4,2 mill\nhva er et verditilbud?\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "assistant.cli",
        "chat",
        "--script",
        str(script),
        "--json",
        "--data",
        str(tmp_path / "d"),
    ]
    done = subprocess.run(command, cwd=root, env={**os.environ, **asked}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3
    assert seen == []
