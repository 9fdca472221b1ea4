"""Consistency rules about logic: everything has its counterpart, nothing contradicts, nothing hangs loose."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from assistant.planning.finding import Case, Finding, Rule
from assistant.planning.framework import DIMENSIONS, STAGES
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpi
from assistant.planning.legal import activity_flags, legal_flag
from assistant.planning.plan import Activity, Part, Scalar, State, Strategy, Wording

_BIG_HOURS = 10.0
_AT_ONCE = 3
_TIME = re.compile(r"(\d+(?:,\d+)?|en|ett|to|tre|fire|fem|ti)\s*(minutt|time|døgn|dag)")
_WORDS = {"en": 1.0, "ett": 1.0, "to": 2.0, "tre": 3.0, "fire": 4.0, "fem": 5.0, "ti": 10.0}
_HOURS = {"minutt": 1 / 60, "time": 1.0, "døgn": 24.0, "dag": 24.0}
_LISTS = ("svakheter", "trusler")


def complete(case: Case) -> Iterator[Finding]:
    """C1: each dimension has a goal and a strategy."""
    for dimension in DIMENSIONS:
        for kind, parts in (("mål", case.goals), ("strategi", case.strategies)):
            if not any(part.dimension == dimension for part in parts):
                params: dict[str, Scalar] = {"dimensjon": dimension.value}
                article = "4-planleggingsdimensjoner-for-markedsforingen"
                yield Finding("C1", "error", dimension.value, f"regel.c1_{kind}", params, article)


def contradiction(case: Case) -> Iterator[Finding]:
    """C8: a premium position goes ill with discounts, personal service with machines in its place."""
    table = catalogue("consistency")
    for high, low, code in (("prisvalg", "rabatt", "c8_pris"), ("personlig", "maskin", "c8_maskin")):
        chosen = [
            s.id
            for s in case.strategies
            if s.archetype in table[high]["archetypes"] or _mentions(_own(s), table[high]["cues"])
        ]
        means = [
            p.id
            for p in (*case.tactics, *case.activities)
            if p.id in table[low].get("tactics", ()) or _mentions(_own(p), table[low]["cues"])
        ]
        if chosen and means:
            yield Finding("C8", "warn", means[0], f"regel.{code}", {"antall": len(means)}, "markedsforingsmiks")


def promise(case: Case) -> Iterator[Finding]:
    """C9: the promise before the purchase is not greater than what service delivers."""
    said = (case.plan.words("løfte") or "").lower()
    if not said:
        return
    article = "gap-modellen-analyse"
    for row in catalogue("consistency")["løfter"].values():
        value, measure = case.plan.number(row["kpi"]), kpi(row["kpi"])
        if value is None or measure is None or not _mentions(said, row["cues"]):
            continue
        if value < row.get("least", value) or value > row.get("most", value):
            params: dict[str, Scalar] = {"løfte": said, "kpi": measure.bestemt, "verdi": value, "unit": measure.unit}
            yield Finding("C9", "warn", "løfte", "regel.c9", params, article)
    hours, actual = _promised_hours(said), _actual_hours(case, said)
    if hours is not None and actual is not None and hours < actual:
        params = {"løfte": said, "lovet": hours, "faktisk": actual}
        yield Finding("C9", "warn", "løfte", "regel.c9_tid", params, article)


def _promised_hours(said: str) -> float | None:
    match = _TIME.search(said)
    if match is None:
        return None
    number = _WORDS.get(match[1]) or float(match[1].replace(",", "."))
    return number * _HOURS[match[2]]


def _actual_hours(case: Case, said: str) -> float | None:
    answer, wait = case.plan.number("svartid"), case.plan.number("ventetid")
    if "svar" in said or wait is None:
        return answer if "svar" in said else None
    return wait / 60


def segments(case: Case) -> Iterator[Finding]:
    """C10: goal, strategy and activities of a dimension are about the same people."""
    for goal in case.goals:
        related = [s for s in case.strategies if s.dimension == goal.dimension]
        rows = [a for a in case.activities if a.dimension == goal.dimension]
        parts: tuple[Strategy | Activity, ...] = (*related, *rows)
        for part in parts:
            if goal.segment and part.segment and _plain(goal.segment) != _plain(part.segment):
                params: dict[str, Scalar] = {"mål": goal.segment, "annet": part.segment}
                article = "segmentering-malretting-og-posisjonering"
                yield Finding("C10", "error", part.id, "regel.c10", params, article)


def answers(case: Case) -> Iterator[Finding]:
    """C11: the key challenge and every weakness and threat has an answer, or is accepted."""
    if not case.strategies:
        return
    texts = _everything(case)
    for slot in ("utfordring", *_LISTS):
        for item in _items(case.plan.words(slot)):
            if not case.waived(slot) and not case.waived(item) and not _answered(item, case, texts):
                yield Finding("C11", "warn", slot, "regel.c11", {"sak": item}, "oppgavediagnose")


def _answered(item: str, case: Case, texts: str) -> bool:
    kinds = {k for k, cues in catalogue("trades")["utfordringer"].items() if _mentions(item.lower(), cues)}
    rows = catalogue("strategies")
    if any(kinds & set(rows.get(s.archetype, {}).get("for", {})) for s in case.strategies):
        return True
    stems = {word[:6] for word in re.findall(r"\w{5,}", item.lower())}
    return any(stem in texts for stem in stems)


def unused(case: Case) -> Iterator[Finding]:
    """C12: strengths and opportunities are used in a strategy, or set aside."""
    if not case.strategies:
        return
    texts = _everything(case)
    for slot in ("styrker", "muligheter"):
        left = [
            item
            for item in _items(case.plan.words(slot))
            if not case.waived(item) and not any(w[:6] in texts for w in re.findall(r"\w{5,}", item.lower()))
        ]
        if left and not case.waived(slot):
            params: dict[str, Scalar] = {"hva": slot, "sak": left[0], "antall": len(left)}
            yield Finding("C12", "info", slot, "regel.c12", params, "swot-og-tows")


def orphans(case: Case) -> Iterator[Finding]:
    """C13: no activity without KPI or goal, no goal without activity."""
    article = "markedsprogram-handlingsplan"
    ids = {goal.id for goal in case.goals}
    for row in case.activities:
        if not row.kpi:
            yield Finding("C13", "error", row.id, "regel.c13_uten_kpi", {}, article)
        if row.goal and row.goal not in ids:
            yield Finding("C13", "error", row.id, "regel.c13_uten_mål", {}, article)
    dimensions = {row.dimension for row in case.activities}
    for goal in case.goals if case.activities else ():
        if goal.dimension and goal.dimension not in dimensions:
            params: dict[str, Scalar] = {"kpi": _kpi_name(goal.kpi)}
            yield Finding("C13", "error", goal.id, "regel.c13_uten_aktivitet", params, article)


def followed(case: Case) -> Iterator[Finding]:
    """C13: each goal's KPI has a source, and each RIKE column a tactic or a reason to be empty."""
    controls = [c for c in case.plan.controls if c.state != State.REJECTED]
    known = {c.kpi for c in controls if c.source is not None}
    for goal in case.goals if controls else ():
        if goal.kpi not in known:
            params: dict[str, Scalar] = {"kpi": _kpi_name(goal.kpi)}
            yield Finding("C13", "error", goal.id, "regel.c13_uten_kilde", params, "malkort-styringskort")
    for stage in STAGES if case.tactics else ():
        if all(t.stage != stage for t in case.tactics) and not case.waived(stage.value):
            trinn: dict[str, Scalar] = {"trinn": stage.value}
            yield Finding("C13", "error", stage.value, "regel.c13_tom_kolonne", trinn, "amstak-og-rike-modellen")


