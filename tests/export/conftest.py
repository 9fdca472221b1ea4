"""The real texts, and LibreOffice where it is installed."""

import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from companies import TODAY

from assistant.export import export_plan
from assistant.texts import Texts, load_texts


@pytest.fixture(scope="session")
def texts(root: Path) -> Texts:
    return load_texts(root / "prompts")


@pytest.fixture(scope="session")
def export(texts: Texts) -> Callable[..., bytes]:
    return partial(export_plan, texts=texts, today=TODAY, title_of=lambda name: f"Tittel på {name}")


@pytest.fixture
def libreoffice(tmp_path: Path) -> Callable[[bytes, str, str], Path]:
    """Return a function that opens a file in LibreOffice and saves it as another kind."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed: apt-get install libreoffice-writer libreoffice-calc")

    def convert(data: bytes, kind: str, to: str) -> Path:
        source, out = tmp_path / f"plan.{kind}", tmp_path / "ut"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{tmp_path}/profil"
        command = [program, profile, "--headless", "--convert-to", to, "--outdir", str(out), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return out / f"plan.{to.partition(':')[0]}"

    return convert
