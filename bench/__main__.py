"""`make bench`: every benchmark in about ten minutes; ARGS="--system clo" for one system only, ARGS=--cold for the
set-up of a new machine instead.
"""

import argparse
import datetime
import platform
import signal
import sys
from collections.abc import Iterable
from contextlib import ExitStack

from bench import cold, deployment, offline, preview, program
from bench.figures import Table, load
from bench.plain import recorded
from bench.systems import CLO, SYSTEMS
from bench.workplace import RunFailed, workplace

RUNS = 7


def main(arguments: list[str]) -> int:
    """Measure, print the tables, and return 0 unless a run failed: goals are shown beside the figures, not judged."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--system", choices=tuple(SYSTEMS), help="measure this one only")
    parser.add_argument("--cold", action="store_true", help="measure `make setup` with empty caches (about 8 minutes)")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"of each program and preview (default: {RUNS})")
    parser.add_argument("--no-offline", action="store_true", help="leave out the previews of offline mode")
    parser.add_argument("--no-deployment", action="store_true", help="leave out what needs a Docker engine")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was deployed is removed then, too
    print(f"{datetime.datetime.now():%Y-%m-%d %H:%M}, Python {platform.python_version()}, {load()}")
    try:
        with ExitStack() as stack:
            if chosen.cold:
                _show([cold.measure(stack.enter_context(workplace(CLO)))])
                return 0
            systems = [SYSTEMS[chosen.system]] if chosen.system else SYSTEMS.values()
            places = [stack.enter_context(workplace(system)) for system in systems]
            programs = [recorded(place) for place in places]
            _show(program.measure(programs, chosen.runs))
            _show(preview.measure(programs, chosen.runs))
            if not chosen.no_offline:
                _show(offline.measure(programs, chosen.runs))
            if not chosen.no_deployment:
                _show(deployment.measure(places))
    except (RunFailed, TimeoutError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"\nat the end: {load()}")
    return 0


def _show(tables: Iterable[Table]) -> None:
    for table in tables:
        print(table.text(), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
