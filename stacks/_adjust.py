"""From a system's spec and a stack's settings to the spec that is deployed: overrides first, then tenants.

Whatever the settings name that the system does not have is refused with what there is; nothing is skipped silently.
"""

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatch
from typing import Any

from stacks._explanations import PROJECT, suggestion
from stacks._memory import memory_problems
from stacks._overridden import overridden
from stacks._overrides import ServiceOverrides
from stacks._settings import Settings, SettingsError
from stacks._sizes import pool_problems
from stacks._spec import Database, Environment, Quota, Service, Severity, Size, SpecError, SystemSpec
from stacks._tenancy import with_tenants

RESERVED = ("www",)
HEARD = (Severity.CRITICAL, Severity.WARNING)  # must reach somebody in prod (X-ALL-03, X-CIR-25, X-REV-28)


def adjust(spec: SystemSpec, settings: Settings) -> SystemSpec:
    """Return the spec with the stack's overrides and tenants. Raises SettingsError that names everything wrong."""
    problems = [*_unknown(spec, settings), *_unheard(spec, settings), *_unsaid(spec, settings)]
    if problems:
        raise SettingsError(_listed(settings, problems))
    size = Size(settings.size)
    try:
        adjusted = with_tenants(overridden(spec, settings.overrides, size), _quotas(spec, settings))
        if crowded := [problem for item in adjusted.databases for problem in _crowded(item, size)]:
            raise SpecError(f"The spec of {spec.name!r} does not fit together:\n  - " + "\n  - ".join(crowded))
        return adjusted
    except SpecError as error:
        raise SettingsError(
            f"With moorage:overrides and moorage:tenants of stack {settings.stack!r}: {error}"
        ) from None


def _crowded(database: Database, size: Size) -> Iterator[str]:
    """Say what does not fit into a database server at a size, on a server of its own or on a shared host."""
    yield from pool_problems(database, size)
    yield from memory_problems(database, database.resources_at(size), f"at {size.value}")
    if database.host_sizes:
        shared = database.resources_at(size, single_host=True)
        yield from memory_problems(database, shared, f"at {size.value} on one host")


def _listed(settings: Settings, problems: Collection[str]) -> str:
    listed = "\n".join(f"  - {problem}" for problem in problems)
    return f"The configuration of stack {settings.stack!r} does not fit {settings.system}:\n{listed}"


def _unknown(spec: SystemSpec, settings: Settings) -> Iterator[str]:
    """Name every key below which the settings say something that the system does not have."""
    overrides = settings.overrides
    limits = {limit.name for limit in spec.edge.limits}
    services = tuple(service.name for service in spec.services)
    there: tuple[tuple[str, Collection[str], Collection[str]], ...] = (
        ("listeners", settings.listeners, tuple(item.name for item in spec.edge.listeners)),
        ("contacts", settings.contacts, tuple(contact.role for contact in spec.contacts)),
        ("secrets", settings.secrets, spec.supplied),
        ("sources", settings.sources, tuple(item.name for item in spec.services if item.development)),
        ("overrides.services", overrides.services, services),
        ("overrides.databases", overrides.databases, tuple(item.name for item in spec.databases)),
        ("overrides.caches", overrides.caches, tuple(item.name for item in spec.caches)),
        ("overrides.queues", overrides.queues, tuple(item.name for item in spec.queues)),
        ("overrides.edge.limits", overrides.edge.limits, tuple(sorted(limits))),
        ("overrides.alerts", overrides.alerts, tuple(alert.name for alert in spec.monitoring.alerts)),
        ("overrides.backups", overrides.backups, tuple(rule.name for rule in spec.backups.rules)),
    )
    for key, said, allowed in there:
        for name in said:
            if name not in allowed:
                yield _no_such(f"{key}.{name}", spec, name, tuple(allowed))
    if settings.tenants and spec.tenancy is None:
        yield f"{PROJECT}:tenants names {', '.join(settings.tenants)}, but {spec.name} has no tenants; leave it out"
    for name in settings.tenants:
        if name in RESERVED:
            yield f"{PROJECT}:tenants.{name} would take the host {settings.host(name)}, where people expect the domain"
        if name in spec.edge.hosts:
            yield (
                f"{PROJECT}:tenants.{name} would take the host {settings.host(name)} from {spec.name} itself; allowed: "
                f"names other than {', '.join(host for host in spec.edge.hosts if host)}"
            )
    for name, service in overrides.services.items():
        if name in services:
            yield from _misplaced(spec.service(name), service)
            if service.replicas and service.replicas < settings.profile.minimum_replicas:
                yield (
                    f"{PROJECT}:overrides.services.{name}.replicas is {service.replicas}; allowed in "
                    f"{settings.environment}: at least {settings.profile.minimum_replicas}, so that one may fail"
                )
    for name, backup in overrides.backups.items():
        floor = next((rule.keep_days for rule in spec.backups.rules if rule.name == name), 0)
        if backup.keep_days and backup.keep_days < floor:
            yield (
                f"{PROJECT}:overrides.backups.{name}.keepDays is {backup.keep_days}; allowed: at least {floor}, which "
                f"{spec.title} asks for"
            )


