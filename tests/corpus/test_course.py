"""The course in teaching order holds every article once, and prepares what a plan has."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from assistant.language.slots import slots
from assistant.planning.framework import DIMENSIONS, STEPS

PARTS = {"taktikk", "aktiviteter", "kontroll"} | {
    f"{part}:{name}" for part in ("mål", "strategi") for name in ("marked", *DIMENSIONS)
}


@pytest.fixture(scope="module")
def modules(root: Path) -> list[dict]:
    return yaml.safe_load((root / "corpus/course.yaml").read_text(encoding="utf-8"))["modules"]


def test_every_article_is_taught_once(modules: list[dict], root: Path) -> None:
    taught = Counter(name for module in modules for lesson in module["lessons"] for name in lesson["articles"])
    assert set(taught) == {path.stem for path in (root / "corpus/articles").glob("*.md")}
    assert max(taught.values()) == 1


def test_lessons_have_goals_and_prepare_what_a_plan_has(modules: list[dict]) -> None:
    lessons = [lesson for module in modules for lesson in module["lessons"]]
    assert max(Counter(lesson["id"] for lesson in lessons).values()) == 1
    assert all(lesson["goals"] for lesson in lessons)
    unknown = [what for lesson in lessons for what in lesson["prepares"] if what not in PARTS and what not in slots()]
    assert unknown == []


def test_modules_come_in_the_order_of_the_steps(modules: list[dict]) -> None:
    places = [[step.value for step in STEPS].index(module["step"]) for module in modules]
    assert places == sorted(places)
    assert {module["step"] for module in modules} == {step.value for step in STEPS}


def test_every_goal_and_strategy_is_prepared_somewhere(modules: list[dict]) -> None:
    prepared = {what for module in modules for lesson in module["lessons"] for what in lesson["prepares"]}
    assert {f"mål:{dimension}" for dimension in DIMENSIONS} <= prepared
    assert "taktikk" in prepared
