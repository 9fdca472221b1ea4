"""The rooms are kept apart: who may import whom, who owns which heavy package, and how large things may grow."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "assistant"
LEVELS = [
    {"settings", "errors"},
    {"planning", "language"},
    {"answering", "retrieval", "store", "texts"},
    {"conversation", "tutor", "export", "library"},
    {"web"},
    {"app"},
    {"cli", "commands"},
]
# Sideways imports within a level that are meant.
SIDEWAYS = {("settings", "errors"), ("cli", "commands")}
HEAVY = {
    "gradio": {"web"},
    "chromadb": {"retrieval/dense.py"},
    "langchain_chroma": {"retrieval/dense.py"},
    "torch": {"retrieval/embeddings.py"},
    "sentence_transformers": {"retrieval/embeddings.py"},
    "langchain": {"answering/models.py"},
    "langchain_openai": {"answering/models.py"},
    "langchain_ollama": {"answering/models.py"},
    "langchain_anthropic": {"answering/models.py"},
    "typst": {"export/typst_pdf.py"},
    "docx": {"export/word_parts.py", "export/word.py", "export/word_page.py"},
    "xlsxwriter": {"export/sheets.py"},
    "openpyxl": {"export/actuals.py"},
    "icalendar": {"export/calendar_file.py"},
    "pptx": {"export/slide_parts.py", "export/slides.py"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
}
# Files over the mark, each with the reason it may.
LONG: dict[str, str] = {}
LINES = 300


def files() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "_bundle" not in path.parts]


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path, *, top_level: bool = False) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level else list(ast.walk(tree))
    found = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.append(node.module)
    return found


def level(room: str) -> int:
    return next(number for number, rooms in enumerate(LEVELS) if room in rooms)


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    mine = room_of(path)
    if mine == "__init__":
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "assistant" or len(parts) < 2 or parts[1] == mine:
            continue
        theirs = parts[1]
        allowed = level(theirs) < level(mine) or (mine, theirs) in SIDEWAYS
        assert allowed, f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("room", ["planning", "language"])
def test_the_domain_imports_nothing_of_ours_but_errors(room: str) -> None:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        ours = {name.split(".")[1] for name in imports(path) if name.startswith("assistant.")}
        assert ours <= {room, "errors"}, path


def test_planning_knows_no_langchain() -> None:
    for path in sorted((PACKAGE / "planning").rglob("*.py")):
        assert not any(name.startswith("langchain") for name in imports(path)), path


@pytest.mark.parametrize("package", HEAVY)
def test_heavy_packages_have_one_owner(package: str) -> None:
    for path in files():
        where = path.relative_to(PACKAGE).as_posix()
        if where in HEAVY[package] or room_of(path) in HEAVY[package]:
            continue
        used = [name for name in imports(path) if name == package or name.startswith(f"{package}.")]
        assert not used, f"{where} imports {used}"


def test_only_the_doors_import_the_composition_root() -> None:
    for path in files():
        if room_of(path) in ("cli", "commands", "app"):
            continue
        assert "assistant.app" not in imports(path), path


@pytest.mark.parametrize("module", ["assistant.app", "assistant.cli"])
def test_import_is_light(module: str) -> None:
    heavy = "gradio torch sentence_transformers transformers chromadb langchain langchain_core sqlalchemy scipy"
    code = f"import sys, {module}; print(' '.join(n for n in '{heavy}'.split() if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""


def test_nothing_is_called_utils() -> None:
    assert not [path for path in files() if path.stem in ("utils", "helpers", "common", "misc")]


def test_files_stay_readable() -> None:
    long = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in files()}
    over = {name: lines for name, lines in long.items() if lines > LINES and name not in LONG}
    assert not over, f"over {LINES} lines without a reason: {over}"


def test_every_module_says_what_it_is_for() -> None:
    missing = [p for p in files() if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert not missing