def order_of_time(case: Case) -> Iterator[Finding]:
    """C14: activities begin before their effect is due and end before the goal's deadline."""
    deadlines = {g.id: g.deadline for g in case.goals}
    article = "markedsprogram-handlingsplan"
    for row in case.activities:
        deadline = deadlines.get(row.goal or "")
        if row.start and row.end and row.start > row.end:
            yield Finding("C14", "warn", row.id, "regel.c14_bakvendt", {"start": row.start, "slutt": row.end}, article)
        if deadline and row.end and row.end > deadline:
            yield Finding("C14", "warn", row.id, "regel.c14_for_sent", {"slutt": row.end, "frist": deadline}, article)
    for goal in case.goals:
        starts = [a.start for a in case.activities if a.goal == goal.id and a.start]
        first = min(goal.checkpoints, default=None)
        if starts and first and min(starts) > first:
            params: dict[str, Scalar] = {"måling": first, "start": min(starts)}
            yield Finding("C14", "warn", goal.id, "regel.c14_effekt", params, article)


def load(case: Case) -> Iterator[Finding]:
    """C16: nobody has more hours than there are, or more than three big things at once."""
    limit = case.plan.number("timer_per_uke")
    for person in dict.fromkeys(a.who for a in case.activities if a.who):
        rows = [a for a in case.activities if a.who == person and a.start and a.end]
        weekly, week = _busiest(rows)
        if limit is not None and weekly > max(limit * 1.5, limit + 1):
            params: dict[str, Scalar] = {"hvem": person, "timer": weekly, "har": limit, "uke": week}
            yield Finding("C16", "warn", person, "regel.c16_timer", params, "markedsprogram-handlingsplan")
        big = [a for a in rows if (a.hours or 0) >= _BIG_HOURS and _days(a) <= 120]
        most = max((sum(1 for b in big if _overlap(a, b)) for a in big), default=0)
        if most > _AT_ONCE:
            params = {"hvem": person, "antall": most}
            yield Finding("C16", "warn", person, "regel.c16_samtidig", params, "markedsprogram-handlingsplan")


