"""For every test: no network, no LangSmith, no settings from outside, a data directory of its own."""

import os
import socket
from pathlib import Path

import pytest

# In-process tests may use LangChain without the composition root, which is what switches tracing off;
# tests/test_tracing.py runs the program with tracing asked for, against a sink of its own.
for _name in [name for name in os.environ if name.startswith(("LANGSMITH_", "LANGCHAIN_"))]:
    del os.environ[_name]

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_real_connect = socket.socket.connect
_real_getaddrinfo = socket.getaddrinfo


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection and look-up but loopback and local sockets."""

    def connect(self: socket.socket, address: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOOPBACK:  # type: ignore[index]
            raise AssertionError(f"a test tried to reach {address}")
        return _real_connect(self, address)  # type: ignore[arg-type]

    def getaddrinfo(host: object, *args: object, **kwargs: object) -> object:
        if host not in _LOOPBACK and host is not None:
            raise AssertionError(f"a test tried to look up {host}")
        return _real_getaddrinfo(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take AMSTAK_* away, but for what points at test data, and give each test its own data directory."""
    for name in list(os.environ):
        if name.startswith("AMSTAK_") and name not in ("AMSTAK_SHARED", "AMSTAK_SOURCES"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AMSTAK_DATA", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's folder."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """Return the folder with public test data, or skip where it is absent."""
    folder = Path(os.environ.get("AMSTAK_SHARED", root.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the folder with public test data is not here (set AMSTAK_SHARED)")
    return folder
