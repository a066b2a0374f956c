"""The entry point: `sample serve`, `sample migrate` and `sample initialise`."""

import os
import socket
import sys

from . import logs, server, version
from .application import Application
from .dependencies import Dependencies
from .migration import initialise, migrate

USAGE = "usage: sample serve | sample migrate | sample initialise"


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    logs.configure(os.environ.get("LOG_LEVEL", "info"))
    match arguments:
        case [] | ["serve"]:
            application = Application(
                Dependencies.load(os.environ),
                version(),
                socket.gethostname(),
                os.environ.get("SAMPLE_SUBJECT", "sample.records"),
            )
            # All interfaces: in a container, only its networks reach it.
            host = os.environ.get("HOST", "0.0.0.0")  # noqa: S104
            metrics_port = os.environ.get("METRICS_PORT")
            return server.run(
                application, host, int(os.environ.get("PORT", "8000")), int(metrics_port) if metrics_port else None
            )
        case ["migrate"]:
            return migrate(os.environ)
        case ["initialise"]:
            return initialise(os.environ)
        case _:
            print(USAGE, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
