"""What axe knows to be wrong by WCAG 2.1 A and AA on the page as it stands."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return what axe finds, a line for each kind: the rule, how often, and the first places."""
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )["violations"]
    return [
        f"{item['id']} ×{len(item['nodes'])}: "
        + "; ".join(f"{n['target']} {n['html'][:160]}" for n in item["nodes"][:3])
        for item in found
    ]
