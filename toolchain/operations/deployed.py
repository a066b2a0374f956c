"""What a stack has deployed, as its state knows it: no program of Pulumi's is run, and nothing is changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

import stacks
from stacks._adjust import adjust
from stacks._profiles import SizedSystem, place
from stacks._settings import Settings, SettingsError
from toolchain import environment
from toolchain.console import Problem
from toolchain.places import ROOT
from toolchain.pulumi_commands import Pulumi

TARGET = "docker"  # what these commands know to operate
CONTAINER, VOLUME = "docker:index/container:Container", "docker:index/volume:Volume"
STACK = "pulumi:pulumi:Stack"
CERTIFICATES = ("tls:index/locallySignedCert:LocallySignedCert", "tls:index/selfSignedCert:SelfSignedCert")
SYSTEM, DATABASE = f"moorage:{TARGET}:System", f"moorage:{TARGET}:Database"
PLACEHOLDER = "https://placeholder.invalid"  # for a secret of the configuration, which is not needed here


@dataclass(frozen=True, kw_only=True)
class Container:
    """A container that the state knows: its role is what follows the stack's name in its own.

    ``serves`` says that it must run as long as the stack is there.
    """

    role: str
    name: str
    serves: bool
    ports: Mapping[int, tuple[str, int]]  # port inside -> address and port on the host


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate of the stack's own, and when it ends."""

    name: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A stack on a Docker host. ``name`` is the stem of every physical name, ``volumes`` are physical names.

    ``databases`` are called as in the spec. ``unfinished`` are the resources at which the last update was killed.
    """

    stack: str
    name: str
    system: str
    containers: tuple[Container, ...]
    volumes: tuple[str, ...]
    certificates: tuple[Certificate, ...]
    url: str = ""
    databases: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()

    def role(self, role: str) -> Container:
        """Return a container by its role. Raises Problem where the stack has none."""
        for container in self.containers:
            if container.role == role:
                return container
        raise Problem(
            f"the stack {self.stack} has no container {self.name}-{role}; `make up STACK={self.stack}` makes what is "
            "missing"
        )

    def has(self, role: str) -> bool:
        """Tell whether the stack has a container of this role."""
        return any(container.role == role for container in self.containers)


def deployed(stack: str) -> Deployed:
    """Read the state of a stack. Raises Problem where there is no such stack, or it is not on a Docker host."""
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        raise Problem(
            f"there is no stack {stack}. `make up STACK={stack}` deploys it; `pulumi stack ls`, in `make shell`, lists "
            "those that there are"
        )
    exported = pulumi.ask("stack", "export")
    if exported is None:
        raise Problem(f"the state of {stack} can't be read; `pulumi stack export`, in `make shell`, says why")
    return parsed(stack, json.loads(exported))


def parsed(stack: str, exported: Mapping[str, Any]) -> Deployed:
    """Return what an exported state says. Raises Problem where nothing is deployed, or not on a Docker host."""
    deployment = exported.get("deployment") or {}
    resources = [item for item in deployment.get("resources") or [] if not item.get("delete")]
    roots = [item for item in resources if str(item["type"]).endswith(":System")]
    if not roots:
        raise Problem(f"nothing is deployed in the stack {stack}; `make up STACK={stack}` does that")
    kind, _, logical = roots[0]["urn"].split("::", 2)[2].rpartition("::")
    if kind != SYSTEM:
        raise Problem(f"the stack {stack} is on {kind.split(':')[1]!r}; allowed here: stacks on {TARGET!r}")
    system, _, name = logical.partition(".")
    return Deployed(
        stack=stack,
        name=name,
        system=system,
        containers=tuple(_container(item, name) for item in resources if item["type"] == CONTAINER),
        volumes=tuple(sorted(_facts(item)["name"] for item in resources if item["type"] == VOLUME)),
        certificates=tuple(
            Certificate(name=_logical(item), until=datetime.fromisoformat(_facts(item)["validityEndTime"]))
            for item in resources
            if item["type"] in CERTIFICATES and "validityEndTime" in _facts(item)
        ),
        url=next((str((item.get("outputs") or {}).get("url", "")) for item in resources if item["type"] == STACK), ""),
        databases=tuple(_logical(item) for item in resources if item["type"] == DATABASE),
        unfinished=tuple(_logical(item["resource"]) for item in deployment.get("pending_operations") or []),
    )


def settings_of(stack: str) -> Settings:
    """Read the settings of a stack from its file; secrets, which nothing here needs, are replaced by a placeholder.

    Raises Problem with everything that is wrong in them.
    """
    variables = environment.variables(stack)
    file = Path(variables.get(environment.CONFIG_FILE) or ROOT / f"Pulumi.{stack}.yaml")
    said = (yaml.safe_load(file.read_text()) or {}).get("config") or {}
    config = {key.removeprefix("moorage:"): value for key, value in said.items() if key.startswith("moorage:")}
    try:
        return Settings.parse({key: _text(_readable(value)) for key, value in config.items()}, stack)
    except SettingsError as error:
        raise Problem(str(error)) from None


def sized(settings: Settings) -> SizedSystem:
    """Return the system of a stack as it is deployed: adjusted by its settings, at its size, on one host."""
    spec = adjust(stacks.load(settings.system), settings)
    return place(spec, settings.environment, settings.size, single_host=True)


def _container(resource: Mapping[str, Any], name: str) -> Container:
    facts = _facts(resource)
    return Container(
        role=facts["name"].removeprefix(f"{name}-"),
        name=facts["name"],
        serves=facts.get("restart") == "unless-stopped",
        ports={
            port["internal"]: (port.get("ip") or "", port.get("external") or 0) for port in facts.get("ports") or []
        },
    )


def _facts(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {**(resource.get("inputs") or {}), **(resource.get("outputs") or {})}


def _logical(resource: Mapping[str, Any]) -> str:
    return str(resource["urn"]).rpartition("::")[2]


def _readable(value: Any) -> Any:
    """Return a setting with a placeholder for each part of it that is encrypted."""
    match value:
        case {"secure": _}:
            return PLACEHOLDER
        case dict():
            return {key: _readable(item) for key, item in value.items()}
        case list():
            return [_readable(item) for item in value]
    return value


def _text(value: Any) -> str:
    """Return a setting as Pulumi hands it to the program."""
    return json.dumps(value) if isinstance(value, dict | list | bool) else str(value)
