"""Start-up, first answers, a whole turn and memory, in a fresh data directory. Prints a table; asserts nothing.

Run: python benchmarks/start.py   (a few minutes; uses loopback only)
"""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
AMSTAK = [sys.executable, "-m", "assistant.cli"]


def timed(arguments: list[str], data: str, times: int = 5) -> float:
    """Return the median wall time of a command, in seconds."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        subprocess.run(
            [*AMSTAK, *arguments, "--data", data] if data else [*AMSTAK, *arguments],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident(pid: int) -> float:
    """Return a process's resident memory in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def page(data: str) -> tuple[float, float, float]:
    """Return seconds from start to the first whole page, and memory then and after ten questions to the course."""
    port = free_port()
    begun = time.perf_counter()
    server = subprocess.Popen(
        [*AMSTAK, "serve", "--port", str(port), "--data", data],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1) as reply:
                    reply.read()
                break
            except OSError:
                time.sleep(0.02)
        up = time.perf_counter() - begun
        first = resident(server.pid)
        time.sleep(8)  # the index is opened beside the page
        return up, first, resident(server.pid)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(10)


def turns(data: str) -> tuple[float, float]:
    """Return p50 and p95 of whole turns in milliseconds, from the scripted conversations."""
    script = "\n".join((ROOT / "examples" / "kafe.txt").read_text(encoding="utf-8").splitlines())
    path = Path(data) / "script.txt"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [*AMSTAK, "chat", "--script", str(path), "--json", "--data", data],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    took = sorted(json.loads(line)["ms"] for line in done.stdout.splitlines()[2:])
    return statistics.median(took), took[int(len(took) * 0.95)]


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        begun = time.perf_counter()
        subprocess.run([*AMSTAK, "ingest", "--data", data], cwd=ROOT, capture_output=True, check=True, env=os.environ)
        ingest = time.perf_counter() - begun
        rows = [
            ("`amstak --help`", f"{timed(['--help'], ''):.2f} s"),
            ("ingest of the whole course, first time", f"{ingest:.1f} s"),
            ("`amstak ask`, whole command, index in place", f"{timed(['ask', 'Hva er et verditilbud?'], data):.2f} s"),
        ]
        p50, p95 = turns(data)
        rows.append(("a whole turn, embedded engine", f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"))
        up, first, later = page(data)
        rows.append(("page answers after start", f"{up:.1f} s"))
        rows.append(("memory of the server: first page / index open", f"{first:.0f} / {later:.0f} MiB"))
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
