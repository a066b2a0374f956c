"""The entry point: `sample serve`, `work`, `check`, `migrate` and `initialise`."""

import logging
import os
import socket
import sys
from threading import Event

from . import logs, server, version, worker
from .application import Application
from .dependencies import Dependencies
from .discovery import ports
from .ingestion import Ingestion
from .metrics import Metrics
from .migration import initialise, migrate
from .signals import stop_on_signals

USAGE = "usage: sample serve | sample work | sample check | sample migrate | sample initialise"

log = logging.getLogger("sample")


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    logs.configure(os.environ.get("LOG_LEVEL", "info"))
    match arguments:
        case [] | ["serve"]:
            return serve()
        case ["work"]:
            return work()
        case ["check"]:
            return worker.check(Dependencies.load(os.environ))
        case ["migrate"]:
            return migrate(os.environ)
        case ["initialise"]:
            return initialise(os.environ)
        case _:
            print(USAGE, file=sys.stderr)
            return 2


def serve() -> int:
    """Serve HTTP, and listen on the other ports that the environment names."""
    dependencies = Dependencies.load(os.environ)
    application = Application(dependencies, version(), socket.gethostname(), subject())
    metrics_port = os.environ.get("METRICS_PORT")
    ingestion = listeners(dependencies, application.metrics)
    if ingestion is None:
        return 1
    return server.run(
        application, host(), int(os.environ.get("PORT", "8000")), int(metrics_port) if metrics_port else None, ingestion
    )


def work() -> int:
    """Do what a service without HTTP does."""
    dependencies = Dependencies.load(os.environ)
    ingestion = listeners(dependencies, Metrics(version()))
    if ingestion is None:
        return 1
    stopping = Event()
    stop_on_signals(stopping)
    return worker.work(dependencies, subject(), stopping, ingestion)


def listeners(dependencies: Dependencies, metrics: Metrics) -> Ingestion | None:
    """Return what listens on ports other than HTTP, or None, with a line in the log, if one of them is taken."""
    named = ports(os.environ)
    try:
        return Ingestion(
            host(), named, metrics, dependencies.queue, os.environ.get("INGESTION_SUBJECT", "sample.ingested")
        )
    except OSError as error:
        log.error("can't listen on %s: %s", ", ".join(map(str, named)), error.strerror)
        return None


def host() -> str:
    """Return the address to listen on: all of them, for in a container only its networks reach it."""
    return os.environ.get("HOST", "0.0.0.0")  # noqa: S104


def subject() -> str:
    """Return the subject that messages about records have."""
    return os.environ.get("SAMPLE_SUBJECT", "sample.records")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
