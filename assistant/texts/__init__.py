"""Every sentence the assistant says: read from prompts/, checked, handed down as values. Words, not decisions."""

from assistant.texts.prompts import Prompt, read_prompt
from assistant.texts.texts import Texts, load_texts

__all__ = ["Prompt", "Texts", "load_texts", "read_prompt"]
