"""From what the environment names to things that can be asked, and the one question to all of them."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from .address import Address
from .cache import Cache
from .configuration import Configuration
from .database import Database
from .datafile import DataFile
from .dependency import TIMEOUT_SECONDS, Dependency, Misconfigured, UnavailableError
from .discovery import Given, Kind, discover, primary
from .nats import Nats
from .service import Service
from .storage import Bucket, Volume


@dataclass(frozen=True, slots=True)
class Result:
    """What one dependency answered, after how long."""

    name: str
    kind: str
    ok: bool
    milliseconds: float
    detail: str


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Everything the service was given, and which of it records are written to."""

    everything: tuple[Dependency, ...] = ()
    database: Database | None = None
    cache: Cache | None = None
    queue: Nats | None = None
    bucket: Bucket | None = None

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> "Dependencies":
        """Read the environment; nothing is connected yet."""
        given = discover(environ)
        made = {found.name: make(found) for found in given}

        def written(kind: Kind) -> Dependency | None:
            chosen = primary(given, kind)
            return made[chosen.name] if chosen else None

        database, cache, queue, bucket = written("database"), written("cache"), written("queue"), written("bucket")
        return cls(
            everything=tuple(made.values()),
            database=database if isinstance(database, Database) else None,
            cache=cache if isinstance(cache, Cache) else None,
            queue=queue if isinstance(queue, Nats) else None,
            bucket=bucket if isinstance(bucket, Bucket) else None,
        )


def make(given: Given) -> Dependency:
    """Return what speaks the language of one dependency."""
    match given:
        case Given(kind="data", path=Path() as path):
            return DataFile(path)
        case Given(kind="bucket", path=Path() as path):
            return Bucket(given.name, path)
        case Given(kind="volume", path=Path() as path):
            return Volume(given.name, path)
        case Given(kind="configuration", path=Path() as path):
            return Configuration(given.name, path)
        case Given(kind="database", address=Address() as address):
            return Database(given.name, address)
        case Given(kind="cache", address=Address() as address):
            return Cache(given.name, address)
        case Given(kind="queue", address=Address() as address):
            return Nats(given.name, address)
        case Given(kind="service", address=Address() as address):
            return Service(given.name, address)
        case _:
            return Misconfigured(given.name, given.kind, given.problem)


class Readiness:
    """Asks all dependencies at once and waits for none longer than two seconds.

    A question that is still open when the next one comes is not asked a second time: a dependency that hangs costs one
    thread, however often the service is asked.
    """

    def __init__(self, dependencies: Sequence[Dependency], seconds: float = TIMEOUT_SECONDS) -> None:
        self._dependencies = dependencies
        self._seconds = seconds
        self._open: dict[str, _Question] = {}
        self._lock = threading.Lock()

    def check(self, kind: str = "") -> tuple[Result, ...]:
        """Return one result a dependency (of one kind, if given)."""
        deadline = monotonic() + self._seconds
        asked = [self._ask(dependency) for dependency in self._dependencies if kind in ("", dependency.kind)]
        return tuple(question.result(deadline) for question in asked)

    def _ask(self, dependency: Dependency) -> "_Question":
        with self._lock:
            question = self._open.get(dependency.name)
            if question is None or question.answered:
                question = self._open[dependency.name] = _Question(dependency)
            return question


class _Question:
    def __init__(self, dependency: Dependency) -> None:
        self._dependency = dependency
        self._started = monotonic()
        self._done = threading.Event()
        self._result: Result | None = None
        threading.Thread(target=self._answer, name=f"probe-{dependency.name}", daemon=True).start()

    @property
    def answered(self) -> bool:
        return self._done.is_set()

    def result(self, deadline: float) -> Result:
        self._done.wait(max(0.0, deadline - monotonic()))
        return self._result or self._say(False, f"no answer after {monotonic() - self._started:.1f} s")

    def _answer(self) -> None:
        try:
            self._result = self._say(True, self._dependency.probe())
        except UnavailableError as error:
            self._result = self._say(False, str(error))
        except Exception as error:  # whatever it is, the dependency does not answer
            self._result = self._say(False, type(error).__name__)
        finally:
            self._done.set()

    def _say(self, ok: bool, detail: str) -> Result:
        milliseconds = round((monotonic() - self._started) * 1000, 1)
        return Result(self._dependency.name, self._dependency.kind, ok, milliseconds, detail)