def _days(row: Activity) -> int:
    return (row.end - row.start).days + 1 if row.start and row.end else 0


def _overlap(a: Activity, b: Activity) -> bool:
    """Whether b runs on the day a begins."""
    return bool(a.start and b.start and b.end and b.start <= a.start <= b.end)


def _busiest(rows: list[Activity]) -> tuple[float, str]:
    """Return the most hours in one week, and the Monday it begins."""
    weeks: Counter[str] = Counter()
    for row in rows:
        if row.start is None or row.end is None or not row.hours:
            continue
        count = max(1, -(-_days(row) // 7))
        monday = row.start - timedelta(days=row.start.weekday())
        for i in range(count):
            weeks[(monday + timedelta(weeks=i)).isoformat()] += row.hours / count  # type: ignore[assignment]
    week, hours = max(weeks.items(), key=lambda item: item[1], default=("", 0))
    return float(hours), week


def legal(case: Case) -> Iterator[Finding]:
    """C18: each legal flag is looked up, or the person says that it is handled."""
    raised: dict[str, list[str]] = {}
    for row in case.activities:
        for flag in activity_flags(row):
            raised.setdefault(flag, []).append(row.id)
    for flag, rows in raised.items():
        if not case.waived(f"lov:{flag}") and flag in catalogue("legal"):
            params: dict[str, Scalar] = {"antall": len(rows), "hos": legal_flag(flag).authority}
            yield Finding("C18", "warn", rows[0], f"lov.{flag}", params, "markedsforing-og-loven")


def stale(case: Case) -> Iterator[Finding]:
    """C19: what was built on something that has changed is looked at again."""
    parts: tuple[Part, ...] = (*case.goals, *case.strategies, *case.tactics, *case.activities, *case.plan.controls)
    left = [part.id for part in parts if part.state == State.STALE]
    if left:
        yield Finding("C19", "auto", left[0], "regel.c19", {"antall": len(left)}, "markedsplan")


def _own(part: object) -> str:
    """Return the person's own words in a part, lower case."""
    texts = [value.own for name in ("text", "what", "how") if isinstance(value := getattr(part, name, None), Wording)]
    return " ".join(text for text in texts if text).lower()


def _everything(case: Case) -> str:
    parts = (*case.goals, *case.strategies, *case.tactics, *case.activities)
    told = [str(v).lower() for p in parts for w in _wordings(p) for v in w.params.values() if isinstance(v, str)]
    return " ".join((*(_own(part) for part in parts), *dict.fromkeys(told)))


def _wordings(part: object) -> Iterator[Wording]:
    for name in ("text", "what"):
        value = getattr(part, name, None)
        if isinstance(value, Wording):
            yield value


def _items(words: str | None) -> list[str]:
    return [item.strip() for item in (words or "").split(";") if item.strip()]


def _mentions(text: str, cues: Iterable[str]) -> bool:
    return any(cue in text for cue in cues)


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .")


def _kpi_name(name: str) -> str:
    measure = kpi(name)
    return measure.bestemt if measure else name


LOGIC_RULES: tuple[Rule, ...] = (
    complete,
    contradiction,
    promise,
    segments,
    answers,
    unused,
    orphans,
    followed,
    order_of_time,
    load,
    legal,
    stale,
)
