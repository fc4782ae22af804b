"""What an action answers to a wish that makes no sense."""


class Refused(Exception):
    """The text says why and what to do instead."""
