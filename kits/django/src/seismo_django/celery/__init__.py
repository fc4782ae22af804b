"""Tasks and their schedules: what failed for good, what was expected, what ran late."""
