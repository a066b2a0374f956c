"""Runs a program on Pulumi's mocks in this process, without an engine, and prints when it came how far.

Arguments: the program's file, or none for the imports alone; then the parent's clock when it started this process.
Standard input, as JSON: the stack's configuration, and what a provider answers besides the inputs, by type.
Output: seconds since then, as JSON.
"""

import asyncio
import json
import runpy
import sys
import time
from pathlib import Path
from typing import Any

IMPORTS, FIRST, END = "imports", "first", "end"


def main(program: str, began: float) -> dict[str, float]:
    """Import what every program here imports, run the program, and return the seconds at which what was reached."""
    # Here and not above, for the time that importing takes is what is measured.
    import pulumi_docker  # noqa: F401
    import pulumi_random  # noqa: F401
    import pulumi_tls  # noqa: F401
    from pulumi import runtime
    from pulumi.runtime import mocks
    from pulumi.runtime.stack import run_pulumi_func

    reached = {IMPORTS: time.monotonic() - began}
    if not program:
        return reached
    given = json.load(sys.stdin)

    class Answers(mocks.Mocks):
        """Answers as providers do, and has no history."""

        def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
            reached.setdefault(FIRST, time.monotonic() - began)
            return f"{args.name}-id", {**args.inputs, **given["answers"].get(args.typ, {})}

        def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
            assert args.token.startswith("pulumi:"), args.token  # noqa: S101 - a plan asks nobody but the engine
            return {"outputs": {}}, []

    def run() -> None:
        runpy.run_path(program, run_name="__main__")

    async def on_mocks() -> None:
        runtime.set_all_config(given["configuration"])
        mocks.set_mocks(Answers(), project="moorage", stack="dev")
        await run_pulumi_func(run)

    sys.path[0] = str(Path(program).parent)
    asyncio.run(on_mocks())
    return {**reached, END: time.monotonic() - began}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], float(sys.argv[2]))))
