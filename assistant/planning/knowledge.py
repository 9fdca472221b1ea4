"""The door to `catalogue/*.yaml`, the domain's knowledge as data: read on first use, once."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def catalogue(name: str) -> dict[str, Any]:
    """Return `catalogue/<name>.yaml` as plain values. Shared between callers: read it, never change it."""
    text = files(__package__).joinpath("catalogue", f"{name}.yaml").read_text("utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=_Loader)
    return content
