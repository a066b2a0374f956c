"""Package command: it runs nothing, and says so by empty outputs; what it checks is what a command is declared with."""

import re
from pathlib import Path
from typing import Any

import pulumi_command
import pytest
from pulumi.runtime import rpc

from toolchain.offline.invented import Invented
from toolchain.offline.making import identifier, outputs
from toolchain.offline.packages.command import COPY, COPY_FILE, LOCAL, PACKAGE, REMOTE
from toolchain.offline.paths import show
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Rule
from toolchain.offline.shapes import Shapes
from toolchain.offline.values import SIGNATURE, UNKNOWN, Special

SHAPES = Shapes("command", "pulumi_command")


def asset(**fields: Any) -> Special:
    return Special({SIGNATURE: rpc._special_asset_sig, **fields})


def archive(**fields: Any) -> Special:
    return Special({SIGNATURE: rpc._special_archive_sig, **fields})


REACHED: dict[str, dict[str, Any]] = {
    REMOTE: {},
    COPY_FILE: {"localPath": "a", "remotePath": "/a"},
    COPY: {"source": asset(path="a"), "remotePath": "/a"},
}
COPIED = "a FileAsset, a StringAsset or a FileArchive: what is at a URL, or made of parts, is not copied"

# kind, inputs that pass, inputs that fail, the message
RULES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (
        LOCAL,
        {"interpreter": ["/bin/bash", "-c", ""]},
        {"interpreter": ["", "-c"]},
        "interpreter is ['', '-c']; allowed: a program and its arguments. Example: [\"/bin/sh\", \"-c\"]",
    ),
    (
        COPY,
        {**REACHED[COPY], "connection": {"host": "a"}, "source": archive(path="folder")},
        {**REACHED[COPY], "connection": {"host": "a"}, "source": asset(uri="https://a")},
        f"source is {show(asset(uri='https://a'))}; allowed: {COPIED}",
    ),
]
for _kind, _more in REACHED.items():
    for _place in ("", "proxy."):
        for _name, _right, _wrong, _allowed in (
            ("host", "db.example.com", "", "a host name or an address. Example: db.example.com"),
            ("host", "10.0.0.1", "a b", "a host name or an address. Example: db.example.com"),
            ("port", 1, 0, "1 to 65535"),
            ("port", 65535, 65536, "1 to 65535"),
            ("dialErrorLimit", -1, -2, "-1 to inf"),
            ("perDialTimeout", 0, -1, "0 to inf"),
        ):
            passing, failing_one = (
                {"host": "a", "proxy": {"host": "b", _name: value}} if _place else {"host": "a", _name: value}
                for value in (_right, _wrong)
            )
            message = f"connection.{_place}{_name} is {_wrong!r}; allowed: {_allowed}"
            RULES.append((_kind, {**_more, "connection": passing}, {**_more, "connection": failing_one}, message))


def failing(kind: str, inputs: dict[str, Any]) -> list[tuple[Rule, str]]:
    rules = (rule for rule in PACKAGE.rules if rule.kind == kind)
    return [(rule, str(failure)) for rule in rules for failure in rule.failures(inputs, Plan())]


@pytest.mark.parametrize(("kind", "passing", "wrong", "message"), RULES)
def test_a_rule_lets_pass_what_is_right_and_says_what_is_wrong(
    kind: str, passing: dict[str, Any], wrong: dict[str, Any], message: str
) -> None:
    assert failing(kind, passing) == []
    assert [said for _, said in failing(kind, wrong)] == [message]


def test_every_rule_fails_in_the_table_above() -> None:
    tested = {id(rule) for kind, _, wrong, _ in RULES for rule, _ in failing(kind, wrong)}
    assert [rule for rule in PACKAGE.rules if id(rule) not in tested] == []


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
    assert (failing(COPY, {**REACHED[COPY], "connection": {"host": "a"}, "source": source}) == []) is copied


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
