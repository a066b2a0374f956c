"""Settings: what a stack's configuration says, typed. The only reader of pulumi.Config.

Whatever is wrong in a configuration ends in one ``SettingsError`` that names every wrong key, its value, what is
allowed, and the command that puts it right. Nothing is registered before the settings are whole.
"""

import hashlib
import ipaddress
import json
import re
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

import pulumi
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

import components
import stacks
from stacks._explanations import PROJECT, explain, suggestion, unknown_key
from stacks._profiles import PROFILES, Profile
from stacks._spec import Environment, Size, SystemSpec

EMPTY: tuple[object, ...] = ("", {}, [], None)  # as good as not said: Pulumi.yaml wants a default for every key
NAME = re.compile(r"[a-z][a-z0-9-]{0,28}[a-z0-9]")
DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
IMAGE = re.compile(r"(?!.*//)[a-z0-9][a-z0-9._:/-]*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})")


class SettingsError(pulumi.RunError):
    """A configuration that can't be deployed; Pulumi shows its message without a traceback."""


def _one_of(allowed: tuple[str, ...]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"allowed: {', '.join(allowed)}{suggestion(value, allowed, '. ')}")
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
    if network.version != 4 or not network.is_private or network.prefixlen > 18:
        raise ValueError("allowed: a private network of at least /18")
    return str(network)


def _image(value: str) -> str:
    if not IMAGE.fullmatch(value) or value.endswith(":latest"):
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

    address: Annotated[str, AfterValidator(_address)] | None = Field(
        default=None, description="an IP address", examples=["publish.address 127.0.0.1"]
    )
    http: int | None = Field(
        default=None, ge=1, le=65535, description="a port from 1 to 65535", examples=["publish.http 8080"]
    )
    https: int | None = Field(
        default=None, ge=1, le=65535, description="a port from 1 to 65535", examples=["publish.https 8443"]
    )


class Certificate(_Strict):
    """A certificate of the user's own, as files; without it, one is made and signed by the stack's own authority."""

    chain: Annotated[str, AfterValidator(_file)] = Field(examples=["certificate.chain certificates/fullchain.pem"])
    key: Annotated[str, AfterValidator(_file)] = Field(examples=["certificate.key certificates/privkey.pem"])


class Settings(_Strict):
    """The configuration of one stack. ``name`` is the stem of every physical name, and never changes."""

    stack: str
    system: Annotated[str, _one_of(stacks.names())] = Field(default="clo", examples=["system clo"])
    target: Annotated[str, _one_of(components.names())] = Field(default="docker", examples=["target docker"])
    environment: Annotated[str, _one_of(tuple(Environment))] = Field(default="dev", examples=["environment dev"])
    size: Annotated[str, _one_of(tuple(Size))] = Field(default="laptop", examples=["size small"])
    name: Annotated[
        str,
        _matching(
            NAME, "2 to 30 lower-case letters, digits and dashes, beginning with a letter; without it, the stack's name"
        ),
    ] = Field(examples=["name clo-dev"])
    domain: Annotated[str, _matching(DOMAIN, "a host name in lower case, without https://")] = Field(
        default="localhost", examples=["domain clo.example.com"]
    )
    images: Mapping[str, Annotated[str, AfterValidator(_image)]] = Field(
        default_factory=dict,
        description="image references by name",
        examples=["images.backend registry.example.com/clo/backend:1.0.0"],
    )
    packages: Annotated[str, _matching(DATE, "a date, YYYY-MM-DD")] = Field(
        default="", examples=["packages 2026-11-21"]
    )
    publish: Publish = Field(
        default=Publish(), description="address, http and https by name", examples=["publish.https 8443"]
    )
    access_ranges: tuple[Annotated[str, AfterValidator(_network)], ...] | None = Field(
        default=None, description="a list of networks", examples=["accessRanges[0] 203.0.113.0/24"]
    )
    address_range: Annotated[str, AfterValidator(_private_range)] | None = Field(
        default=None, examples=["addressRange 10.80.0.0/18"]
    )
    certificate: Certificate | None = Field(
        default=None, description="chain and key by name", examples=["certificate.chain certificates/fullchain.pem"]
    )

    @model_validator(mode="before")
    @classmethod
    def _name_is_the_stack(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"name": values["stack"], **values}

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        # Each message is key|value|explanation: no single key is at fault for pydantic.
        if Size(self.size) not in self.profile.sizes:
            raise ValueError(
                f"size|{self.size}|allowed in {self.environment}: {', '.join(self.profile.sizes)}, because a system "
                "that people rely on needs at least its guide's minimum"
            )
        if self.profile.domain_required and self.domain == "localhost":
            raise ValueError(
                f"domain|localhost|required in {self.environment}: the name under which users reach the system"
            )
        loose = {name: image for name, image in self.images.items() if "@sha256:" not in image}
        if self.environment == Environment.PROD and loose:
            name, image = next(iter(loose.items()))
            raise ValueError(
                f"images.{name}|{image}|allowed in prod: a reference with a digest, because a tag may become another "
                "image without anybody's doing"
            )
        if self.certificate and (fault := _certificate_fault(self.certificate)):
            raise ValueError(f"certificate.chain|{self.certificate.chain}|allowed: a chain in PEM and its key: {fault}")
        if self.http_port == self.https_port:
            raise ValueError(f"publish.http|{self.http_port}|allowed: a port other than that of https")
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
        second, third = divmod(hashlib.sha256(self.name.encode()).digest()[0], 4)
        return f"10.{64 + second}.{third * 64}.0/18"

    @property
    def operator_ranges(self) -> tuple[str, ...]:
        """Networks whose addresses may use what is for operators: if nothing is said, only this host.

        In dev its containers too, because what comes through Docker's proxy has the address of one.
        """
        if self.access_ranges is not None:
            return self.access_ranges
        return ("127.0.0.0/8", self.private_range) if self.environment == Environment.DEV else ("127.0.0.0/8",)

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
        keys = cls.keys()
        problems = [unknown_key(key, keys) for key in sorted(set(config) - set(keys))]
        values: dict[str, Any] = {key: _decode(text) for key, text in config.items() if key in keys}
        said = {key: value for key, value in values.items() if value not in EMPTY}
        try:
            settings = cls.model_validate({"stack": stack, **said})
        except ValidationError as error:
            problems.extend(explain(error, cls))
        if problems:
            listed = "\n".join(f"  - {problem}" for problem in problems)
            raise SettingsError(f"The configuration of stack {stack!r} can't be deployed:\n{listed}")
        return settings

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """Return every key of the configuration, as Pulumi.yaml names it."""
        return tuple(field.alias or name for name, field in cls.model_fields.items() if name != "stack")

    def check_images(self, spec: SystemSpec, own: tuple[str, ...]) -> None:
        """Refuse names in moorage:images that neither the system nor the target has."""
        allowed = (*spec.images, *own)
        for name, reference in self.images.items():
            if name not in allowed:
                raise SettingsError(
                    f"moorage:images has {name!r} ({reference}), but {spec.name} has no such image; "
                    f"allowed: {', '.join(allowed)}.{suggestion(name, allowed)}"
                )


def _certificate_fault(certificate: Certificate) -> str:
    """Return why the files are no certificate and its key, or nothing; a server that is given them would not start."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate.chain, certificate.key, password="")
    except (ssl.SSLError, OSError, UnicodeDecodeError) as error:
        return re.sub(r" \(_ssl\.c:\d+\)", "", str(error))  # a line of OpenSSL's binding helps nobody
    return ""


def _decode(text: str) -> Any:
    """Return objects and lists out of their JSON; the rest is text, which pydantic turns into what it must be."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
