"""The data directory's own lock: one process at a time serves, ingests or repairs.

Taken by `serve`, `ingest`, `doctor --repair` and whoever else writes articles or builds the index. Commands that only
read the course or change a plan (`ask`, `search`, `chat`, `plan`) run beside the holder without it. That is safe:
- the database is in WAL mode: a reader sees one moment, and a plan is changed in one transaction that names the version
  it was made from, so a late writer gets a ConflictError and never overwrites;
- the index is built in a new directory and published by one rename: only the lock's holder builds, publishes or
  deletes, and a published directory is never written again.
The operating system lets go of the lock when its holder dies, kill −9 included, so no lock is ever stale.
"""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from assistant.errors import DataLockedError, StoreError

LOCK_FILE = "amstak.lock"
PID_FILE = "amstak.pid"  # beside the lock: Windows does not let others read a locked file
WAIT_S = 0.5


class DataLock:
    """A lock to hold with `with`, or with `acquire` and `release`. Not reentrant."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = FileLock(data / LOCK_FILE, timeout=WAIT_S, poll_interval=0.05, thread_local=False)

    def acquire(self) -> Self:
        """Take the lock, waiting half a second. Raises DataLockedError with the holder's pid, or StoreError."""
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            (self._data / PID_FILE).write_text(f"{os.getpid()}\n", encoding="ascii")
        except Timeout:
            raise DataLockedError(_held(self._data, holder(self._data))) from None
        except (OSError, NotImplementedError) as error:
            self._lock.release()
            reason = getattr(error, "strerror", None) or error
            raise StoreError(
                f"Datamappen {self._data} kan ikke låses ({reason}). Velg en annen mappe med --data."
            ) from error
        return self

    def release(self) -> None:
        """Let go; harmless when not held."""
        if self._lock.is_locked:
            (self._data / PID_FILE).unlink(missing_ok=True)
            self._lock.release()

    def __enter__(self) -> Self:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def holder(data: Path) -> int | None:
    """Return the pid that the holder wrote, or None when it cannot be read. Says nothing about whether it is held."""
    try:
        return int((data / PID_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _held(data: Path, pid: int | None) -> str:
    who = f"prosess {pid}" if pid else "en annen prosess"
    return f"Datamappen {data} er i bruk av {who}. Stopp den først, eller velg en annen mappe med --data."
