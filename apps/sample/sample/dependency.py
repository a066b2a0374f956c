"""What every dependency offers: an answer to "are you there, now?", without a secret in it."""

from typing import Protocol

TIMEOUT_SECONDS = 2.0


class UnavailableError(Exception):
    """A dependency did not do what it was asked; the message is fit for an answer to a client."""


class Dependency(Protocol):
    """Something the service was given; `probe` returns a short fact about it or raises UnavailableError."""

    @property
    def name(self) -> str:
        """Name of the variable or file it comes from."""

    @property
    def kind(self) -> str:
        """Kind of dependency, one of `discovery.Kind`."""

    def probe(self) -> str:
        """Ask it something that only a working dependency can answer."""


class Misconfigured:
    """A dependency whose address can't be used: never ready, and says why."""

    def __init__(self, name: str, kind: str, problem: str) -> None:
        self.name = name
        self.kind = kind
        self._problem = problem

    def probe(self) -> str:
        """Raise what is wrong with the address."""
        raise UnavailableError(self._problem)
