"""Settings that belong together: where the edge is published, who is told, who may log in, which tenants there are."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic.alias_generators import to_camel

from stacks import _validators as allow
from stacks._edge import Protocol
from stacks._monitoring import Channel


class Strict(BaseModel):
    """Settings of a fixed set of keys, written in camel case."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True
    )


class Publish(Strict):
    """Where a single host publishes the edge; what is left out follows from the environment's profile."""

    address: Annotated[str, AfterValidator(allow.address)] | None = Field(
        default=None, description="an IP address", examples=["publish.address 127.0.0.1"]
    )
    http: int | None = Field(
        default=None, ge=1, le=65535, description="a port from 1 to 65535", examples=["publish.http 8080"]
    )
    https: int | None = Field(
        default=None, ge=1, le=65535, description="a port from 1 to 65535", examples=["publish.https 8443"]
    )


class Certificate(Strict):
    """A certificate of the user's own, as files; without it, one is made and signed by the stack's own authority."""

    chain: Annotated[str, AfterValidator(allow.file)] = Field(examples=["certificate.chain certificates/fullchain.pem"])
    key: Annotated[str, AfterValidator(allow.file)] = Field(examples=["certificate.key certificates/privkey.pem"])


class TenantSettings(Strict):
    """One tenant; what is left out is the system's own quota."""

    connections: int | None = Field(
        default=None, ge=3, le=1000, description="a number from 3 to 1000", examples=["tenants.acme.connections 10"]
    )
    storage_gb: int | None = Field(
        default=None, ge=1, le=65_536, description="gigabytes from 1 to 65536", examples=["tenants.acme.storageGb 50"]
    )
    requests_per_minute: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="a number from 1 to 1000000",
        examples=["tenants.acme.requestsPerMinute 600"],
    )


class ListenerSettings(Strict):
    """A port of the edge that is not HTTP: which one, what it takes, and from which networks."""

    port: int = Field(ge=1, le=65535, description="a port from 1 to 65535", examples=["listeners.ingestion.port 5514"])
    protocol: Literal["tcp", "udp"] = Field(description="tcp or udp", examples=["listeners.ingestion.protocol tcp"])
    ranges: tuple[Annotated[str, AfterValidator(allow.known_network)], ...] = Field(
        min_length=1,
        description="a list of networks that may use it",
        examples=["listeners.ingestion.ranges[0] 192.0.2.0/24"],
    )

    def shares_port_with(self, other: "ListenerSettings") -> bool:
        """Say whether both can't be open at once."""
        return (self.port, self.protocol) == (other.port, other.protocol)

    @property
    def kind(self) -> Protocol:
        """What it takes."""
        return Protocol(self.protocol)


class Receivers(Strict):
    """Where alerts go, by channel. Pager keys and chat addresses let anybody write there, so they are secrets."""

    pager: SecretStr | None = Field(
        default=None, description="an integration key", examples=["receivers.pager <key> --secret"]
    )
    sms: tuple[Annotated[str, allow.matching(allow.PHONE, "phone numbers such as +15555550100")], ...] = Field(
        default=(), description="a list of phone numbers", examples=["receivers.sms[0] +15555550100"]
    )
    chat: SecretStr | None = Field(
        default=None, description="a webhook's address", examples=["receivers.chat <address> --secret"]
    )
    email: tuple[Annotated[str, allow.matching(allow.EMAIL, "mail addresses")], ...] = Field(
        default=(), description="a list of mail addresses", examples=["receivers.email[0] oncall@example.com"]
    )

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels that reach somebody."""
        said: Mapping[Channel, object] = {
            Channel.PAGER: self.pager, Channel.SMS: self.sms, Channel.CHAT: self.chat, Channel.EMAIL: self.email
        }  # fmt: skip
        return frozenset(channel for channel, receivers in said.items() if receivers)
