"""What is encrypted in a stack's file: secrets must be, and what goes out in clear must not pretend to be."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pulumi
import yaml

from stacks._explanations import PROJECT, SECRET_GROUPS
from stacks._groups import Receivers


def encrypted(config: Mapping[str, str], prefix: str) -> list[str]:
    """Refuse encrypted settings that are no secrets: Moorage writes them in clear into the state and containers."""
    return [
        f"{PROJECT}:{key} is encrypted, but would stand in clear in the state and in what is deployed; encrypted "
        f"are {' and '.join(f'{PROJECT}:{group}' for group in SECRET_GROUPS)}. A secret of your own is handed over by: "
        f"pulumi config set --secret --path '{PROJECT}:secrets.<name>'"
        for key in config
        if key not in SECRET_GROUPS and pulumi.runtime.is_config_secret(prefix + key)
    ]


def in_clear(config: Mapping[str, str], prefix: str, stack: str) -> list[str]:
    """Return which secrets stand in clear: a whole group, or one of it beside encrypted ones.

    Pulumi tells of a group only whether anything in it is encrypted, so the stack's file is read too, where it lies in
    its usual place.
    """
    whole = [key for key in config if key in SECRET_GROUPS and not pulumi.runtime.is_config_secret(prefix + key)]
    file = Path(f"Pulumi.{stack}.yaml")
    written: Any = (yaml.safe_load(file.read_text()) or {}).get("config") if file.is_file() else {}
    single = [
        f"{group}.{name}"
        for group in SECRET_GROUPS
        for name, value in _items((written or {}).get(prefix + group))
        if not (isinstance(value, dict) and "secure" in value)
    ]
    return [*whole, *single]


def _items(group: object) -> Collection[tuple[str, object]]:
    return group.items() if isinstance(group, dict) and "secure" not in group else ()


def exposed(
    stack: str, secrets: Mapping[str, object], receivers: Receivers, open_to_all: Collection[str]
) -> Iterator[str]:
    """Say which secrets stand in the stack's file for everybody to read."""
    held = [f"secrets.{name}" for name in secrets]
    held += [f"receivers.{name}" for name in ("pager", "chat") if getattr(receivers, name)]
    for key in held:
        if key in open_to_all or key.partition(".")[0] in open_to_all:
            yield (
                f"{PROJECT}:{key} stands in Pulumi.{stack}.yaml in clear; allowed: encrypted. Example: pulumi config "
                f"set --secret --path '{PROJECT}:{key}', with a new one, because this one may have been read"
            )
