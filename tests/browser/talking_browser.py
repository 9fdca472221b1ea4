"""A visitor in a browser: says things, and keeps account of what the page tried that it should not."""

from dataclasses import dataclass, field

from playwright.sync_api import Dialog, Page, Request
from sample_plans import cafe

from assistant.store import Store
from assistant.web.owners import COOKIE, owner_of


@dataclass
class Visitor:
    """One browser page. `wrongs` are dialogs, script errors and requests to other hosts."""

    page: Page
    address: str
    wrongs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.wrongs.append(f"error: {error}"))

    def greeted(self) -> "Visitor":
        """Wait for the greeting."""
        self.page.wait_for_selector("#chat .reply", timeout=30_000)
        return self

    def send(self, text: str) -> None:
        """Write a message and press Enter; do not wait for the answer."""
        said = self.page.locator("#chat .mine").count()
        box = self.page.locator("#box textarea")
        box.fill(text)
        box.press("Enter")
        self.page.wait_for_function("count => document.querySelectorAll('#chat .mine').length > count", arg=said)

    def say(self, text: str) -> str:
        """Write a message, wait for the answer, and return it."""
        self.send(text)
        return self.answered()

    def press(self, label: str) -> str:
        """Press a quick reply, wait for the answer, and return it."""
        said = self.page.locator("#chat .mine").count()
        self.page.locator("#chat .options button", has_text=label).first.click()
        self.page.wait_for_function("count => document.querySelectorAll('#chat .mine').length > count", arg=said)
        return self.answered()

    def answered(self) -> str:
        """Wait until the turn is over; return what was said last."""
        self.page.wait_for_function(
            "() => !document.querySelector('#stop') && !document.querySelector('#chat .typing')"
            " && document.querySelectorAll('#chat .message-row').length"
            " && !document.querySelector('#chat .message-row:last-of-type .mine')",
            timeout=30_000,
        )
        return self.page.locator("#chat .reply").last.inner_text()

    @property
    def options(self) -> list[str]:
        """Return the quick replies."""
        return self.page.locator("#chat .options button").all_inner_texts()

    def _dialog(self, dialog: Dialog) -> None:
        self.wrongs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.wrongs.append(f"request: {request.url}")


def with_plan(visitor: Visitor, shelf: Store) -> Visitor:
    """Give the visitor the café's plan, and open it."""
    token = next(item["value"] for item in visitor.page.context.cookies() if item["name"] == COOKIE)
    stored = shelf.plans.create(str(owner_of({COOKIE: token}, "visitors")), cafe())
    visitor.page.goto(f"{visitor.address}/plan?plan={stored.plan.id}")
    visitor.page.wait_for_selector(".sheet h1")
    return visitor
