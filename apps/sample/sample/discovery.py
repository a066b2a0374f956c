"""Which dependencies the environment names. The rules, in this order for every variable:

1. NAME or the file named by NAME_FILE holds a URL: postgresql:// is a database, redis:// and rediss:// a cache,
   nats:// and tls:// a queue. PREFIX_PASSWORD(_FILE) and PREFIX_CA_FILE, where NAME is PREFIX_URL, add to it what it
   does not say itself.
2. NAME ends in _URL and holds http:// with a host that is not public (see `is_private`): another service. An https://
   address is what browsers use; a service must not need it, and may well be unable to reach it.
3. NAME ends in _URL and holds file:// with a folder: a bucket. s3:// and gs:// are buckets as well, but a problem: the
   sample speaks to neither.
4. PREFIX_HOST and PREFIX_NAME are both there: a database, with PREFIX_PORT, PREFIX_USER, PREFIX_PASSWORD(_FILE),
   PREFIX_SSLMODE and PREFIX_CA_FILE.
5. PREFIX_DIRECTORY holds an absolute path: a volume, which must take files of this user. DATA_DIRECTORY is none, for
   its files are only read; any other folder that is only read must be named by a variable that ends otherwise.
6. CONFIGURATION holds absolute paths, comma-separated: configuration files.
7. Every *.db file in DATA_DIRECTORY (default /app/data): read-only data.
8. INGESTION_PORT or PREFIX_LISTENER_PORT: a port to listen on (see `ports`), which is no dependency; one that is not a
   port number is a problem. A value with :// is none: Kubernetes describes a service called "ingestion" that way.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from .address import Address, BadAddressError, parse, parse_folder, scheme_of

Kind = Literal["database", "cache", "queue", "service", "bucket", "volume", "configuration", "data", "listener"]

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "postgresql": "database",
        "redis": "cache",
        "rediss": "cache",
        "nats": "queue",
        "tls": "queue",
        "http": "service",
        "file": "bucket",
        "s3": "bucket",
        "gs": "bucket",
    }
)
# Only in variables that end in _URL: elsewhere such an address is something that the program is told, not given.
NEEDS_URL = frozenset({"service", "bucket"})
TENANT = re.compile(r"TENANT_.+_DATABASE_URL")
READERS = frozenset({"REPLICA", "READ", "READER", "READONLY"})
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
    """Return every dependency that `environ` names, sorted by name; files last."""
    found_in = (_groups, _urls, _volumes, _listeners)
    given = {found.name: found for search in found_in for found in search(environ)}
    return (*(given[name] for name in sorted(given)), *_configuration(environ), *_data(environ))


def ports(environ: Mapping[str, str]) -> tuple[int, ...]:
    """Return every port to listen on besides HTTP."""
    return tuple(sorted({port for _, port in _ports(environ) if port}))


def primary(given: tuple[Given, ...], kind: Kind) -> Given | None:
    """Return the dependency to write to: the conventional name, else the first that is no tenant's and no replica."""
    of_kind = [found for found in given if found.kind == kind and not found.problem]
    writable = [found for found in of_kind if not TENANT.fullmatch(found.name) and not READERS & _words(found)]
    conventional = [found for found in writable if found.name in {"DATABASE_URL", "DB_URL", "REDIS_URL", "NATS_URL"}]
    return next(iter(conventional or writable), None)


def with_schema(given: tuple[Given, ...]) -> tuple[Given, ...]:
    """Return the databases that migrations are for: the one to write to, as its owner, and each tenant's; or none.

    Of several roles of one database, the owner's variable has the word OWNER in its name. A tenant's that can't be used
    is there too, with its problem: it must not be left out in silence.
    """
    owners = (found for found in given if found.kind == "database" and "OWNER" in _words(found))
    first = next((found for found in owners if not TENANT.fullmatch(found.name)), None) or primary(given, "database")
    return (first, *(found for found in given if TENANT.fullmatch(found.name))) if first else ()


def _words(given: Given) -> set[str]:
    return set(given.name.split("_"))


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
        if kind is None or (kind in NEEDS_URL and not name.endswith("_URL")):
            continue
        if kind == "bucket":
            yield _bucket(name, value)
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


def _bucket(name: str, value: str) -> Given:
    scheme = scheme_of(value)
    if scheme != "file":
        return Given(name, "bucket", problem=f"{scheme}:// is not something the sample can reach")
    try:
        return Given(name, "bucket", path=parse_folder(value))
    except BadAddressError as error:
        return Given(name, "bucket", problem=f"{name} {error}")


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


def _volumes(environ: Mapping[str, str]) -> Iterator[Given]:
    for variable, value in environ.items():
        if variable.endswith("_DIRECTORY") and variable != "DATA_DIRECTORY" and value.startswith("/"):
            yield Given(variable, "volume", path=Path(value))


def _listeners(environ: Mapping[str, str]) -> Iterator[Given]:
    for variable, port in _ports(environ):
        if port is None:
            yield Given(variable, "listener", problem=f"{variable} is not a port number")


def _ports(environ: Mapping[str, str]) -> Iterator[tuple[str, int | None]]:
    for variable, value in environ.items():
        wanted = variable == "INGESTION_PORT" or variable.endswith("_LISTENER_PORT")
        if wanted and value and "://" not in value:
            valid = re.fullmatch(r"\d{1,5}", value, re.ASCII) and 0 < int(value) < 65536
            yield variable, int(value) if valid else None


def _configuration(environ: Mapping[str, str]) -> Iterator[Given]:
    # By their whole paths: two files in two folders may have one name.
    for path in sorted({item.strip() for item in environ.get("CONFIGURATION", "").split(",")}):
        if path.startswith("/"):
            yield Given(path, "configuration", path=Path(path))


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
