"""Starts the offline provider: ``python -m toolchain.offline WORLD [--faults TEXT] [--figures FILE]``."""

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")

from toolchain.offline.server import serve


def main() -> int:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="toolchain.offline", description=__doc__)
    parser.add_argument("world", type=Path, help="the SQLite file that keeps the pretended resources")
    parser.add_argument("--faults", default="", help="what shall go wrong (toolchain/offline/faults.py)")
    parser.add_argument("--figures", type=Path, help="where to write how long the calls took, in the end")
    given = parser.parse_args()
    return serve(given.world, given.faults, given.figures)


if __name__ == "__main__":
    sys.exit(main())
