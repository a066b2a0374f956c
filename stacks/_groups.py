"""Settings that belong together: where the edge is published, who is told, who may log in, which tenants there are."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic.alias_generators import to_camel

from stacks import _validators as allow
from stacks._edge import Protocol
from stacks._monitoring import Channel

# Where PagerDuty takes events of version 2, and Alertmanager sends them if nothing is said ("Configuration", <global>).
PAGER_ADDRESS = "https://events.pagerduty.com/v2/enqueue"


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


class LogStore(Strict):
    """Elasticsearch and Kibana, where every line of the logs can be searched; images of the user's choice."""

    elasticsearch: Annotated[str, AfterValidator(allow.image)] = Field(
        examples=["logStore.elasticsearch docker.elastic.co/elasticsearch/elasticsearch:8.19.0"]
    )
    kibana: Annotated[str, AfterValidator(allow.image)] = Field(
        examples=["logStore.kibana docker.elastic.co/kibana/kibana:8.19.0"]
    )

    def fault(self) -> str:
        """Return what is wrong with both together, as key|value|explanation, or nothing: Kibana asks for its twin."""
        of_store, of_search = allow.tag(self.elasticsearch), allow.tag(self.kibana)
        if of_store and of_search and of_store != of_search:
            return f"logStore.kibana|{self.kibana}|allowed: the version of logStore.elasticsearch, {of_store}"
        return ""


class MailServer(Strict):
    """Who takes the mail of alerts where no cloud does. It must speak TLS, unless it is near and needs no login."""

    host: Annotated[str, AfterValidator(allow.host)] = Field(examples=["mailServer.host smtp.example.com"])
    port: int = Field(
        default=587, ge=1, le=65535, description="a port from 1 to 65535", examples=["mailServer.port 587"]
    )
    sender: Annotated[str, allow.matching(allow.EMAIL, "a mail address")] = Field(
        alias="from", examples=["mailServer.from moorage@example.com"]
    )
    user: str = Field(default="", description="a login's name", examples=["mailServer.user moorage"])
    password: SecretStr | None = Field(
        default=None, description="a login's password", examples=["mailServer.password <password> --secret"]
    )

    @property
    def encrypted(self) -> bool:
        """Whether mail goes over TLS only."""
        return self.password is not None or not allow.near(self.host)

    def fault(self) -> str:
        """Return what does not fit together, as key|value|explanation, or nothing."""
        if self.password and not self.user:
            return "mailServer.user||required with mailServer.password: the login's name"
        if self.user and not self.password:
            return "mailServer.password||required with mailServer.user: the login's password"
        return ""


class Receivers(Strict):
    """Where alerts go, by channel, and the one outside who notices that nothing comes any more.

    Keys, and addresses that let anybody write who knows them, are secrets.
    """

    pager: SecretStr | None = Field(
        default=None, description="an integration key", examples=["receivers.pager <key> --secret"]
    )
    sms: tuple[Annotated[str, allow.matching(allow.PHONE, "phone numbers such as +15555550100")], ...] = Field(
        default=(), description="a list of phone numbers", examples=["receivers.sms[0] +15555550100"]
    )
    pager_address: Annotated[str, AfterValidator(allow.web_address)] = Field(
        default=PAGER_ADDRESS, examples=[f"receivers.pagerAddress {PAGER_ADDRESS}"]
    )
    chat: Annotated[SecretStr, AfterValidator(allow.secret_web_address)] | None = Field(
        default=None, description="a webhook's address", examples=["receivers.chat <address> --secret"]
    )
    sms_gateway: Annotated[str, AfterValidator(allow.web_address)] | None = Field(
        default=None, examples=["receivers.smsGateway https://sms.example.com/alerts"]
    )
    sms_gateway_key: SecretStr | None = Field(
        default=None, description="a bearer token", examples=["receivers.smsGatewayKey <key> --secret"]
    )
    heartbeat: Annotated[SecretStr, AfterValidator(allow.secret_web_address)] | None = Field(
        default=None,
        description="the address of a dead man's switch",
        examples=["receivers.heartbeat <address> --secret"],
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
