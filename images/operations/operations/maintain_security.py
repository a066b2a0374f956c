"""Maintenance that looks at the way in: health, certificates, settings, rights, and the age of what runs."""

import os
import re
import socket
import ssl
import stat
import struct
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from . import configuration as configured
from . import metrics, prometheus, psql
from .configuration import Configuration, Kind, Recoverable
from .failure import Failure
from .maintain_facts import table
from .reports import Report, Row
from .updates import keep

INSTALLED = Path("/var/lib/dpkg/status")
SECONDS = 5.0
SOON_DAYS, LATE_DAYS = 30, 7  # a certificate that ends so soon is worth a look, or a fault
OLD_DAYS = 35  # an image: Debian's updates of stable come out more often than monthly
END_SOON_DAYS = 180  # of a program's support
TLS_REQUEST = struct.pack("!ii", 8, 80877103)  # PostgreSQL manual, "Message Formats": SSLRequest
SETTINGS = {  # what must be so on every server
    "ssl": "on", "password_encryption": "scram-sha-256", "ssl_min_protocol_version": ("TLSv1.2", "TLSv1.3"),
    "data_checksums": "on",
}  # fmt: skip
IN_CLEAR = """
SELECT a.usename AS login, count(*) AS connections FROM pg_stat_activity a JOIN pg_stat_ssl s ON s.pid = a.pid
WHERE NOT s.ssl AND a.client_addr IS NOT NULL GROUP BY 1
"""
PUBLIC = """
SELECT n.nspname AS schema FROM pg_namespace n, aclexplode(n.nspacl) a
WHERE a.grantee = 0 AND a.privilege_type = 'CREATE'
"""
FAILED = 'sum by (part) (increase(edge_requests_total{status=~"401|403"}[30d]))'
EDGE = "min by (instance) (probe_ssl_earliest_cert_expiry)"


def health_check(configuration: Configuration) -> Report:
    """Ask every server and Prometheus for an answer, and look at the room that repositories have."""
    report, rows = Report(title="Health"), list[dict[str, object]]()
    for part in configuration.of_kind(Kind.DATABASE, Kind.CACHE, Kind.QUEUE):
        began = time.monotonic()
        try:
            _answers(part)
            says = f"answers in {1000 * (time.monotonic() - began):.0f} ms"
        except (OSError, Failure) as error:
            says = f"does not answer: {error}"
            report.faults.append(f"{part.name} {says}")
        rows.append({"part": part.name, "kind": str(part.kind), "says": says})
    for name, (free, total) in metrics.room(configuration).items():
        rows.append({"part": name, "kind": "repository", "says": f"{100 * free / max(total, 1):.0f} % free"})
    try:
        firing = prometheus.query(configuration, 'ALERTS{alertstate="firing",severity="critical"}')
        report.notes += [f"the alert {labels.get('alertname')} fires" for labels, _ in firing]
        rows.append({"part": "prometheus", "kind": "monitoring", "says": "answers"})
    except Failure as failure:
        report.faults.append(str(failure))
    report.tables["Parts"] = rows
    return report


def certificate_check(configuration: Configuration) -> Report:
    """Tell how long every certificate is good: of servers, as they show it, and in this container's files."""
    report, rows = Report(title="Certificates"), list[dict[str, object]]()
    for part in configuration.of_kind(Kind.DATABASE, Kind.CACHE, Kind.QUEUE):
        try:
            rows.append({"certificate": f"{part.host}:{part.port}", "days": round(_days_left(part), 1)})
        except (OSError, Failure) as error:
            report.faults.append(f"{part.name} ({part.host}:{part.port}) shows no certificate that is good: {error}")
    for path in sorted((*configured.FOLDER.glob("*.pem"), *configured.FOLDER.glob("*.crt"))):
        rows += [{"certificate": str(path), "days": round(days, 1)} for days in _in_file(path)]
    for labels, ends in prometheus.query(configuration, EDGE):
        rows.append({"certificate": labels.get("instance", "edge"), "days": round((ends - time.time()) / 86400, 1)})
    for row in rows:
        days = float(str(row["days"]))
        if days < SOON_DAYS:
            (report.faults if days < LATE_DAYS else report.notes).append(f"{row['certificate']} ends in {days} days")
    report.tables["Certificates"] = rows
    report.by_hand += ["Run `make up` to have the stack's own renewed; a given one: replace it, then `make up`."]
    return report


def security_audit(configuration: Configuration) -> Report:
    """Check the settings of servers, connections in clear, rights of everybody, this container, and its secrets."""
    report = Report(title="Security")
    for server in configuration.of_kind(Kind.DATABASE):
        for name, wanted in SETTINGS.items():
            value = psql.ask(server, psql.OWN, f"SHOW {name}")
            if value not in (wanted if isinstance(wanted, tuple) else (wanted,)):
                report.faults.append(f"{server.name}: {name} is {value}, not {wanted}")
        for one in psql.rows(server, psql.OWN, IN_CLEAR):
            report.faults.append(f"{server.name}: {one['login']} has {one['connections']} connections without TLS")
        names = psql.rows(server, psql.OWN, "SELECT datname AS name FROM pg_database WHERE datallowconn")
        for one in names:
            if one["name"] not in {"postgres", "template1"}:
                for schema in psql.rows(server, one["name"], PUBLIC):
                    report.faults.append(f"{server.name}/{one['name']}: everybody may create in {schema['schema']}")
        report.done.append(f"{server.name}: settings, connections and rights of {len(names)} databases looked at")
    report.faults += [*_container(), *_secrets()]
    report.done.append("this container's rights and the modes of its secrets looked at")
    failed: list[Row] = [
        {"part": labels.get("part", ""), "refused in 30 days": value}
        for labels, value in prometheus.query(configuration, FAILED)
    ]
    report.tables["Answers 401 and 403"] = failed
    report.by_hand += [
        "Check the host: its updates, who may log in, its firewall, the Docker engine's version; no container can.",
        "Have the images scanned where your registry does it; these containers reach no database of weaknesses.",
    ]
    return report


