"""The door to the drafts: goals, strategies, tactics, activities and controls proposed to this very business.

All are pure functions of a plan. They return drafts with codes and values; nothing is applied.
"""

from assistant.planning.activities import draft_activities, draft_tactics
from assistant.planning.control import draft_controls
from assistant.planning.goals import draft_goal, goal_options
from assistant.planning.strategies import draft_strategies

__all__ = [
    "draft_activities",
    "draft_controls",
    "draft_goal",
    "draft_strategies",
    "draft_tactics",
    "goal_options",
]
