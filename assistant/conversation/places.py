"""Where in the plan a message points: the steps by the names people use for them."""

import re

from assistant.planning.framework import Step

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
        step: match.start()
        for step, names in _NAMES.items()
        if (match := re.search(rf"\b({names})\b", text.lower()))
    }
    return min(found, key=lambda step: found[step]) if found else None