def list_updates(configuration: Configuration) -> Report:
    """List what should be built anew, for approval: from the images' age and the programs' end of support.

    Debian's archive can't be asked from here, so it is not known which packages have updates.
    """
    report = Report(title="Updates for approval")
    programs = table(configuration, "support_ends")
    images = table(configuration, "images") or {"operations": _own_day()}
    rows, waiting = list[dict[str, object]](), dict[str, int]()
    today = datetime.now(UTC).date()
    for part, said in sorted(images.items()):
        built = _day(said, f"images.{part}")
        days = (today - built).days
        waiting[part] = int(days > OLD_DAYS)
        rows.append({"part": part, "image built": built, "days": days, "build anew": "yes" if waiting[part] else "no"})
    report.tables["Images"] = rows
    report.tables["Programs' end of support"] = [
        {"program": name, "supported until": _day(said, f"support_ends.{name}")}
        for name, said in sorted(programs.items())
    ]
    report.notes += [f"the image of {part} is older than {OLD_DAYS} days" for part, due in waiting.items() if due]
    for row in report.tables["Programs' end of support"]:
        left = (_day(row["supported until"], "") - today).days
        if left < END_SOON_DAYS:
            report.notes.append(f"the support of {row['program']} ends in {left} days")
    keep(configuration.state, waiting)
    report.by_hand += [
        "Approve, then run `make up` where Debian's archive can be reached: images of ours are built with its updates.",
        "Which packages change: docker run --rm --user 0 <image> sh -c 'apt-get update && apt list --upgradable'",
        "On the host: apt list --upgradable; security updates by themselves with the package unattended-upgrades.",
    ]
    return report


def _own_day() -> str:
    """Return the day on which this image's packages were installed; the others of a stack are built with it."""
    return datetime.fromtimestamp(INSTALLED.stat().st_mtime, UTC).date().isoformat()


def list_dependencies(configuration: Configuration) -> Report:
    """List what this container is made of; of services' own dependencies only their builders can tell."""
    report = Report(title="Dependencies")
    shown = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package}\t${Version}\n"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    pairs = [line.split("\t") for line in shown.stdout.splitlines()]
    report.tables["Packages of the operations image"] = [
        {"package": name, "version": version} for name, version in pairs
    ]
    report.add(list_updates(configuration))
    report.by_hand += [
        "In each service's repository: pip list --outdated, npm outdated, or what its language has.",
        "In this repository: make requirements, then make test.",
    ]
    return report


def _answers(part: Recoverable) -> None:
    """Return if a part answers as one of its kind. Raises Failure or OSError."""
    if part.kind is Kind.DATABASE:
        psql.ask(part, psql.OWN, "SELECT 1", SECONDS * 2)
    else:
        _days_left(part)


def _days_left(part: Recoverable) -> float:
    """Return for how many days a server's certificate is good, verified against the authority and the host's name."""
    context = ssl.create_default_context(cafile=str(configured.FOLDER / "authority.pem"))
    with socket.create_connection((part.host, part.port), timeout=SECONDS) as plain:
        if part.kind is Kind.DATABASE:
            plain.sendall(TLS_REQUEST)
            if plain.recv(1) != b"S":
                raise Failure("it refuses TLS")
        elif part.kind is Kind.QUEUE and not plain.recv(4096).startswith(b"INFO "):
            raise Failure("it does not speak as NATS does")
        with context.wrap_socket(plain, server_hostname=part.host) as secured:
            shown = secured.getpeercert()
    ends = shown.get("notAfter") if shown else None
    if not isinstance(ends, str):
        raise Failure("it shows no certificate")
    return (ssl.cert_time_to_seconds(ends) - time.time()) / 86400


def _in_file(path: Path) -> Iterator[float]:
    """Yield for how many days each certificate in a file is good."""
    parts = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", path.read_text("utf-8"), re.DOTALL)
    for part in parts:
        done = subprocess.run(
            ["openssl", "x509", "-noout", "-enddate"],
            input=part,
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        )
        yield (ssl.cert_time_to_seconds(done.stdout.strip().removeprefix("notAfter=")) - time.time()) / 86400


def _container() -> Iterator[str]:
    """Yield what this container may and should not."""
    said = dict(
        line.split(":\t", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines() if ":\t" in line
    )
    if int(said["CapEff"], 16):
        yield f"this container has capabilities: {said['CapEff']}"
    if said["NoNewPrivs"].strip() != "1":
        yield "this container's programs may gain privileges"
    if said["Seccomp"].strip() == "0":
        yield "this container's system calls are not filtered"
    if os.getuid() == 0:
        yield "this container runs as root"
    if os.access("/usr/local", os.W_OK):
        yield "this container may change its own programs"


def _secrets() -> Iterator[str]:
    """Yield the secrets of this container that others than its user may read."""
    for path in sorted(configured.FOLDER.iterdir()):
        secret = path.name.endswith(("-password", ".key", "pgbackrest.conf"))
        if secret and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"{path} may be read by others: its mode is {stat.S_IMODE(path.stat().st_mode):o}, wanted 400"


def _day(said: object, name: str) -> date:
    """Return a day from what a fact says: 2026-11-21, or with a time behind it."""
    try:
        return date.fromisoformat(str(said)[:10])
    except ValueError:
        raise Failure(f"the fact {name} is {said!r}; wanted a day, for instance 2026-11-21") from None
