"""`make bench`: every benchmark in under five minutes; ARGS=--cold for the set-up of a new machine instead."""

import argparse
import datetime
import platform
import signal
import sys

from bench import cold, deployment, preview, program
from bench.figures import Table, load
from bench.workplace import RunFailed, workplace

RUNS = 7
DEPLOYMENTS = 3


def main(arguments: list[str]) -> int:
    """Measure, print the tables, and return 0 unless a run failed: goals are shown beside the figures, not judged."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--cold", action="store_true", help="measure `make setup` with empty caches (about 8 minutes)")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"of each program and preview (default: {RUNS})")
    parser.add_argument("--no-deployment", action="store_true", help="leave out what needs a Docker engine")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was deployed is removed then, too
    print(f"{datetime.datetime.now():%Y-%m-%d %H:%M}, Python {platform.python_version()}, {load()}")
    try:
        with workplace() as place:
            if chosen.cold:
                _show(cold.measure(place))
                return 0
            plain = preview.recorded(place)
            _show(program.measure(place, plain, chosen.runs))
            _show(preview.measure(place, plain, chosen.runs))
            if not chosen.no_deployment:
                _show(deployment.measure(place, DEPLOYMENTS))
    except (RunFailed, TimeoutError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"\nat the end: {load()}")
    return 0


def _show(table: Table) -> None:
    print(table.text(), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
