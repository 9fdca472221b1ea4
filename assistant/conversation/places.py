"""Moving about in the plan: which step a message names, reopening a step, asking again for what is known."""

import re

from assistant.conversation.agenda import agenda, parts_of, singles, topic
from assistant.conversation.course import Course
from assistant.conversation.drafting import put_parts
from assistant.conversation.types import Move, Reading
from assistant.planning.framework import Step
from assistant.planning.plan import State

_NAMES: dict[Step, str] = {
    Step.FORRETNINGSMAL: r"forretningsmål\w*|omsetningsmål\w*",
    Step.ANALYSE: r"(situasjons)?analys\w*|swot",
    Step.MAL: r"mål(ene|a|et|s[ea]tning\w*)?|delmål\w*|markedsmål\w*",
    Step.STRATEGI: r"strategi\w*",
    Step.TAKTIKK: r"taktikk\w*|rike",
    Step.AKTIVITETER: r"aktivitet\w*|tiltak\w*|handlingsplan\w*",
    Step.KONTROLL: r"kontroll\w*|oppfølging av planen|kpi-?tavl\w*",
}


def place_in(text: str) -> Step | None:
    """Return the first step that the text names, or None."""
    found = {
        step: match.start() for step, names in _NAMES.items() if (match := re.search(rf"\b({names})\b", text.lower()))
    }
    return min(found, key=lambda step: found[step]) if found else None


def go_to(course: Course, reading: Reading) -> Course:
    """Reopen a step that the message names, or the one before this."""
    place = place_in(reading.text)
    steps = list(Step)
    step = place or steps[max(steps.index(course.plan.step) - 1, 0)]
    return reopen(course, step)


def reopen(course: Course, step: Step) -> Course:
    """Take a step up again: its drafts stand for review, its open gaps are asked, its facts can be changed."""
    mine = [item for item in agenda() if item.step == step and item.applies(course.plan, course.dialog.mode)]
    course = course.unwaive(*(item.id for item in mine))
    plan = course.plan
    for item in (single for found in mine for single in singles(found)):
        if item.part:
            live = tuple(
                part if part.locked else part.model_copy(update={"state": State.DRAFT}) for part in parts_of(item, plan)
            )
            plan = put_parts(item, plan, live)
    course = course.put(plan.with_(step=step)).set(finished=False, asked=None, awaiting=None, questions=0)
    return course.move(Move("step", step.value))


def change_slot(course: Course, topic_id: str) -> Course:
    """Ask again for something that is known already; what is known stands until there is an answer."""
    asked = topic(topic_id)
    if asked is None or not asked.slot:
        return course
    facts = tuple(
        fact.model_copy(update={"stale": True}) if fact.slot == asked.slot else fact for fact in course.plan.facts
    )
    return course.put(course.plan.with_(facts=facts)).unwaive(asked.id).set(asked=asked.id)
