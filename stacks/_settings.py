"""Settings: what a stack's configuration says, typed. The only reader of pulumi.Config.

Whatever is wrong in a configuration ends in one ``SettingsError`` that names every wrong key, its value, what is
allowed, and the command that puts it right. Nothing is registered before the settings are whole.
"""

import hashlib
import json
import re
import ssl
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Self

import pulumi
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator

import components
import stacks
from stacks import _validators as allow
from stacks._encryption import encrypted, exposed, in_clear
from stacks._explanations import PROJECT, explain, unknown_key
from stacks._groups import Certificate, ListenerSettings, Publish, Receivers, Strict, TenantSettings
from stacks._overrides import Overrides
from stacks._profiles import PROFILES, Profile
from stacks._spec import Environment, Size

EMPTY: tuple[object, ...] = ("", {}, [], None)  # as good as not said: Pulumi.yaml wants a default for every key


class SettingsError(pulumi.RunError):
    """A configuration that can't be deployed; Pulumi shows its message without a traceback."""


class Settings(Strict):
    """The configuration of one stack. ``name`` is the stem of every physical name, and never changes."""

    stack: str
    system: Annotated[str, allow.one_of(stacks.names())] = Field(default="clo", examples=["system clo"])
    target: Annotated[str, allow.one_of(components.names())] = Field(default="docker", examples=["target docker"])
    environment: Annotated[str, allow.one_of(tuple(Environment))] = Field(default="dev", examples=["environment dev"])
    size: Annotated[str, allow.one_of(tuple(Size))] = Field(default="laptop", examples=["size small"])
    name: Annotated[
        str,
        allow.matching(
            allow.NAME,
            "2 to 30 lower-case letters, digits and dashes, beginning with a letter; without it, the stack's name",
        ),
    ] = Field(examples=["name clo-dev"])
    domain: Annotated[str, allow.matching(allow.DOMAIN, "a host name in lower case, without https://")] = Field(
        default="localhost", examples=["domain clo.example.com"]
    )
    images: Mapping[str, Annotated[str, AfterValidator(allow.image)]] = Field(
        default_factory=dict,
        description="image references by name",
        examples=["images.backend registry.example.com/clo/backend:1.0.0"],
    )
    packages: Annotated[str, allow.matching(allow.DATE, "a date, YYYY-MM-DD")] = Field(
        default="", examples=["packages 2026-11-21"]
    )
    publish: Publish = Field(
        default=Publish(), description="address, http and https by name", examples=["publish.https 8443"]
    )
    access_ranges: tuple[Annotated[str, AfterValidator(allow.known_network)], ...] | None = Field(
        default=None, description="a list of networks", examples=["accessRanges[0] 203.0.113.0/24"]
    )
    address_range: Annotated[str, AfterValidator(allow.private_range)] | None = Field(
        default=None, examples=["addressRange 10.80.0.0/18"]
    )
    certificate: Certificate | None = Field(
        default=None, description="chain and key by name", examples=["certificate.chain certificates/fullchain.pem"]
    )

    region: Annotated[str, allow.matching(allow.REGION, "a region's name, as its cloud writes it")] = Field(
        default="", examples=["region eu-central-1"]
    )
    zones: tuple[Annotated[str, allow.matching(allow.ZONE, "a zone's name, as its cloud writes it")], ...] = Field(
        default=(), max_length=4, description="a list of at most 4 zones", examples=["zones[0] eu-central-1a"]
    )
    copy_region: Annotated[str, allow.matching(allow.REGION, "a region's name, as its cloud writes it")] = Field(
        default="", examples=["copyRegion eu-west-1"]
    )
    tenants: Mapping[
        Annotated[
            str,
            allow.matching(
                allow.NAME, "tenants' names of 2 to 30 lower-case letters, digits and dashes, beginning with a letter"
            ),
        ],
        TenantSettings,
    ] = Field(default_factory=dict, description="quotas by tenant", examples=["tenants.acme.connections 10"])
    listeners: Mapping[str, ListenerSettings] = Field(
        default_factory=dict,
        description="port, protocol and ranges by listener",
        examples=["listeners.ingestion.port 5514"],
    )
    receivers: Receivers = Field(
        default=Receivers(),
        description="pager, sms, chat and email by name",
        examples=["receivers.email[0] oncall@example.com"],
    )
    contacts: Mapping[str, Annotated[str, allow.matching(allow.REACHED, "a mail address or a phone number")]] = Field(
        default_factory=dict,
        description="mail addresses or phone numbers by role",
        examples=["contacts.on-call oncall@example.com"],
    )
    secrets: Mapping[str, SecretStr] = Field(
        default_factory=dict,
        description="secrets by name",
        examples=["secrets.oauth-client-secret <secret> --secret"],
    )
    sources: Mapping[str, Annotated[str, AfterValidator(allow.folder)]] = Field(
        default_factory=dict, description="folders by service", examples=["sources.backend ../clo/backend"]
    )
    overrides: Overrides = Field(
        default=Overrides(), description="settings by name", examples=["overrides.services.backend.replicas 3"]
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
        if self.zones and len(self.zones) != len(set(self.zones)):
            raise ValueError(f"zones|{', '.join(self.zones)}|allowed: zones that differ")
        if self.zones and len(self.zones) < self.profile.zones:
            raise ValueError(
                f"zones|{', '.join(self.zones)}|allowed in {self.environment}: at least {self.profile.zones}, so that "
                "one may fail"
            )
        if self.copy_region and self.copy_region == self.region:
            raise ValueError(f"copyRegion|{self.copy_region}|allowed: a region other than moorage:region")
        taken = {self.http_port: "publish.http", self.https_port: "publish.https"}
        for name, listener in self.listeners.items():
            place = f"listeners.{name}.port"
            other = taken.get(listener.port) if listener.protocol == "tcp" else None
            twice = [key for key, item in self.listeners.items() if key != name and item.shares_port_with(listener)]
            if other or twice:
                used = other or f"listeners.{twice[0]}.port"
                raise ValueError(f"{place}|{listener.port}|allowed: a port other than that of {used}")
        if self.sources and self.environment != Environment.DEV:
            name, folder = next(iter(self.sources.items()))
            raise ValueError(f"sources.{name}|{folder}|allowed in dev only: elsewhere images say what runs")
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
        """Networks whose addresses may use what is for operators: if nothing is said, in dev this host, else nobody.

        This host's containers too in dev, because what comes through Docker's proxy has the address of one.
        """
        if self.access_ranges is not None:
            return self.access_ranges
        return ("127.0.0.0/8", self.private_range) if self.environment == Environment.DEV else ()

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
        if hidden := encrypted(config, prefix):
            raise SettingsError("\n".join(hidden))
        return cls.parse(config, pulumi.get_stack(), in_clear(config, prefix, pulumi.get_stack()))

    @classmethod
    def parse(cls, config: Mapping[str, str], stack: str, open_to_all: Collection[str] = ()) -> "Settings":
        """Check a configuration as Pulumi hands it over: text, with JSON for what is not text.

        ``open_to_all`` are the keys that stand in the stack's file in clear, of those that may hold secrets: a group or
        one of it.
        """
        keys = cls.keys()
        problems = [unknown_key(key, keys) for key in sorted(set(config) - set(keys))]
        values: dict[str, Any] = {key: _decode(text) for key, text in config.items() if key in keys}
        said = {key: value for key, value in values.items() if value not in EMPTY}
        try:
            settings = cls.model_validate({"stack": stack, **said})
        except ValidationError as error:
            problems.extend(explain(error, cls))
        else:
            problems.extend(exposed(settings.stack, settings.secrets, settings.receivers, open_to_all))
        if problems:
            listed = "\n".join(f"  - {problem}" for problem in problems)
            raise SettingsError(f"The configuration of stack {stack!r} can't be deployed:\n{listed}")
        return settings

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """Return every key of the configuration, as Pulumi.yaml names it."""
        return tuple(field.alias or name for name, field in cls.model_fields.items() if name != "stack")


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
