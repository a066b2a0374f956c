"""Containers that run once and must succeed before what depends on them starts: migrations, first data, file copies."""

from collections.abc import Mapping, Sequence
from typing import cast

import pulumi_docker as docker
from pulumi import Output, Resource, ResourceOptions, RunError

from components.contracts import Args
from components.docker.containers import Program, options, shut
from components.docker.labels import ATTEMPT
from components.docker.naming import physical

LAST_LINES = 15


def run_once(
    role: str,
    args: Args,
    program: Program,
    opts: ResourceOptions,
    after: Sequence[Resource] = (),
    ignore_changes: Sequence[str] = (),
) -> Output[str]:
    """Run a container to its end and return its id once it has succeeded.

    It runs again when anything about it changes, but not when a property in ``ignore_changes`` does. If it fails,
    ``pulumi up`` fails with its last lines and nothing that waits for the id is touched; the next ``pulumi up`` tries
    again, because the state says that it failed. The log is secret in the state.
    """
    attempt = _attempt(args, role)
    container = docker.Container(
        role,
        **shut(role, args, program, attempt),
        attach=True,
        logs=True,
        must_run=False,
        restart="no",
        opts=ResourceOptions.merge(
            options(program, opts, after),
            ResourceOptions(ignore_changes=list(ignore_changes), additional_secret_outputs=["containerLogs"]),
        ),
    )

    def succeeded(values: Mapping[str, object]) -> str:
        if values["exit_code"]:
            lines = str(values["logs"] or "").strip().splitlines()[-LAST_LINES:]
            raise RunError(
                f"{physical(args.settings, role)} ended with exit code {values['exit_code']}; what depends on it was "
                f"left as it is, and the next `pulumi up` tries it again. Its last lines:\n  " + "\n  ".join(lines)
            )
        return str(values["id"])

    checked = Output.all(exit_code=container.exit_code, logs=container.container_logs, id=container.id)
    return Output.unsecret(checked.apply(succeeded))


def _attempt(args: Args, role: str) -> int:
    last = args.history.outputs("docker:index/container:Container", role)
    labels = cast("list[Mapping[str, str]]", last.get("labels") or [])
    attempt = next((int(label["value"]) for label in labels if label["label"] == ATTEMPT), 0)
    return attempt + 1 if last.get("exitCode") else attempt
