"""Package command: it runs nothing, and says so by empty outputs; what it checks is what a command is declared with."""

import re
from pathlib import Path
from typing import Any

import pulumi_command
import pytest

from tests.offline.rows.command import REACHED, archive, asset
from tests.offline.tables import said
from toolchain.offline.invented import Invented
from toolchain.offline.making import identifier, outputs
from toolchain.offline.packages.command import COPY, COPY_FILE, LOCAL, PACKAGE, REMOTE
from toolchain.offline.shapes import Shapes
from toolchain.offline.values import UNKNOWN

SHAPES = Shapes("command", "pulumi_command")


@pytest.mark.parametrize(
    ("source", "copied"),
    [
        (asset(path="a"), True),
        (asset(text=""), True),
        (archive(path="a.tgz"), True),
        (archive(assets={"a": asset(text="a")}), False),
        (archive(uri="https://a"), False),
        (UNKNOWN, True),
    ],
)
def test_only_what_is_here_is_copied(source: object, copied: bool) -> None:
    assert (said(COPY, {**REACHED[COPY], "connection": {"host": "a"}, "source": source}) == []) is copied


def made(kind: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    invented = Invented(f"urn:pulumi:dev::test::{kind}::greet", 1, {})
    found = identifier(PACKAGE.identity(kind), inputs, invented)
    return found, outputs(PACKAGE, SHAPES.resource(kind), kind, inputs, invented.knowing(id=found))


def test_a_command_is_not_run(tmp_path: Path) -> None:
    found, outs = made(LOCAL, {"create": f"touch {tmp_path}/ran", "dir": str(tmp_path)})
    assert re.fullmatch("greet[0-9a-f]{8}", found)
    assert outs == {"stdout": "", "stderr": ""}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [COPY_FILE, COPY])
def test_a_copy_has_an_id_without_a_name(kind: str) -> None:
    assert re.fullmatch("[0-9a-f]{8}", made(kind, REACHED[kind])[0])


def test_triggers_run_a_command_again_as_the_sdk_itself_says() -> None:
    sdk = Path(pulumi_command.__file__).parent
    for kind, file in ((LOCAL, "local/command.py"), (REMOTE, "remote/command.py"), (COPY, "remote/copy_to_remote.py")):
        assert PACKAGE.replacements[kind].properties == ("triggers",)
        assert 'replace_on_changes=["triggers[*]"]' in (sdk / file).read_text()
