"""The ways by which alerts reach people: one file each, each with a notifier."""
