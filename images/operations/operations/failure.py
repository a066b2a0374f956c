"""What ends a command: a sentence for the person who reads it."""


class Failure(Exception):
    """Something went wrong that the message explains, and says what to do about."""
