"""A user's own images for the backend, on top of the stack's sample: the spec's commands are what runs in them."""

import subprocess
from collections.abc import Mapping

from tests.e2e.docker import containers, role
from tests.e2e.stack import Stack

PLACE = "/usr/local/bin"
WELL: Mapping[str, str] = {  # program -> shell script
    "gunicorn": "exec sample serve",
    "alembic": "exec sample migrate",
    "python": 'test "$1" = scripts/init_production_db.py && exec sample initialise',
}
MIGRATION_FAILS = {"alembic": "echo 'connecting'; echo 'column colour exists already (made up)' >&2; exit 1"}
NEVER_READY = {"gunicorn": "export MISSING_URL=http://missing.internal:1; exec sample serve"}


def build(stack: Stack, version: str, programs: Mapping[str, str] | None = None) -> str:
    """Build an image whose app says that it is this version, and return its tag; the stack's teardown removes it."""
    tag = f"moorage-e2e/{stack.name}:{version}"
    sample = next(item["Image"] for item in containers(stack.name) if role(item) == "frontend-copy")
    lines = [
        f"FROM {sample}",
        f"LABEL moorage.name=a-user managed-by={stack.name}-test",  # or it would inherit the stack's
        "USER 0",
        f"RUN echo {version} > /opt/sample/VERSION",
        *(
            f"RUN printf '#!/bin/sh\\n%s\\n' {_quoted(script)} > {PLACE}/{name} && chmod 755 {PLACE}/{name}"
            for name, script in {**WELL, **(programs or {})}.items()
        ),
        "USER 10001:10001",
    ]
    done = subprocess.run(
        ["docker", "build", "--quiet", "--network=none", f"--tag={tag}", "-"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    stack.images.append(tag)
    return tag


def _quoted(script: str) -> str:
    return "'" + script.replace("'", "'\\''") + "'"
