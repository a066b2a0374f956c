"""The runbook of one stack: everything on the page comes from the spec, the settings and tables, nothing is guessed."""

import shlex
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import jinja2

from components.docker import roles
from components.files.measures_of import Measured
from components.files.probes import probes
from components.files.rules import Described, alerts
from components.files.scraping import Scraped
from stacks._profiles import SizedSystem
from stacks._settings import Settings
from stacks._spec import EDGE, Alert, Channel, Contact, Exporter, Secret, Severity, Source, SystemSpec
from toolchain.operations.inventory import in_order, parts
from toolchain.runbooks.explanations import CONTAINERS, EXPLANATIONS, STATUS, USAGE

ANSWER_MINUTES = 15  # ours: two levels can be tried within half of the shortest time that a guide gives, an hour
WAIT_MINUTES = 5  # that an update waits for a database to answer (components/docker/database.py, health)
# Makes one repository the only one that a server's recovery asks. PostgreSQL takes most errors for the end of the log;
# 255 stops it instead, and the next start goes on.
ALONE = (
    "docker exec {name}-{server} sh -c 'printf \"restore_command = \\047pgbackrest --stanza={database} --repo={number} "
    "archive-get %%f %%p || {{ test \\$? = 1 && exit 1; exit 255; }}\\047\\n\" >>$PGDATA/postgresql.auto.conf'"
)
LOGIN_DAYS = Secret.rotate_days  # of logins that the stack generates: as old as a secret of the spec may become
ROUTES = {
    Channel.PAGER: "to the pager", Channel.SMS: "by SMS", Channel.CHAT: "to the chat", Channel.EMAIL: "by mail"
}  # fmt: skip
WHAT = {
    roles.ALERTMANAGER: "tells people what fires",
    roles.BACKUPS: "the first repository of backups",
    roles.CONTAINERS_EXPORTER: "metrics of containers",
    roles.DASHBOARDS: "dashboards",
    roles.DRILLS: "rehearses restores",
    EDGE: "the way in: nginx, TLS, routes and limits",
    roles.EDGE_EXPORTER: "metrics of the edge",
    roles.LOG_METRICS: "counts what is in the logs",
    roles.LOGS: "takes in and keeps every log",
    roles.LOG_SEARCH: "search in the logs",
    roles.LOG_STORE: "the logs, to be searched",
    roles.NODE_EXPORTER: "metrics of the host",
    roles.OPERATIONS: "the scheduler: backups, verification, maintenance",
    roles.PROBES: "checks as users would, from outside",
    roles.PROMETHEUS: "keeps metrics and decides what fires",
}

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    undefined=jinja2.StrictUndefined,
    keep_trailing_newline=True,
    autoescape=False,  # noqa: S701 - the page is Markdown for people
)


def page(system: SizedSystem, settings: Settings, *, containers: Collection[str], targets: Collection[str]) -> str:
    """Return the page. ``containers`` are the roles that must run, ``targets`` what `make` can do.

    What `make` can't do yet has no command on the page.
    """
    spec, name = system.spec, settings.name
    recovery, window = spec.backups.recovery, spec.window
    facts: dict[str, Any] = {
        "title": spec.title,
        "system": spec.name,
        "stack": settings.stack,
        "name": name,
        "environment": settings.environment,
        "size": system.size.value,
        "url": settings.url(),
        "domain": settings.domain,
        "settings_file": f"Pulumi.{settings.stack}.yaml",
        "point_minutes": recovery.point_minutes,
        "time_minutes": recovery.time_minutes,
        "drill_schedule": recovery.drill_schedule,
        "window": f"{window.day.value.capitalize()}s from {window.hour}:00 on, for {window.hours} hours",
        "containers": [
            {"role": role, "physical": f"{name}-{role}", "what": _what(spec, role)}
            for role in in_order(system, tuple(containers))
        ],
        "services": [
            {
                "name": service.name,
                "instances": [f"{name}-{service.name}-{number + 1}" for number in range(system.replicas(service))],
            }
            for service in spec.start_order
        ],
        "images": ", ".join(f"`{image}`" for image in spec.images),
        "rules": [
            {
                "name": rule.name,
                "of": ", ".join(rule.of),
                "method": rule.method.value,
                "schedule": rule.schedule,
                "keep_days": system.keep_days(rule),
            }
            for rule in spec.backups.rules
        ],
        "databases": [
            {
                "name": database.name,
                "server": roles.server_of(database.name),
                "first_alone": alone(name, database.name, 1),
                "second_alone": alone(name, database.name, 2),
            }
            for database in spec.databases
        ],
        "copies": bool(spec.backups.copies),
        "wait_minutes": WAIT_MINUTES,
        "files": list(_files(spec)),
        "content": [{"name": item.name, "image": item.image} for item in spec.files],
        "second_repository": _outside(settings) or _inside(settings),
        "second_outside": _outside(settings),
        "secrets": list(_secrets(spec)),
        "tenancy": _tenancy(spec),
        "targets": targets,
        "alerts": list(_alerts(system, settings)),
        "answer_minutes": ANSWER_MINUTES,
        "contacts": [
            {
                "level": contact.level,
                "role": contact.role,
                "handles": contact.handles,
                "address": settings.contacts.get(contact.role, f"not said: `moorage:contacts` has no `{contact.role}`"),
            }
            for contact in sorted(spec.contacts, key=lambda item: item.level)
        ],
        "routes": "; ".join(
            f"{' and '.join(ROUTES[channel] for channel in channels)} if {severity.value}"
            for severity, channels in spec.monitoring.routing.items()
        ),
        "protected": system.profile.protect,
        "retained": system.profile.retain,
    }
    return _ENVIRONMENT.get_template("page.md.j2").render(facts)


