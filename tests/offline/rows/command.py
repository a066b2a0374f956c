"""The cases of package command."""

from typing import Any

from pulumi.runtime import rpc

from tests.offline.tables import Case
from toolchain.offline.packages.command import COPY, COPY_FILE, LOCAL, REMOTE
from toolchain.offline.paths import show
from toolchain.offline.values import SIGNATURE, Special


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
            ("dialErrorLimit", -1, -2, "at least -1"),
            ("perDialTimeout", 0, -1, "at least 0"),
        ):
            passing, failing_one = (
                {"host": "a", "proxy": {"host": "b", _name: value}} if _place else {"host": "a", _name: value}
                for value in (_right, _wrong)
            )
            message = f"connection.{_place}{_name} is {_wrong!r}; allowed: {_allowed}"
            RULES.append((_kind, {**_more, "connection": passing}, {**_more, "connection": failing_one}, message))

CASES = [Case(kind=kind, right=right, wrong=wrong, messages=[message]) for kind, right, wrong, message in RULES]
