"""Containers that run once and must succeed before what depends on them starts: migrations, first data, file copies."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pulumi_docker as docker
from pulumi import CustomTimeouts, Input, Output, Resource, ResourceOptions, RunError

from components.contracts import Args
from components.docker.containers import Program, options, shut
from components.docker.labels import ATTEMPT, container_labels
from components.docker.naming import physical

LAST_LINES = 15
CONTAINER = "docker:index/container:Container"


@dataclass(frozen=True, kw_only=True, slots=True)
class Once:
    """A container that has run. Its ``id`` is known only if it succeeded; what need only come later waits for it."""

    container: docker.Container
    id: Output[str]


def run_once(
    role: str,
    args: Args,
    program: Program,
    opts: ResourceOptions,
    *,
    after: Sequence[Resource] = (),
    timeout_seconds: int = 600,
    first_time_only: bool = False,
    hidden: Sequence[Input[str]] = (),
) -> Once:
    """Run a container to its end; what waits for its id starts once it has succeeded.

    It runs again whenever anything about it changes, such as the image. With ``first_time_only`` it has run for good
    once it has succeeded: a change makes it again, so that nothing holds the old image or files, but does not start it.
    If it fails, ``pulumi up`` fails with its last lines and nothing that waits for the id is touched; the next
    ``pulumi up`` tries again, because the state says that it failed. Its log is secret in the state, and shown without
    what is ``hidden`` and what may be a password. "Has run for good" is what the state knows: with the state lost, it
    runs once more.
    """
    last = args.history.outputs(CONTAINER, role)
    labels = {label["label"]: label["value"] for label in cast("list[dict[str, str]]", last.get("labels") or [])}
    attempt = int(labels.get(ATTEMPT, "0")) + (1 if last.get("exitCode") else 0)
    inputs = shut(role, args, program)
    start: Input[bool] = True
    if first_time_only:
        content = Output.unsecret(Output.all(**inputs).apply(_digest))
        start = content.apply(lambda digest: _starts(last, labels, digest))
        inputs["labels"] = content.apply(lambda digest: container_labels(args, role, attempt, digest))
    else:
        inputs["labels"] = container_labels(args, role, attempt)
    container = docker.Container(
        role,
        **inputs,
        start=start,
        attach=True,
        logs=True,
        must_run=False,
        restart="no",
        opts=ResourceOptions.merge(
            options(program, opts, after),
            ResourceOptions(
                additional_secret_outputs=["containerLogs"],
                custom_timeouts=CustomTimeouts(create=f"{timeout_seconds}s"),
            ),
        ),
    )

    def succeeded(values: Mapping[str, object]) -> str:
        if values["exit_code"]:
            lines = (
                _masked(str(values["logs"] or ""), cast("list[str]", values["hidden"]))
                .strip()
                .splitlines()[-LAST_LINES:]
            )
            raise RunError(
                f"{physical(args.settings, role)} ended with exit code {values['exit_code']}; what depends on it was "
                f"left as it is, and the next `pulumi up` tries it again. Its last lines:\n  " + "\n  ".join(lines)
            )
        return str(values["id"])

    checked = Output.all(
        exit_code=container.exit_code, logs=container.container_logs, id=container.id, hidden=Output.all(*hidden)
    )
    return Once(container=container, id=Output.unsecret(checked.apply(succeeded)))


def _masked(text: str, hidden: Sequence[str] = ()) -> str:
    """Return a log without these texts and what may be a password: in a URL, or as long as our generated ones."""
    for secret in sorted(filter(None, hidden), key=len, reverse=True):
        text = text.replace(secret, "***")
    return re.sub(r"\b[A-Za-z0-9]{32,}\b", "***", re.sub(r"(://[^:/@\s]*):[^@\s]+@", r"\1:***@", text))


def _digest(inputs: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, default=vars).encode()).hexdigest()[:12]


def _starts(last: Mapping[str, object], labels: Mapping[str, str], digest: str) -> bool:
    """Say whether a container that must succeed only once is to be started: not when it has, whatever has changed.

    One that has not changed is left as it was made, so that nothing seems to change.
    """
    if not last or last.get("exitCode"):
        return True
    return bool(last.get("start")) if labels.get("content") == digest else False
