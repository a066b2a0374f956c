"""How a Docker host measures, and how it reaches what must survive."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Input, Output, Resource

from components.docker.containers import USER
from components.files.scraping import Scraped
from components.promises import Kind, Recoverable, Signal
from stacks._spec import Watch

DockerSignal = Signal[Scraped]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A server that is asked for a copy, or a volume that is read, or files that are written for it.

    ``password`` is that of the server's login for backups; ``user`` is whose the files on the volume are; once
    ``ready`` is there, it can be read.
    """

    host: str = ""
    port: int = 0
    databases: tuple[str, ...] = ()
    password: Output[str] | None = None
    volume: Input[str] | None = None
    user: int = USER
    text: Input[str] | None = None
    ready: tuple[Resource, ...] = ()


DockerRecoverable = Recoverable[Source]


def signals(of: str, measure: Scraped, *watches: Watch) -> Sequence[DockerSignal]:
    """Return a signal for each thing that can be watched of a part through one scrape."""
    return tuple(Signal(watch=watch, of=of, measure=measure) for watch in watches)


def recoverable(name: str, kind: Kind, source: Source) -> DockerRecoverable:
    """Return something that must survive."""
    return Recoverable(name=name, kind=kind, source=source)
