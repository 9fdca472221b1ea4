"""Stored plans of older formats, brought to today's one step at a time."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Content = dict[str, Any]
FORMAT = 2


def _to_2(content: Content) -> Content:
    """Format 2 remembers deviations and says where a computed starting point comes from."""
    goals = [{**goal, "baseline_source": goal.get("baseline_source")} for goal in content.get("goals", ())]
    return {**content, "goals": goals, "deviations": content.get("deviations", [])}


_STEPS: Mapping[int, Callable[[Content], Content]] = MappingProxyType({1: _to_2})


def upgrade(content: Content) -> Content:
    """Return a stored plan in today's format. One without a format, or from a newer program, is returned as it is."""
    while isinstance(version := content.get("format"), int) and version in _STEPS:
        content = {**_STEPS[version](content), "format": version + 1}
    return content
