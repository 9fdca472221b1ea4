"""What the README says of the project is so: files, commands, settings."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from assistant.settings import Settings


@pytest.fixture(scope="module")
def made(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_files", root / "docs" / "make_files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_of_files_is_fresh(made: ModuleType, root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    assert made.readme(text) == text, "run: python docs/make_files.py"


def test_the_table_of_the_course_is_fresh(made: ModuleType, root: Path) -> None:
    assert made.course() == (root / "docs/course.md").read_text(encoding="utf-8"), "run: python docs/make_files.py"


def test_every_setting_is_documented(root: Path) -> None:
    text = (root / "docs/drift.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"AMSTAK_{name.upper()}" not in text] == []


def test_version_and_changelog_agree(root: Path) -> None:
    version = re.search(r'^version = "(.+)"', (root / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert f"## [{version[1]}]" in (root / "CHANGELOG.md").read_text(encoding="utf-8")