def _what(spec: SystemSpec, role: str) -> str:
    """Return what a container is, in a few words."""
    for database in spec.databases:
        named = {
            roles.server_of(database.name): f"the database `{database.name}`",
            roles.backup_of(database.name): f"reads the files of `{database.name}` for backups",
            f"{database.name}-pool": f"the pool before `{database.name}`",
            roles.pool_exporter_of(database.name): f"metrics of the pool before `{database.name}`",
        }
        if role in named:
            return named[role]
    for name in parts(spec):
        if role == roles.exporter_of(name):
            return f"metrics of `{name}`"
    if role in {cache.name for cache in spec.caches}:
        return "the cache"
    if role in {queue.name for queue in spec.queues}:
        return "the queue"
    return WHAT.get(role) or f"the service `{role.rpartition('-')[0]}`, instance {role.rpartition('-')[2]}"


def _files(spec: SystemSpec) -> Iterator[dict[str, str]]:
    """Yield what is restored from a snapshot of files, where a rule backs it up."""
    covered = {name for rule in spec.backups.rules for name in rule.of}
    found = [("volume", volume.name) for service in spec.services for volume in service.volumes]
    found += [("bucket", bucket.name) for bucket in spec.buckets]
    found += [("cache", cache.name) for cache in spec.caches] + [("queue", queue.name) for queue in spec.queues]
    yield from ({"kind": kind, "name": name} for kind, name in found if name in covered)


def alone(name: str, database: str, number: int) -> str:
    """Return the command after which a database's recovery asks one repository, by its number, and no other."""
    return ALONE.format(name=name, server=roles.server_of(database), database=database, number=number)


def _outside(settings: Settings) -> str:
    """Return where the second repository is, if it is no volume of the stack's; else nothing."""
    place = settings.second_repository
    if place.bucket:
        return f"the bucket `{place.bucket}` at {place.endpoint}"
    return f"the folder `{place.folder}`" if place.folder else ""


def _inside(settings: Settings) -> str:
    return (
        f"which is the volume `{settings.name}-copies` and lost with the host unless it was copied elsewhere: "
        "`moorage:secondRepository` puts it there"
    )


def _secrets(spec: SystemSpec) -> Iterator[dict[str, str]]:
    for secret in spec.secrets:
        due = f"{secret.rotate_days} days" if secret.rotate_days else "never: data is encrypted with it"
        users = [item.name for item in spec.services if any(_names(use.value, secret.name) for use in item.secrets)]
        used = ", ".join(users) or "operators' pages"
        supplied = ", issued by somebody else" if secret.source is Source.SUPPLIED else ""
        yield {"name": secret.name, "used": used + supplied, "due": due}
    for database in spec.databases:
        for role in database.logins:
            yield {
                "name": f"{database.name}-{role.name}",
                "used": f"a login of `{database.name}`",
                "due": f"{LOGIN_DAYS} days",
            }
    for cache in spec.caches:
        yield {"name": f"{cache.name}-password", "used": f"the login of `{cache.name}`", "due": f"{LOGIN_DAYS} days"}
    for queue in spec.queues:
        for account in queue.accounts:
            yield {
                "name": f"{queue.name}-{account.name}",
                "used": f"a login of `{queue.name}`",
                "due": f"{LOGIN_DAYS} days",
            }


