"""Which dependencies the environment names. The rules, in this order for every variable:

1. NAME or the file named by NAME_FILE holds a URL: postgresql:// is a database, redis:// and rediss:// a cache,
   nats:// and tls:// a queue. PREFIX_PASSWORD(_FILE) and PREFIX_CA_FILE, where NAME is PREFIX_URL, add to it what it
   does not say itself.
2. NAME ends in _URL and holds http:// with a host that is not public (see `is_private`): another service. An https://
   address is what browsers use; a service must not need it, and may well be unable to reach it.
3. PREFIX_HOST and PREFIX_NAME are both there: a database, with PREFIX_PORT, PREFIX_USER, PREFIX_PASSWORD(_FILE),
   PREFIX_SSLMODE and PREFIX_CA_FILE.
4. Every *.db file in DATA_DIRECTORY (default /app/data): read-only data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from .address import Address, BadAddressError, parse, scheme_of

Kind = Literal["database", "cache", "queue", "service", "data"]

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "postgresql": "database",
        "redis": "cache",
        "rediss": "cache",
        "nats": "queue",
        "tls": "queue",
        "http": "service",
    }
)
PRIVATE_SUFFIXES = (".local", ".internal", ".svc", ".localhost", ".test", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Given:
    """One dependency that the environment names; `problem` says why it can't be used, if so."""

    name: str
    kind: Kind
    address: Address | None = None
    path: Path | None = None
    problem: str = ""


def is_private(host: str) -> bool:
    """Tell whether a host is inside: one word, an inside suffix, or an address that is not routed publicly."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(PRIVATE_SUFFIXES)


def discover(environ: Mapping[str, str]) -> tuple[Given, ...]:
    """Return every dependency that `environ` names, sorted by name; data files last."""
    given = {found.name: found for found in (*_groups(environ), *_urls(environ))}
    return (*(given[name] for name in sorted(given)), *_data(environ))


def primary(given: tuple[Given, ...], kind: Kind) -> Given | None:
    """Return the dependency to write to: the conventional name, else the first that is not called a replica."""
    of_kind = [found for found in given if found.kind == kind and found.address]
    writable = [found for found in of_kind if not {"REPLICA", "READ", "READONLY"} & set(found.name.split("_"))]
    conventional = [found for found in writable if found.name in {"DATABASE_URL", "DB_URL", "REDIS_URL", "NATS_URL"}]
    return next(iter(conventional or writable), None)


def _urls(environ: Mapping[str, str]) -> Iterator[Given]:
    for variable in environ:
        name = variable.removesuffix("_FILE")
        try:
            value = _value(environ, name)
        except OSError as error:
            if name.endswith("_URL"):
                yield Given(name, "service", problem=f"{name}_FILE can't be read: {error.strerror}")
            continue
        kind = KINDS.get(scheme_of(value))
        if kind is None or (kind == "service" and not name.endswith("_URL")):
            continue
        prefix = name.removesuffix("_URL")
        try:
            password = _value(environ, f"{prefix}_PASSWORD")
            address = parse(value, password=password, ca_file=environ.get(f"{prefix}_CA_FILE", ""))
        except OSError as error:
            yield Given(name, kind, problem=f"{prefix}_PASSWORD_FILE can't be read: {error.strerror}")
        except BadAddressError as error:
            yield Given(name, kind, problem=f"{name} {error}")
        else:
            if kind != "service" or is_private(address.host):
                yield Given(name, kind, address)


def _groups(environ: Mapping[str, str]) -> Iterator[Given]:
    for variable, host in environ.items():
        prefix = variable.removesuffix("_HOST")
        if prefix == variable or f"{prefix}_NAME" not in environ or not host:
            continue
        port = environ.get(f"{prefix}_PORT", "5432")
        if not port.isdigit():
            yield Given(prefix, "database", problem=f"{prefix}_PORT is not a number")
            continue
        address = Address(
            scheme="postgresql",
            host=host,
            port=int(port),
            user=environ.get(f"{prefix}_USER", ""),
            path=f"/{environ[f'{prefix}_NAME']}",
            query=MappingProxyType({"sslmode": mode} if (mode := environ.get(f"{prefix}_SSLMODE")) else {}),
            ca_file=environ.get(f"{prefix}_CA_FILE", ""),
        )
        try:
            yield Given(prefix, "database", replace(address, password=_value(environ, f"{prefix}_PASSWORD")))
        except OSError as error:
            yield Given(prefix, "database", problem=f"{prefix}_PASSWORD_FILE can't be read: {error.strerror}")


def _data(environ: Mapping[str, str]) -> Iterator[Given]:
    directory = Path(environ.get("DATA_DIRECTORY") or "/app/data")
    for path in sorted(directory.glob("*.db")):
        yield Given(path.name, "data", path=path)


def _value(environ: Mapping[str, str], name: str) -> str:
    """Return a variable's value, or the content of the file that NAME_FILE names. Raises OSError."""
    if name in environ:
        return environ[name].strip()
    path = environ.get(f"{name}_FILE", "")
    # Only a path is opened: a variable may end in _FILE and mean something else.
    return Path(path).read_text(encoding="utf-8", errors="replace").strip() if path.startswith("/") else ""
