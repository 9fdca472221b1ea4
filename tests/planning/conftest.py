"""No example of a property is timed: speed is measured in benchmarks, not in tests on a busy machine."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