def _names(value: object, secret: str) -> bool:
    return getattr(value, "name", None) == secret


def _tenancy(spec: SystemSpec) -> dict[str, str] | None:
    if spec.tenancy is None:
        return None
    quota = spec.tenancy.quota
    text = (
        f"{quota.connections} connections, {quota.storage_gb} GB, {quota.requests_per_minute} requests a minute, "
        "unless its own settings say otherwise"
    )
    return {"database": spec.tenancy.database, "quota": text}


def _alerts(system: SizedSystem, settings: Settings) -> Iterator[dict[str, Any]]:
    """Yield every alert that can fire, in the order of urgency, as the rules of the stack have them."""
    spec, order = system.spec, list(Severity)
    said = {alert.name: alert for alert in spec.monitoring.alerts}
    for made in sorted(_rules(system, settings), key=lambda item: order.index(item.severity)):
        explained, alert = EXPLANATIONS[made.watch], said.get(made.name)
        yield {
            "name": made.anchor,
            "severity": made.severity.value,
            "condition": _condition(alert) if alert else f"{made.watch}, {_lasting(made.for_seconds)}",
            "means": explained.means if alert else f"{made.meaning[:1].upper()}{made.meaning[1:]}.",
            "looks": _looks(explained.looks, spec, settings, made.part),
            "helps": explained.helps,
            "knows": _knows(spec.contacts, explained.topic),
        }


def _rules(system: SizedSystem, settings: Settings) -> tuple[Described, ...]:
    """Return every alert that a stack can have: the spec's, those of objectives, and ours."""
    monitoring = system.spec.monitoring
    watched = {(item.watch, item.of) for item in monitoring.alerts}
    watched |= {(item.watch, item.of) for item in monitoring.objectives}
    measured = Measured(
        spec=system.spec,
        signals=frozenset(watched),
        scraped=tuple(Scraped(exporter=exporter, of="", instances={}) for exporter in Exporter),
        probes=probes(system, settings),
    )
    return alerts(measured)


def _condition(alert: Alert) -> str:
    """Return when an alert fires, as a phrase."""
    of = f" of `{alert.of}`" if alert.of else ""
    within = f" in `{alert.within}`" if alert.within else ""
    limits = [f"above {alert.above:g}"] if alert.above is not None else []
    limits += [f"below {alert.below:g}"] if alert.below is not None else []
    limit = f" {' or '.join(limits)}" if limits else ""
    return f"{alert.watch.value}{of}{within}{limit}, {_lasting(alert.for_seconds)}"


def _lasting(seconds: int) -> str:
    return f"for {seconds} seconds" if seconds else "at once"


def _looks(texts: Sequence[str], spec: SystemSpec, settings: Settings, part: str) -> list[str]:
    """Return as many commands as there are texts; what two of them become the same for leaves room for another."""
    found = dict.fromkeys(_look(text, spec, settings, part) for text in texts)
    found |= dict.fromkeys(_look(text, spec, settings, part) for text in (CONTAINERS, USAGE))
    return list(found)[: len(texts)]


def _look(text: str, spec: SystemSpec, settings: Settings, part: str) -> str:
    """Return a command of an explanation for one alert; where the system has no database, the status instead."""
    database = next((item for item in spec.databases if item.name == part), next(iter(spec.databases), None))
    if database is None and ("{database}" in text or "{pool}" in text):
        text = STATUS
    server = roles.server_of(database.name) if database else ""
    return text.format(
        stack=shlex.quote(settings.stack),
        name=settings.name,
        of=_container(spec, part),
        database=server,
        pool=f"{database.name}-pool" if database and database.pool else server,
    )


def _container(spec: SystemSpec, part: str) -> str:
    """Return the role whose log tells of a part; of the whole system, the service's that starts last."""
    if part in {service.name for service in spec.services}:
        return f"{part}-1"
    if part in {database.name for database in spec.databases}:
        return roles.server_of(part)
    if not part and spec.services:
        return f"{spec.start_order[-1].name}-1"
    return part if part in parts(spec) else EDGE


def _knows(contacts: tuple[Contact, ...], topic: str) -> str:
    """Return whom to call about a topic, the first level first; whoever handles everything comes after them."""
    about = [item for item in contacts if topic in item.handles]
    anything = [item for item in contacts if "everything" in item.handles and item not in about]
    ranked = sorted(about, key=lambda item: item.level) + sorted(anything, key=lambda item: item.level)
    names = list(dict.fromkeys(item.role for item in ranked or sorted(contacts, key=lambda item: item.level)))
    return ", then ".join(names)
