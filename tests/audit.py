"""Known vulnerabilities among the pinned packages: anything unexplained fails, and so does an exception past its date.

Where the advisory service cannot be reached nothing can be said, and that is printed; it is not counted as clean.
"""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import yaml

HERE = Path(__file__).parent


def main() -> int:
    """Return 0 when nothing unexplained was found."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "-r",
        str(HERE.parent / "requirements.lock"),
        "--no-deps",
        "--disable-pip",
    ]
    try:
        done = subprocess.run([*command, "-f", "json"], capture_output=True, text=True, timeout=180, check=False)
        found = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("audit: the advisory service was not reached; nothing was audited")  # noqa: T201
        return 0
    audited = [row for row in found if "vulns" in row]
    if not audited:
        print("audit: the advisory service knows none of the packages here; nothing was audited")  # noqa: T201
        return 0
    excepted = {row["id"]: row for row in yaml.safe_load((HERE / "audit_exceptions.yaml").read_text(encoding="utf-8"))}
    problems = [
        f"{row['id']} is excepted until {row['until']} only" for row in excepted.values() if row["until"] < date.today()
    ]
    for row in audited:
        for vuln in row["vulns"]:
            names = {vuln["id"], *vuln.get("aliases", ())}
            if not names & set(excepted):
                problems.append(f"{row['name']} {row['version']}: {vuln['id']}")
    print(f"audit: {len(audited)} packages, {len(problems)} unexplained", *problems, sep="\n")  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
