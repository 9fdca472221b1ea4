"""Run one evaluation, or all: figures by name, held against thresholds.yaml. `amstak eval` is the door."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.app import Application
from assistant.language.dates import find_periods
from assistant.language.facts import read_facts
from assistant.language.intents import read_intents
from assistant.language.numbers import find_numbers
from assistant.planning.smart import Context, check
from assistant.planning.smart_text import read_goal
from assistant.retrieval.hybrid import Mode, Searcher
from evals.facts.measure import measure
from evals.metrics import mean, ndcg, once, recall, reciprocal

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
Figures = dict[str, float]
_DEPTH = 200


def rows(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines; an absent file has none."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def retrieval(app: Application) -> Figures:
    """The course's dev questions, which nothing was trained or indexed on; recall counts articles."""
    app.live.build()
    searcher = app.live.current()
    asked = rows(app.shipped.corpus / "questions" / "dev.jsonl")
    figures: Figures = {"questions": float(len(asked))}
    for mode in Mode:
        figures |= {f"{mode.value} {name}": value for name, value in _ranked(searcher, asked, mode).items()}
    figures |= {name: figures[f"hybrid {name}"] for name in ("recall@5", "ndcg@10")}
    for key in ("lang", "style"):
        for value in sorted({row[key] for row in asked}):
            part = [row for row in asked if row[key] == value]
            figures[f"{key} {value} recall@5 ({len(part)})"] = _ranked(searcher, part, Mode.HYBRID)["recall@5"]
    return figures


def _ranked(searcher: Searcher, asked: Sequence[Mapping[str, Any]], mode: Mode) -> Figures:
    found = [_articles(searcher, row["q"], mode) for row in asked]
    right = [{row["article"]} for row in asked]
    pairs = list(zip(found, right, strict=True))
    return {
        "recall@5": mean(recall(f, r, 5) for f, r in pairs),
        "ndcg@10": mean(ndcg(f, r, 10) for f, r in pairs),
        "mrr": mean(reciprocal(f, r) for f, r in pairs),
    }


def _articles(searcher: Searcher, question: str, mode: Mode) -> list[str]:
    ranking = searcher.rank(question, mode=mode)
    return once(searcher.passages[row].article for row in ranking.best(_DEPTH))


def scope(app: Application) -> Figures:
    """What is refused and what is answered; the public questions are skipped where they are absent."""
    app.live.build()

    def refused(question: str) -> bool:
        return app.knowledge.ask(question).refused

    shared = HERE.parent.parent / "shared" / "data" / "norquad" / "out_of_scope.jsonl"
    far = [row.get("text") or row.get("query") or row.get("question") for row in rows(shared)[::10]]
    near = _lines("scope_near.txt")
    inside = [row["q"] for row in rows(app.shipped.corpus / "questions" / "dev.jsonl")[::4]]
    figures = {
        "near refused": mean(refused(question) for question in near),
        "in scope answered": mean(not refused(question) for question in inside),
    }
    return figures | ({"far refused": mean(refused(str(question)) for question in far)} if far else {})


def _lines(name: str) -> list[str]:
    text = (HERE / "retrieval" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def answers(app: Application) -> Figures:
    """Every quote against its stored section, over a sample of the dev questions."""
    app.live.build()
    texts = {passage.id: passage.text for passage in app.live.current().passages}
    told = [app.knowledge.ask(row["q"]) for row in rows(app.shipped.corpus / "questions" / "dev.jsonl")[::5]]
    cited = [citation for answer in told for citation in answer.citations]
    return {
        "answers": float(len(told)),
        "quotes": float(len(cited)),
        "quotes verbatim": mean(texts[c.section][c.start : c.end] == c.quote for c in cited),
        "unmarked unsupported": mean(bool(answer.unsupported) for answer in told),
        "citations per answer": len(cited) / max(1, sum(not answer.refused for answer in told)),
    }


def facts(app: Application) -> Figures:
    """Labelled utterances; every file under evals/facts is a set of its own, and the last is the headline."""

    def read(row: Mapping[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        day = date.fromisoformat(row.get("today") or TODAY.isoformat())
        found = read_facts(row["utterance"], asked=row.get("asked"), today=day, known=row.get("known"))
        acts = read_intents(row["utterance"], asked=row.get("asked"))
        return [fact.to_json() for fact in found], acts

    figures: Figures = {}
    for path in sorted((HERE / "facts").glob("*.jsonl")):
        scores = measure(rows(path), read)
        figures |= {f"{path.stem} {name}": score.f1 for name, score in scores.items()}
        figures |= {name: score.f1 for name, score in scores.items() if path.stem == "unseen"}
    return figures


def goals(app: Application) -> Figures:
    """Labelled goals: defects and failing letters that are found, and alarms where there is nothing wrong."""
    count = dict.fromkeys(("failing", "found", "fine", "alarms"), 0)
    for goal in rows(HERE / "goals" / "goals.jsonl"):
        periods = find_periods(goal["goal"], TODAY)
        numbers = find_numbers(goal["goal"], [(p.start, p.end) for p in periods if not p.relative])
        context = Context(goal.get("known") or {}, "context" in goal)
        result = check(read_goal(goal["goal"], numbers, periods), context)
        letters = zip("SMART", (result.s, result.m, result.a, result.r, result.t), strict=True)
        for name, letter in letters:
            wrong = letter.ok is False
            count["failing" if goal[name] is False else "fine"] += 1
            count["found"] += goal[name] is False and wrong
            count["alarms"] += goal[name] is not False and wrong
        labelled, said = set(goal["defects"]), set(result.defects)
        count["failing"] += len(labelled)
        count["found"] += len(labelled & said)
        count["fine"] += 1
        count["alarms"] += bool(said - labelled)
    return {"defects found": count["found"] / count["failing"], "false alarms": count["alarms"] / count["fine"]}


EVALUATIONS: dict[str, Callable[[Application], Figures]] = {
    "retrieval": retrieval,
    "scope": scope,
    "answers": answers,
    "facts": facts,
    "goals": goals,
}


def run(app: Application, names: Sequence[str]) -> tuple[dict[str, Figures], list[str]]:
    """Return the figures of each evaluation, and what fell short of its threshold in words."""
    limits = yaml.safe_load((HERE / "thresholds.yaml").read_text(encoding="utf-8"))
    told = {name: EVALUATIONS[name](app) for name in names}
    short = []
    for name, figures in told.items():
        for figure, limit in limits.get(name, {}).items():
            value = figures.get(figure)
            if value is None:
                short.append(f"{name}: «{figure}» ble ikke målt")
            elif value < limit.get("least", value):
                short.append(f"{name}: {figure} er {value:.3f}, grensen er {limit['least']}")
            elif value > limit.get("most", value):
                short.append(f"{name}: {figure} er {value:.3f}, grensen er {limit['most']}")
    return told, short
