"""Starts the language host. Pulumi passes flags for its own hosts, and last the address of the engine."""

import os
import sys
from pathlib import Path

# The children are started by exec at once, so gRPC need not (and, with its warning, should not) prepare for a fork.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
# Run as a file, so that it works from any folder; the package lies two folders up.
sys.path[0] = str(Path(__file__).resolve().parents[2])

from toolchain.language_host.host import serve  # noqa: E402 (needs the path set above)

if __name__ == "__main__":
    sys.exit(serve(engine_address=sys.argv[-1] if len(sys.argv) > 1 else ""))
