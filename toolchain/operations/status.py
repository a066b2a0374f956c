"""`make status`: what is up and what is not, in seconds, whatever is down; changes nothing."""

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from rich.console import Console
from rich.table import Table

from toolchain.console import Problem
from toolchain.operations import certificates, containers, disk, docker, recorded
from toolchain.operations.deployed import Deployed, deployed
from toolchain.operations.limits import limits_of
from toolchain.operations.probe import Probe, now
from toolchain.operations.report import Report, Verdict

JSON = "--json"
WIDTH = 140  # of a table that goes into a file or a mail
LOOKS: tuple[Probe, ...] = (
    containers.containers, recorded.backups, recorded.alerts, certificates.certificates, disk.disk
)  # fmt: skip


def status(stack: str, more: Sequence[str]) -> int:
    """Print how a stack is, a summary first, and return 0 (well), 1 (needs a person) or 2 (can't tell).

    ``--json`` prints the same as one object.
    """
    as_json = JSON in more
    try:
        if unknown := [word for word in more if word != JSON]:
            raise Problem(f"{' '.join(unknown)!r} is nothing that status knows; allowed: {JSON}. Example: ARGS={JSON}")
        docker.check()
        report = examined(deployed(stack), now())
    except Problem as problem:
        code = int(Verdict.CAN_NOT_TELL)
        summary = f"{stack}: can't tell: {problem}"
        print(json.dumps({"stack": stack, "exitCode": code, "summary": summary}, indent=2) if as_json else summary)
        return code
    if as_json:
        print(json.dumps(report.plain(), indent=2))
    else:
        show(report)
    return int(report.verdict)


def examined(stack: Deployed, at: datetime) -> Report:
    """Look at everything at once; what one part does not answer, the report says."""
    limits = limits_of(stack.system)
    with ThreadPoolExecutor(len(LOOKS)) as pool:
        sections = list(pool.map(lambda look: look(stack, limits, at), LOOKS))
    return Report(stack=stack.stack, system=stack.system, at=at, sections=sections)


def show(report: Report) -> None:
    """Print the summary on a line of its own, and then a table for each section."""
    print(report.summary, flush=True)
    width = None if sys.stdout.isatty() else WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False)
    for section in report.sections:
        table = Table(title=section.title, title_justify="left", title_style="bold", box=None, pad_edge=False)
        for heading in ("what", "state", "detail"):
            table.add_column(heading, overflow="fold")
        for row in section.rows:
            mark = "red" if row.fault else None
            table.add_row(row.what, row.state, row.detail, style=mark)
        console.print()
        console.print(table)
