"""Settings: what a stack's configuration says, typed. The only reader of pulumi.Config.

Whatever is wrong in a configuration ends in one ``SettingsError`` that names every wrong key, its value, what is
allowed, and the command that puts it right. Nothing is registered before the settings are whole.
"""

import difflib
import hashlib
import ipaddress
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Self

import pulumi
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

import components
import stacks
from stacks._profiles import PROFILES, Profile
from stacks._spec import Environment, Size, SystemSpec

PROJECT = "moorage"
NAME_PATTERN = re.compile(r"[a-z][a-z0-9-]{0,28}[a-z0-9]")
DOMAIN_PATTERN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
IMAGE_PATTERN = re.compile(r"[a-z0-9][a-z0-9._:/-]*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})")


class SettingsError(pulumi.RunError):
    """A configuration that can't be deployed; Pulumi shows its message without a traceback."""


def _one_of(allowed: tuple[str, ...]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"allowed: {', '.join(allowed)}")
        return value

    return AfterValidator(check)


def _matching(pattern: re.Pattern[str], allowed: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"allowed: {allowed}")
        return value

    return AfterValidator(check)


def _network(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value))
    except ValueError:
        raise ValueError("allowed: a network in CIDR notation, its host bits zero") from None


def _private_range(value: str) -> str:
    network = ipaddress.ip_network(_network(value))
    if not network.is_private or network.prefixlen > 18:
        raise ValueError("allowed: a private network of at least /18")
    return str(network)


def _image(value: str) -> str:
    if not IMAGE_PATTERN.fullmatch(value) or value.endswith(":latest"):
        raise ValueError("allowed: an image reference with a tag other than latest, or with a digest")
    return value


def _address(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise ValueError("allowed: an IP address of this host, or 0.0.0.0 for all of them") from None


def _file(value: str) -> str:
    if not Path(value).is_file():
        raise ValueError("allowed: the path of a readable file")
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Publish(_Strict):
    """Where a single host publishes the edge; what is left out follows from the environment's profile."""

    address: Annotated[str, AfterValidator(_address)] | None = Field(default=None, examples=["127.0.0.1"])
    http: int | None = Field(default=None, ge=1, le=65535, description="a port from 1 to 65535", examples=["8080"])
    https: int | None = Field(default=None, ge=1, le=65535, description="a port from 1 to 65535", examples=["8443"])


class Certificate(_Strict):
    """A certificate of the user's own, as files; without it, one is made and signed by the stack's own authority."""

    chain: Annotated[str, AfterValidator(_file)] = Field(examples=["certificates/fullchain.pem"])
    key: Annotated[str, AfterValidator(_file)] = Field(examples=["certificates/privkey.pem"])


class Settings(_Strict):
    """The configuration of one stack. ``name`` is the stem of every physical name, and never changes."""

    stack: str
    system: Annotated[str, _one_of(stacks.names())] = Field(default="clo", examples=["clo"])
    target: Annotated[str, _one_of(components.names())] = Field(default="docker", examples=["docker"])
    environment: Annotated[str, _one_of(tuple(Environment))] = Field(default="dev", examples=["dev"])
    size: Annotated[str, _one_of(tuple(Size))] = Field(default="laptop", examples=["laptop"])
    name: Annotated[
        str, _matching(NAME_PATTERN, "2 to 30 lower-case letters, digits and dashes, beginning with a letter")
    ] = Field(examples=["clo-dev"])
    domain: Annotated[str, _matching(DOMAIN_PATTERN, "a host name in lower case, without https://")] = Field(
        default="localhost", examples=["clo.example.com"]
    )
    images: Mapping[str, Annotated[str, AfterValidator(_image)]] = Field(
        default_factory=dict, examples=["registry.example.com/clo/backend:1.0.0"]
    )
    publish: Publish = Publish()
    access_ranges: tuple[Annotated[str, AfterValidator(_network)], ...] | None = Field(
        default=None, examples=["203.0.113.0/24"]
    )
    address_range: Annotated[str, AfterValidator(_private_range)] | None = Field(
        default=None, examples=["10.80.0.0/18"]
    )
    certificate: Certificate | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_is_the_stack(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"name": values.get("stack", "").lower().replace("_", "-").replace(".", "-"), **values}

    @model_validator(mode="after")
    def _fits_the_profile(self) -> Self:
        if Size(self.size) not in self.profile.sizes:
            raise ValueError(
                f"size|{self.size}|allowed in {self.environment}: {', '.join(self.profile.sizes)}, because a system "
                f"that people rely on needs at least its guide's minimum"
            )
        if self.profile.domain_required and self.domain == "localhost":
            raise ValueError(f"domain||required in {self.environment}: the name under which users reach the system")
        return self

    @property
    def profile(self) -> Profile:
        """The profile of the environment."""
        return PROFILES[Environment(self.environment)]

    @property
    def publish_address(self) -> str:
        """The address of this host on which the edge is published."""
        return self.publish.address or self.profile.publish_address

    @property
    def http_port(self) -> int:
        """The published port that redirects to https."""
        return self.publish.http or self.profile.http_port

    @property
    def https_port(self) -> int:
        """The published port of the edge."""
        return self.publish.https or self.profile.https_port

    @property
    def private_range(self) -> str:
        """The private addresses of the system: a /18 that follows from the name, unless the setting says another.

        The names spread over 256 ranges, 10.64.0.0/18 to 10.127.192.0/18.
        """
        if self.address_range:
            return self.address_range
        second, third = divmod(int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:1]), 4)
        return f"10.{64 + second}.{third * 64}.0/18"

    @property
    def operator_ranges(self) -> tuple[str, ...]:
        """Networks whose addresses may use what is for operators: only this host and its containers by default."""
        return self.access_ranges if self.access_ranges is not None else ("127.0.0.0/8", self.private_range)

    def host(self, name: str) -> str:
        """Return a public host name: the domain for "", else the name below it."""
        return f"{name}.{self.domain}" if name else self.domain

    def url(self, host: str = "", path: str = "") -> str:
        """Return a public https address; the port is left out where it is 443."""
        port = "" if self.https_port == 443 else f":{self.https_port}"
        return f"https://{self.host(host)}{port}{path}"

    @classmethod
    def load(cls) -> "Settings":
        """Read and check the configuration of the running stack."""
        prefix = f"{PROJECT}:"
        config = {
            key.removeprefix(prefix): value
            for key, value in pulumi.runtime.config.CONFIG.get().items()
            if key.startswith(prefix)
        }
        return cls.parse(config, pulumi.get_stack())

    @classmethod
    def parse(cls, config: Mapping[str, str], stack: str) -> "Settings":
        """Check a configuration as Pulumi hands it over: text, with JSON for what is not text."""
        problems = list(_unknown_keys(config))
        values: dict[str, Any] = {"stack": stack}
        for key, text in config.items():
            if key in _KEYS:
                values[key] = _decode(key, text)
        settings = None
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            problems.extend(_explain(error))
        if problems or settings is None:
            raise SettingsError(
                f"The configuration of stack {stack!r} can't be deployed:\n" + "\n".join(f"  - {p}" for p in problems)
            )
        return settings

    def check_images(self, spec: SystemSpec, own: tuple[str, ...]) -> None:
        """Refuse names in moorage:images that neither the system nor Moorage itself has."""
        allowed = (*spec.images, *own)
        for name, reference in self.images.items():
            if name not in allowed:
                raise SettingsError(
                    f"moorage:images has {name!r} ({reference}), but {spec.name} has no such image; "
                    f"allowed: {', '.join(allowed)}.{_suggestion(name, allowed)}"
                )


