"""The plan on its way out and back: Markdown to read and print, JSON to keep and bring back."""

from assistant.export.json_plan import plan_from_json, plan_to_json
from assistant.export.markdown import plan_to_markdown

__all__ = ["plan_from_json", "plan_to_json", "plan_to_markdown"]
