"""A stack in offline mode: its own backend beside the real one, its file, and the environment that Pulumi runs in.

Nothing is shared with the real stack of the same name: not the state, not the passphrase, and no credentials.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from toolchain import environment, state
from toolchain.console import Problem
from toolchain.offline import examples
from toolchain.offline.differences import at
from toolchain.places import ROOT, STATE
from toolchain.pulumi_commands import Pulumi
from toolchain.stack_files import replace_file, salt_in, stacks_in

HOME = STATE / "offline"
FILES = ROOT  # where users keep Pulumi.<stack>.yaml
# What would lead a run to a real account, or to the user's own stacks.
LEFT_OUT = re.compile(r"(AWS|AZURE|ARM|GOOGLE|GCLOUD|CLOUDSDK|DOCKER)_.*|KUBECONFIG|PULUMI_(CONFIG_PASSPHRASE(_FILE)?"
                      r"|BACKEND_URL|STACK|ACCESS_TOKEN|CREDENTIALS_PATH|OPTION_CONFIG_FILE)")  # fmt: skip
NO_HOST = "tcp://offline.invalid:2375"  # asked by nobody; RFC 2606 keeps the name from ever being one
PLACEHOLDER = "https://offline.invalid/placeholder"


def forget_credentials() -> None:
    """Take out of this process's environment, and so of all that it starts, what leads out of offline mode."""
    for name in [name for name in os.environ if LEFT_OUT.fullmatch(name)]:
        del os.environ[name]


@dataclass(frozen=True)
class OfflineFile:
    """The stack's file, made anew from where it comes from whenever that changes; the salt in it stays.

    Secrets of the user's own stack file are not needed and can't be read without the passphrase: each is replaced by a
    placeholder, so that a stack can be planned by somebody who may not know them.
    """

    stack: str
    settings: Mapping[str, Any]
    home: Path = HOME

    @property
    def working_copy(self) -> Path:
        """The file that Pulumi reads and writes."""
        return self.home / "stacks" / f"Pulumi.{self.stack}.yaml"

    def salt(self) -> str | None:
        """Return the line with the salt."""
        return salt_in(self.working_copy)

    def adopt(self, salt: str | None = None) -> None:
        """Write the file with a salt: the one given, or the one in it."""
        replace_file(self.working_copy, self._text() + (salt or self.salt() or ""))

    def forget(self) -> None:
        """Remove the file, after the stack itself has been removed."""
        self.working_copy.unlink(missing_ok=True)
        self._source.unlink(missing_ok=True)

    def renew(self, pulumi: Pulumi) -> None:
        """Bring the file up to date with where it comes from."""
        paths = list(_secure(self.settings))
        source = "\n".join([self._text(), *paths])
        if self._source.exists() and self._source.read_text() == source:
            return
        self.adopt()
        for path in paths:
            pulumi.give(PLACEHOLDER, "config", "set", "--secret", "--path", path)
        replace_file(self._source, source)

    @property
    def _source(self) -> Path:
        """What the file was last made from."""
        return self.working_copy.with_suffix(".source")

    def _text(self) -> str:
        return yaml.safe_dump({"config": _plain(self.settings)}, sort_keys=False)


def opened(
    stack: str, settings: Mapping[str, Any], providers: str, home: Path = HOME, *, quietly: bool = False
) -> Pulumi:
    """Return Pulumi for a stack in offline mode, made where there is none; ``providers`` are the attached ones."""
    home.mkdir(parents=True, exist_ok=True)
    file = OfflineFile(stack, settings, home)
    variables = {
        **environment.common(stack, f"file://{home}"),
        **attached(providers),
        environment.CONFIG_FILE: str(file.working_copy),
        **state.passphrase({}, home),
    }
    if not file.working_copy.exists():
        file.forget()
        file.adopt()
    pulumi = Pulumi(stack, variables, file)
    pulumi.create(quietly=quietly)
    file.renew(pulumi)
    return pulumi


def attached(providers: str) -> dict[str, str]:
    """Return the variables with which an engine uses the attached providers and nothing else."""
    return {
        "PULUMI_OPTION_SKIP_PLUGIN_PRE_INSTALL": "true",
        "PULUMI_DEBUG_PROVIDERS": providers,
        # Nothing is fetched for a package that is not attached: what needs one fails with its name.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "DOCKER_HOST": NO_HOST,
    }


def settings_of(stack: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings of a stack: of its file where it has one, else the least that SYSTEM, TARGET and ENV take.

    A SIZE that is said goes before the file's: to see what another size would be is what a plan is for.
    """
    file = FILES / f"Pulumi.{stack}.yaml"
    size = words.get("SIZE", "")
    if file.exists():
        try:
            said = yaml.safe_load(file.read_text()) or {}
        except yaml.YAMLError as error:
            raise Problem(f"{file.name} is no YAML: {error}") from None
        return {**(said.get("config") or {}), **({"moorage:size": size} if size else {})}
    if not words.get("SYSTEM"):
        raise Problem(
            f"there is no {file.name}. Stacks here: {stacks_in(FILES)}. Offline, a stack needs no file: say "
            "SYSTEM=, TARGET= and ENV= instead. Example: make preview OFFLINE=1 SYSTEM=clo TARGET=docker ENV=prod"
        )
    chosen = examples.checked(words["SYSTEM"], words.get("TARGET") or "docker", words.get("ENV") or "dev", size)
    return {f"moorage:{name}": value for name, value in examples.settings(*chosen).items()}


def _plain(value: Any) -> Any:
    """Return settings without what is encrypted; in a list, something else keeps its place."""
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items() if not _is_secure(item)}
        case list():
            return ["" if _is_secure(item) else _plain(item) for item in value]
    return value


def _secure(value: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of what is encrypted, as `pulumi config set --path` takes them."""
    items: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        items = [(at(path, str(key)) if path else str(key), item) for key, item in value.items()]
    elif isinstance(value, list):
        items = [(f"{path}[{index}]", item) for index, item in enumerate(value)]
    for place, item in items:
        if _is_secure(item):
            yield place
        else:
            yield from _secure(item, place)


def _is_secure(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"secure"}
