"""A project on the real engine whose every resource is in the offline provider's world."""

import json
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.toolchain.conftest import Project
from toolchain.offline.shared import Shared
from toolchain.offline.world import Resource

STACK = "try"


@dataclass
class Cloud:
    """One provider process's worth of pretended clouds, and the project that deploys to it."""

    project: Project
    shared: Shared
    providers: str

    def __post_init__(self) -> None:
        environment = {
            **self.project.environment,
            "PULUMI_DEBUG_PROVIDERS": self.providers,
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_OPTION_SKIP_PLUGIN_PRE_INSTALL": "true",
        }
        self.project = replace(self.project, environment=environment)

    def program(self, text: str) -> None:
        self.project.program(text)

    def pulumi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.project.pulumi(*arguments)

    def does(self, *arguments: str) -> str:
        """Run a command that must succeed, and return all that it said."""
        done = self.pulumi(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def fails(self, *arguments: str) -> str:
        """Run a command that must fail, and return all that it said on one line."""
        done = self.pulumi(*arguments)
        assert done.returncode != 0, done.stdout
        return " ".join((done.stdout + done.stderr).split())

    def up(self, *arguments: str) -> str:
        return self.does("up", "--yes", "--skip-preview", *arguments)

    def outputs(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.does("stack", "output", "--json", "--show-secrets"))
        return found

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.does("stack", "export"))["deployment"]
        return found

    def there(self) -> list[Resource]:
        """Return what exists in the world."""
        return self.shared.world.of(STACK)

    def one(self, kind: str) -> Resource:
        """Return the one resource whose type ends so."""
        found = [item for item in self.there() if item.key.kind.endswith(kind)]
        assert len(found) == 1, found
        return found[0]

    def edit(self, row: Resource, **inputs: Any) -> None:
        """Change inputs behind the state's back."""
        self.shared.world.change(row.key, row.scope, row.name, {**row.inputs, **inputs}, row.outputs)

    @property
    def folder(self) -> Path:
        return self.project.folder
