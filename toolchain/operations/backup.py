"""`make backup`: carries out one backup rule of a stack now, or all of them, as its schedule would."""

import os
from collections.abc import Sequence

from components.docker import roles
from toolchain.console import Problem, say
from toolchain.operations import docker
from toolchain.operations.session import OPERATIONS, chosen, configured, opened, running


def backup(stack: str, more: Sequence[str]) -> int:
    """Run the job of RULE, or of each rule in their order; return 0 if all succeeded.

    A job that runs already is waited for; what fails does not keep the next one from running.
    """
    if more:
        raise Problem(f"`make backup` takes no ARGS, but got {' '.join(more)!r}. Example: make backup RULE=database")
    found = opened(stack)
    container = running(found, roles.OPERATIONS)
    jobs = {
        job["command"][1]: job["name"] for job in configured(container).get("job", []) if job["command"][0] == "backup"
    }
    rules = [chosen("RULE", list(jobs), "backup rules")] if os.environ.get("RULE") else list(jobs)
    if not rules:
        raise Problem(f"the stack {stack} has no backup rules")
    failed = []
    for number, rule in enumerate(rules, 1):
        say(f"backup {number} of {len(rules)}: {rule}")
        if docker.run("exec", container, *OPERATIONS, "run", jobs[rule]) != 0:
            failed.append(rule)
    if failed:
        say(f"{len(failed)} of {len(rules)} failed: {', '.join(failed)}; the reason is above")
        return 1
    say(f"{len(rules)} of {len(rules)} done; make status STACK={stack} shows what there is now")
    return 0
