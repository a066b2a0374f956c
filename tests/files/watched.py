"""Every system as it is watched: measured by everything that its spec names, with all that may be said of receivers."""

import json
from typing import Any

import stacks
from components.files.measures_of import Measured
from components.files.probes import probes
from components.files.scraping import Scraped
from stacks._monitoring import Alert, Exporter, Objective
from stacks._profiles import SizedSystem, place
from stacks._settings import Settings
from stacks._tenancy import with_tenants

SYSTEMS = stacks.names()
ENVIRONMENTS = ("dev", "staging", "prod")
REPOSITORIES = ("backups", "copies")
TENANTS = ("acme", "big-corp")
ALWAYS = (Exporter.LOGS, Exporter.OPERATIONS)
RECEIVERS: dict[str, Any] = {
    "pager": "the-pager-key",
    "sms": ["+15555550100", "+15555550101"],
    "smsGateway": "https://sms.example.com/alerts",
    "smsGatewayKey": "the-sms-token",
    "chat": "https://chat.example.com/the-chat-token",
    "email": ["oncall@example.com", "boss@example.com"],
    "heartbeat": "https://heartbeat.example.com/the-heartbeat-token",
}
MAIL = {"host": "smtp.example.com", "from": "moorage@example.com", "user": "moorage", "password": "the-mail-password"}


def settings(system: str, environment: str = "dev", **values: Any) -> Settings:
    said = {"receivers": RECEIVERS, "mailServer": MAIL, **values}
    if environment != "dev":
        said |= {"size": "small", "domain": f"{system}.example.com"}
    config = {key: value if isinstance(value, str) else json.dumps(value) for key, value in said.items()}
    return Settings.parse({"system": system, "environment": environment, **config}, f"{system}-{environment}")


def placed(system: str, said: Settings) -> SizedSystem:
    """The system with two tenants, where it can have any."""
    spec = stacks.load(system)
    if spec.tenancy:
        spec = with_tenants(spec, dict.fromkeys(TENANTS, spec.tenancy.quota))
    return place(spec, said.environment, said.size, single_host=True)


def measured(system: SizedSystem, said: Settings) -> Measured:
    spec = system.spec
    watched: list[Alert | Objective] = [*spec.monitoring.alerts, *spec.monitoring.objectives]
    return Measured(
        spec=spec,
        signals=frozenset((item.watch, item.of) for item in watched),
        scraped=scraped(system),
        probes=probes(system, said),
        repositories=REPOSITORIES,
    )


def scraped(system: SizedSystem) -> tuple[Scraped, ...]:
    """Two instances of each app, three servers of a queue, one of everything else."""
    instances = {Exporter.APPLICATION: 2, Exporter.NATS: 3}
    found = []
    for scrape in system.spec.monitoring.scrapes:
        name = f"{scrape.of or scrape.exporter}"
        count = instances.get(scrape.exporter, 1)
        addresses = {f"{name}-{number}": f"{name}-{number}-{scrape.exporter}:9" for number in range(1, count + 1)}
        found.append(Scraped(exporter=scrape.exporter, of=scrape.of, instances=addresses))
    found += [Scraped(exporter=item, of="", instances={item.value: f"{item.value}:9"}) for item in ALWAYS]
    return tuple(found)
