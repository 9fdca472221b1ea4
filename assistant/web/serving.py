"""Serves a FastAPI application until stopped, on a port that is tried first, and says when it is ready."""

import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from typing import Any

import uvicorn

from assistant.errors import OutsideError

_BACKLOG = 256


def run(app: Any, host: str, port: int, *, root_path: str, open_browser: bool, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready(address)` is called once the page answers. A taken port is an OutsideError."""
    listener = listen(host, port)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}{root_path}"
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, root_path=root_path, timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_announce, args=(server, address, ready, open_browser), daemon=True).start()
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()


def listen(host: str, port: int) -> socket.socket:
    """Bind the port; 0 takes a free one. Raises OutsideError with what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise OutsideError(
            f"Kan ikke lytte på {host}:{port} ({error.strerror}). Velg en annen port, for eksempel --port {port + 1}."
        ) from error
    return listener


def _announce(server: uvicorn.Server, address: str, ready: Callable[[str], None], open_browser: bool) -> None:
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.02)
    ready(address)
    if open_browser:
        webbrowser.open(address)
