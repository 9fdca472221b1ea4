"""The plan as Markdown: the market goal on top, the four dimensions, tables, gaps shown, sources last."""

from collections.abc import Callable, Sequence
from datetime import date

from assistant.planning.framework import DIMENSIONS, Dimension
from assistant.planning.plan import Origin, Plan, State
from assistant.texts import Texts
from assistant.texts.chain_words import chain_lines
from assistant.texts.plan_words import PlanWords, markdown_table

TitleOf = Callable[[str], str]


def plan_to_markdown(plan: Plan, texts: Texts, today: date, title_of: TitleOf = str) -> str:
    """Return the whole plan as Markdown. `title_of` gives an article's title from its id, for the sources."""
    words = PlanWords(texts, plan)
    blocks = [
        f"# {plan.title or texts.say('uten_navn')}",
        texts.say("eksport.dato", dato=today),
        *_section(texts, "forretningsmål", _business(plan, words, texts)),
        *_section(texts, "analyse", _facts(plan, words, texts)),
        *_section(texts, "mål_og_strategi", _goals(plan, words, texts)),
        *_tables(plan, words, texts),
        *_section(texts, "funn", _findings(words, today, texts)),
        *_section(texts, "kilder", _sources(plan, texts, title_of)),
        texts.say("eksport.kreditering"),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _section(texts: Texts, name: str, body: str) -> list[str]:
    return [f"## {texts.say(f'eksport.{name}')}", body or texts.say("eksport.mangler")]


_BUSINESS = ("omsetning", "omsetning_mål", "resultat_mål", "medlemmer", "medlemmer_mål", "frist")


def _business(plan: Plan, words: PlanWords, texts: Texts) -> str:
    lines = [f"- {words.labelled(fact)}" for slot in _BUSINESS if (fact := plan.fact(slot))]
    chain = [f"- {line}" for line in chain_lines(texts, plan)]
    return "\n".join([*lines, *chain])


def _facts(plan: Plan, words: PlanWords, texts: Texts) -> str:
    rows = [
        (words.slot(fact.slot), words.value(fact), texts.say(f"opphav.{fact.provenance.origin.value}"))
        for fact in plan.facts
        if fact.slot not in _BUSINESS
    ]
    table = markdown_table(texts.say("tabell.fakta").split(" | "), rows) if rows else ""
    gaps = [waiver.what.replace("_", " ") for waiver in plan.waived]
    return "\n\n".join(filter(None, [table, texts.say("oppsummering.åpent", åpent=", ".join(gaps)) if gaps else ""]))


def _goals(plan: Plan, words: PlanWords, texts: Texts) -> str:
    return "\n\n".join(_dimension(plan, words, texts, dimension) for dimension in (None, *DIMENSIONS))


def _dimension(plan: Plan, words: PlanWords, texts: Texts, dimension: Dimension | None) -> str:
    goal, strategy = plan.goal(dimension), plan.strategy(dimension)
    head = words.dimension(dimension)
    lines = [f"### {head}"]
    lines.append(words.goal(goal) + _state(goal.state, texts) if goal else texts.say("eksport.mål_mangler"))
    if strategy:
        lines.append(f"**{texts.say('eksport.strategi')}**{_state(strategy.state, texts)}: {words.strategy(strategy)}")
    else:
        lines.append(texts.say("eksport.strategi_mangler"))
    return "\n\n".join(lines)


def _state(state: State, texts: Texts) -> str:
    return "" if state == State.ACCEPTED else f" ({texts.say(f'tilstand.{state.name.lower()}')})"


def _tables(plan: Plan, words: PlanWords, texts: Texts) -> list[str]:
    parts: list[tuple[str, str, Sequence[object]]] = [
        ("taktikk", "tactics", plan.tactics),
        ("aktiviteter", "activities", plan.activities),
        ("kontroll", "controls", plan.controls),
    ]
    return [
        block
        for name, kind, rows in parts
        for block in _section(texts, name, words.table(kind, rows) if rows else "")
    ]


def _findings(words: PlanWords, today: date, texts: Texts) -> str:
    found = words.findings(today)
    return "\n".join(f"- {text}" for _, text in found) if found else texts.say("funn.ingen")


def _sources(plan: Plan, texts: Texts, title_of: TitleOf) -> str:
    cited = [item.article for item in (*plan.strategies, *plan.tactics) if item.article]
    said = [
        p.article
        for part in (*plan.goals, *plan.strategies, *plan.activities)
        for p in part.provenance
        if p.origin == Origin.ARTICLE and p.article
    ]
    names = dict.fromkeys([*cited, *said])
    return "\n".join(f"- {texts.say('eksport.kilde', tittel=title_of(name))}" for name in names)
