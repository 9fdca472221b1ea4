"""One person's conversation, for tests to read like one."""

from dataclasses import dataclass
from datetime import date

from assistant.conversation.session import Conversations
from assistant.conversation.types import Reply
from assistant.planning.plan import Plan
from assistant.store import Store

TODAY = date(2026, 11, 22)
CAFE = (
    "vi er en kafé i Tromsø, 5 ansatte, omsatte for 4,2 mill i fjor, vil opp i 5 innen neste jul, "
    "men folk kommer bare en gang"
)


@dataclass
class Talk:
    """One person's conversation, for tests to read like one."""

    conversations: Conversations
    store: Store
    reply: Reply
    owner: str = "kari"

    def say(self, *messages: str) -> Reply:
        for message in messages:
            self.reply = self.conversations.send(self.owner, self.reply.conversation, message)
        return self.reply

    @property
    def plan(self) -> Plan:
        return self.store.plans.get(self.owner, self.reply.plan).plan

    @property
    def labels(self) -> list[str]:
        return [option.label for option in self.reply.options]
