import os
import subprocess
import sys
import time

import pytest

from assistant.errors import DataLockedError, StoreError
from assistant.store import DataLock

HOLD = """
import sys
from pathlib import Path
from assistant.store.lock import DataLock
with DataLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_process_is_refused_quickly_with_the_holders_pid(tmp_path, holder):
    begun = time.monotonic()
    with pytest.raises(DataLockedError, match=str(holder.pid)):
        DataLock(tmp_path).acquire()
    assert time.monotonic() - begun < 2


def test_the_lock_dies_with_its_holder(tmp_path, holder):
    holder.kill()
    holder.wait()
    with DataLock(tmp_path):
        assert (tmp_path / "amstak.pid").read_text(encoding="ascii").strip() == str(os.getpid())


def test_it_is_taken_and_let_go_again_and_again(tmp_path):
    lock = DataLock(tmp_path / "ny" / "mappe")
    for _ in range(3):
        with lock, pytest.raises(DataLockedError):
            DataLock(tmp_path / "ny" / "mappe").acquire()
    lock.release()


def test_a_place_that_cannot_be_locked_is_a_store_error(tmp_path):
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="--data"):
        DataLock(tmp_path / "fil").acquire()