def _no_such(key: str, spec: SystemSpec, name: str, allowed: tuple[str, ...]) -> str:
    what = key.split(".")[-2].removesuffix("s")
    there = f"allowed: {', '.join(allowed)}" if allowed else "it has none at all, so leave it out"
    return f"{PROJECT}:{key} is for no {what} of {spec.name}; {there}.{suggestion(name, allowed)}"


def _misplaced(service: Service, said: ServiceOverrides) -> Iterator[str]:
    """Refuse what the service can't be told: its secrets in clear, scaling or a migration that it does not have."""
    where = f"{PROJECT}:overrides.services.{service.name}"
    for variable in said.environment:
        for use in service.secrets:
            if variable in {use.variable, f"{use.variable}_FILE"}:
                yield f"{where}.environment.{variable} is a secret of {service.name}, which Moorage hands over itself"
    if (said.scaling.minimum or said.scaling.maximum) and service.scaling is None:
        yield f"{where}.scaling is said, but {service.name} does not scale by itself; set replicas"
    if said.migration is not None and service.migration is None:
        yield f"{where}.migration is said, but {service.name} migrates no database"
    if (said.health_path and service.health.command) or (said.readiness_path and service.readiness.command):
        yield f"{where} names a path, but {service.name} is checked by a command"


def _unheard(spec: SystemSpec, settings: Settings) -> Iterator[str]:
    """In prod, alerts must reach somebody."""
    if settings.environment != Environment.PROD:
        return
    for severity in HEARD:
        channels = spec.monitoring.routing[severity]
        if not settings.receivers.channels & set(channels):
            names = " or ".join(channel.value for channel in channels)
            yield (
                f"{PROJECT}:receivers has nobody for {severity.value} alerts; required in prod: {names}. "
                f"Example: pulumi config set --path '{PROJECT}:receivers.sms[0]' +15555550100"
            )


def _unsaid(spec: SystemSpec, settings: Settings) -> Iterator[str]:
    """In prod, a migration that only the user knows must be said, or be said to be none (X-OPM-13)."""
    if settings.environment != Environment.PROD:
        return
    for service in spec.services:
        said = settings.overrides.services.get(service.name, ServiceOverrides())
        if service.migration and not service.migration.command and said.migration is None:
            yield (
                f"{PROJECT}:overrides.services.{service.name}.migration is missing; required in prod: the command that "
                f"migrates {service.migration.database!r}, as a list of words, or none. Example: pulumi config set "
                f"--path '{PROJECT}:overrides.services.{service.name}.migration' none"
            )


def _quotas(spec: SystemSpec, settings: Settings) -> dict[str, Quota]:
    if spec.tenancy is None:
        return {}
    standard = spec.tenancy.quota
    return {
        name: Quota(
            connections=said.connections or standard.connections,
            storage_gb=said.storage_gb or standard.storage_gb,
            requests_per_minute=said.requests_per_minute or standard.requests_per_minute,
        )
        for name, said in settings.tenants.items()
    }


def check_images(spec: SystemSpec, settings: Settings, own: tuple[str, ...]) -> None:
    """Refuse names in moorage:images that neither the system nor the target has; ``own`` are the target's."""
    allowed = (*spec.images, *own)
    for name, reference in settings.images.items():
        if name not in allowed:
            raise SettingsError(
                f"moorage:images has {name!r} ({reference}), but {spec.name} has no such image; "
                f"allowed: {', '.join(allowed)}.{suggestion(name, allowed)}"
            )


def check_refused(settings: Settings, target: str, refused: Mapping[str, str]) -> None:
    """Refuse settings that the target can't honour; ``refused`` has patterns of their keys, and why."""
    problems = [
        f"{PROJECT}:{key} is said, but the target {target!r} can't honour it: {why}"
        for pattern, why in refused.items()
        for key in said(settings, (pattern,))
    ]
    if problems:
        raise SettingsError(_listed(settings, problems))


def said(settings: Settings, patterns: Collection[str]) -> tuple[str, ...]:
    """Return the dotted keys of a stack's settings that differ from the defaults and match one of the patterns."""
    keys = _keys(settings.model_dump(by_alias=True, exclude_defaults=True))
    return tuple(key for key in keys if any(fnmatch(key, pattern) for pattern in patterns))


def _keys(tree: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in tree.items():
        path = f"{above}{key}"
        yield path
        if isinstance(value, Mapping):
            yield from _keys(value, f"{path}.")
