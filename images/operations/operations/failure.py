"""What ends a command: a sentence for the person who reads it."""


class Failure(Exception):
    """Something went wrong that the message explains, and says what to do about."""


def explained(error: BaseException) -> str:
    """Return what to record of an error: its own sentence, and of what is nobody's sentence also what it is."""
    return str(error) if isinstance(error, Failure) else f"{type(error).__name__}: {error}"
