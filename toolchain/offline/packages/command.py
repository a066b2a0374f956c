"""Package command: RUNS NOTHING. No process is started, no host is connected to and nothing is copied.

So a command that would fail succeeds here, and one whose output is used gives "". What a plan can prove is that
commands are declared rightly, and run again when their ``triggers`` change. The function ``command:local:run`` is not
answered either: it would run something while planning. Sources: pulumi-command, provider/pkg/provider, and the SDK
pulumi_command 1.2.1.
"""

from collections.abc import Mapping
from typing import Any, Final

from toolchain.offline.package import Identity, Package, Replacement
from toolchain.offline.paths import first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.values import Special

LOCAL: Final = "command:local:Command"
REMOTE: Final = "command:remote:Command"
COPY_FILE: Final = "command:remote:CopyFile"
COPY: Final = "command:remote:CopyToRemote"

NOTHING_SAID: Final = {"stdout": "", "stderr": ""}

SDK: Final = 'pulumi_command 1.2.1, {}: replace_on_changes=["triggers[*]"]'


def _program(inputs: Inputs, _: Plan) -> Wrong:
    interpreter = first(inputs, "interpreter")
    if interpreter and interpreter[0] == "":
        yield "interpreter", 'a program and its arguments. Example: ["/bin/sh", "-c"]'


def _source(inputs: Inputs, _: Plan) -> Wrong:
    source = first(inputs, "source")
    if isinstance(source, Special) and not _is_local(source.fields):
        yield "source", "a FileAsset, a StringAsset or a FileArchive: what is at a URL, or made of parts, is not copied"


def _is_local(fields: Mapping[str, Any]) -> bool:
    # A text may be empty, and is said as such; a path may not.
    return bool(fields.get("path")) or ("text" in fields and not fields.get("uri"))


def _connection(kind: str) -> tuple[Rule, ...]:
    """Return what every connection is checked for. No limit is set by the provider itself: dialling would fail."""
    dial = "pulumi-command, provider/pkg/provider/remote/connection.go, Dial: host:port over TCP (RFC 6335, section 6)"
    limit = "pulumi_command 1.2.1, ConnectionArgs.dial_error_limit: -1 is unlimited"
    seconds = "pulumi_command 1.2.1, ConnectionArgs.per_dial_timeout: 0 is no maximum"
    host = "a host name or an address. Example: db.example.com"
    return (
        Text(kind=kind, path="connection.host", says=host, pattern=r"\S+", source=dial),
        Text(kind=kind, path="connection.proxy.host", says=host, pattern=r"\S+", source=dial),
        Number(kind=kind, path="connection.port", low=1, high=65535, source=dial),
        Number(kind=kind, path="connection.proxy.port", low=1, high=65535, source=dial),
        Number(kind=kind, path="connection.dialErrorLimit", low=-1, source=limit),
        Number(kind=kind, path="connection.proxy.dialErrorLimit", low=-1, source=limit),
        Number(kind=kind, path="connection.perDialTimeout", low=0, source=seconds),
        Number(kind=kind, path="connection.proxy.perDialTimeout", low=0, source=seconds),
    )


PACKAGE: Final = Package(
    name="command",
    module="pulumi_command",
    account={},
    in_state=True,
    usual=Identity(
        id="{logical}{hex8}",
        scope=None,
        source="pulumi-command, commandController.go: NewUniqueHex(name, 8, 0)",
    ),
    identities={
        COPY_FILE: Identity(id="{hex8}", scope=None, source='pulumi-command, copyfile.go: NewUniqueHex("", 8, 0)'),
        COPY: Identity(id="{hex8}", scope=None, source='pulumi-command, copyController.go: NewUniqueHex("", 8, 0)'),
    },
    outputs={LOCAL: NOTHING_SAID, REMOTE: NOTHING_SAID},
    replacements={
        LOCAL: Replacement(properties=("triggers",), source=SDK.format("local/command.py")),
        REMOTE: Replacement(properties=("triggers",), source=SDK.format("remote/command.py")),
        COPY: Replacement(properties=("triggers",), source=SDK.format("remote/copy_to_remote.py")),
    },
    rules=(
        Custom(
            kind=LOCAL,
            check=_program,
            source="pulumi-command, local/command.go, run: the first word is executed, and an empty list means a shell",
        ),
        *_connection(REMOTE),
        *_connection(COPY_FILE),
        *_connection(COPY),
        Custom(kind=COPY, check=_source, source="pulumi-command, remote/copyController.go, Check"),
    ),
)