_KEYS = {field.alias or name: field for name, field in Settings.model_fields.items() if name != "stack"}
_TEXT_KEYS = {"system", "target", "environment", "size", "name", "domain", "addressRange"}


def _decode(key: str, text: str) -> Any:
    if key in _TEXT_KEYS:
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _suggestion(word: str, allowed: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, allowed, n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _unknown_keys(config: Mapping[str, str]) -> Iterator[str]:
    for key in sorted(set(config) - set(_KEYS)):
        allowed = tuple(_KEYS)
        yield f"moorage:{key} is not a setting; allowed: {', '.join(allowed)}.{_suggestion(key, allowed)}"


def _explain(error: ValidationError) -> Iterator[str]:
    for item in error.errors():
        message = item["msg"].removeprefix("Value error, ")
        if not item["loc"]:  # from a check of several keys: key|value|explanation
            key, value, message = message.split("|", 2)
            shown = json.dumps(value)
            yield f"moorage:{key} is {shown}; {message}. Example: {_example((key,))}"
            continue
        path = tuple(str(part) for part in item["loc"])
        shown = json.dumps(item["input"], default=str)
        if item["type"] == "extra_forbidden":
            allowed = tuple(_children(path[:-1]))
            yield (
                f"moorage:{_join(path)} is not a setting; allowed below moorage:{_join(path[:-1])}: "
                f"{', '.join(allowed)}.{_suggestion(path[-1], allowed)}"
            )
        elif item["type"] == "missing":
            yield f"moorage:{_join(path)} is missing. Example: {_example(path)}"
        else:
            description = _field(path).description
            allowed_text = message if message.startswith("allowed") else f"allowed: {description or message}"
            yield f"moorage:{_join(path)} is {shown}; {allowed_text}. Example: {_example(path)}"


def _join(path: tuple[str, ...]) -> str:
    return "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in path).lstrip(".")


def _field(path: tuple[str, ...]) -> Any:
    field = _KEYS[path[0]]
    for part in path[1:]:
        children = _children_of(field)
        field = children.get(part, field)
    return field


def _children_of(field: Any) -> dict[str, Any]:
    models = {"Publish": Publish, "Certificate": Certificate}
    for name, model in models.items():
        if name in str(field.annotation):
            return {item.alias or key: item for key, item in model.model_fields.items()}
    return {}


def _children(path: tuple[str, ...]) -> list[str]:
    return list(_children_of(_field(path))) if path else list(_KEYS)


def _example(path: tuple[str, ...]) -> str:
    example = (_field(path).examples or ["..."])[0]
    key = f"{PROJECT}:{_join(path)}"
    flag = "--path " if len(path) > 1 else ""
    quoted = f"'{key}'" if len(path) > 1 else key
    return f"pulumi config set {flag}{quoted} {example}"
