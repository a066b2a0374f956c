"""A `docker` for tests that answers from a table, and writes down what it was asked."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROGRAM = """#!{python}
import json, re, sys, time
asked = " ".join(sys.argv[1:])
with open({log!r}, "a") as log:
    log.write(asked + "\\n")
for pattern, answer, errors, code, seconds in json.load(open({table!r})):
    if re.search(pattern, asked):
        time.sleep(seconds)
        sys.stdout.write(answer)
        sys.stderr.write(errors)
        sys.exit(code)
sys.stderr.write("the fake docker has no answer to: " + asked + "\\n")
sys.exit(125)
"""


@dataclass
class FakeDocker:
    """The table: the first pattern that is found in the words decides. What is said later goes before."""

    folder: Path
    table: list[tuple[str, str, str, int, float]] = field(default_factory=list)

    @classmethod
    def put_on_path(cls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> "FakeDocker":
        program = folder / "docker"
        log, table = str(folder / "asked"), str(folder / "table.json")
        program.write_text(PROGRAM.format(python=sys.executable, log=log, table=table))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        monkeypatch.delenv("DOCKER_HOST", raising=False)
        made = cls(folder)
        made.says("^version", "20.10.24\n")
        return made

    def says(self, pattern: str, answer: str = "", errors: str = "", code: int = 0, seconds: float = 0) -> None:
        self.table.insert(0, (pattern, answer, errors, code, seconds))
        (self.folder / "table.json").write_text(json.dumps(self.table))

    @property
    def asked(self) -> Sequence[str]:
        log = self.folder / "asked"
        return log.read_text().splitlines() if log.exists() else []
