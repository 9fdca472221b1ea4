"""Imports Gradio without what a server has no use for: telemetry, and typing stubs written for editors.

For each of its components Gradio parses its own source and rewrites a `.pyi` file beside it, at every import. That is
half of the import's time, and it writes into the installation.
"""

import importlib
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

# Read by Gradio at import: nothing is counted or sent, no server-side rendering, no history of runs.
SWITCHES = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_SSR_MODE": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_SHARE": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
_MODULE, _FUNCTION = "gradio.component_meta", "create_or_modify_pyi"


def import_gradio() -> Any:
    """Return the module `gradio`, imported with the switches set."""
    os.environ.update(SWITCHES)
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        return importlib.import_module("gradio")
    finally:
        sys.meta_path.remove(finder)


def _write_no_stubs(*_: object) -> None:
    """Stand in for Gradio's function that writes `.pyi` files."""


class _Finder(importlib.abc.MetaPathFinder):
    """Finds Gradio's module that writes the stubs, and nothing else."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != _MODULE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads the module as it is, and puts the stand-in where it has what it stands in for."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        if hasattr(module, _FUNCTION):
            setattr(module, _FUNCTION, _write_no_stubs)
