"""Which version of every program we run, why that one, and until when: the one table. Imports no pulumi.

A guide's version is a floor. We run what Debian 13 packages, so one base image is what must be kept current; Debian's
security team carries fixes into these versions after upstream has stopped. (For programs written in Go its release
notes promise only limited support: nats, prometheus, alertmanager and the exporters get theirs with point releases.)
`end_of_life` is when the version leaves support as we run it, with its source; `upstream_end` is when its makers stop
(endoflife.date, as of 2026-08-22), empty where they name no date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

DEBIAN_13_END = date(2028, 8, 9)
DEBIAN = "Debian 13's regular security support (LTS: 2030-06-30); debian.org, DebianReleases"


@dataclass(frozen=True, slots=True)
class Floor:
    """The lowest version a guide asks for, and where it does (requirement, guide lines)."""

    version: str
    requirement: str
    lines: str


@dataclass(frozen=True, slots=True)
class Program:
    """One program: what we run, what the guides ask for, how long it is supported, and the folder of its image.

    `series` never changes by itself. `version` is what was verified; a point release of Debian may bring a higher one
    of the same series, never a lower one.
    """

    name: str
    series: str
    version: str
    floors: tuple[Floor, ...]
    end_of_life: date
    source: str
    upstream_end: date | None
    image: str


# fmt: off
PROGRAMS: tuple[Program, ...] = (
    Program("debian", "13", "13", (), DEBIAN_13_END, DEBIAN, None, ""),
    Program(
        "postgresql", "17", "17.12",
        (
            Floor("13", "CIR-015", "circman 201-203"),
            Floor("15", "CLO-010", "clo 62"),
            Floor("14", "OPM-008", "opmas 54"),
            Floor("15", "REV-038", "revitron 301"),
        ),
        DEBIAN_13_END, DEBIAN, date(2029, 11, 8), "images/postgresql",
    ),
    Program("pgbackrest", "2.55", "2.55.1", (), DEBIAN_13_END, DEBIAN, None, "images/postgresql"),
    Program("pgbouncer", "1.24", "1.24.1", (), DEBIAN_13_END, DEBIAN, None, "images/pgbouncer"),
    Program(
        "redis", "8.0", "8.0.2",
        (Floor("7.0", "CLO-011", "clo 63, 319"), Floor("7", "REV-037", "revitron 291")),
        DEBIAN_13_END, DEBIAN, date(2026, 12, 1), "images/redis",
    ),
    Program(
        "nginx", "1.26", "1.26.3",
        (Floor("1.18", "CIR-016", "circman 206"), Floor("1.20", "CLO-013", "clo 73")),
        DEBIAN_13_END, DEBIAN, date(2025, 4, 23), "images/nginx",
    ),
    Program("nats", "2.10", "2.10.27", (), DEBIAN_13_END, DEBIAN, None, "images/nats"),
    Program(
        "prometheus", "2.53", "2.53.3",
        (Floor("2.45", "CLO-012", "clo 70"),),
        DEBIAN_13_END, DEBIAN, date(2025, 7, 31), "images/prometheus",
    ),
    Program("alertmanager", "0.28", "0.28.1", (), DEBIAN_13_END, DEBIAN, None, "images/alertmanager"),
    Program("node-exporter", "1.9", "1.9.0", (), DEBIAN_13_END, DEBIAN, None, "images/exporters"),
    Program("postgres-exporter", "0.17", "0.17.1", (), DEBIAN_13_END, DEBIAN, None, "images/exporters"),
    Program("pgbouncer-exporter", "0.10", "0.10.2", (), DEBIAN_13_END, DEBIAN, None, "images/exporters"),
    Program("pgbackrest-exporter", "0.19", "0.19.0", (), DEBIAN_13_END, DEBIAN, None, "images/exporters"),
    Program("redis-exporter", "1.69", "1.69.0", (), DEBIAN_13_END, DEBIAN, None, "images/exporters"),
    Program("nginx-exporter", "1.4", "1.4.1", (), DEBIAN_13_END, DEBIAN, None, "images/exporters"),
    Program("blackbox-exporter", "0.26", "0.26.0", (), DEBIAN_13_END, DEBIAN, None, "images/exporters"),
    Program(
        "python", "3.13", "3.13.5",
        (
            Floor("3.11", "CIR-014", "circman 197-198"),
            Floor("3.11", "CLO-008", "clo 54-55"),
            Floor("3.11", "REV-011", "revitron 76, 91"),
        ),
        DEBIAN_13_END, DEBIAN, date(2029, 10, 31), "apps/sample",
    ),
)
# fmt: on

BY_NAME: Mapping[str, Program] = MappingProxyType({program.name: program for program in PROGRAMS})


class VersionError(ValueError):
    """A program that is not in the table, or a floor that it does not reach."""


def program(name: str) -> Program:
    """Return a program's row. Raises VersionError."""
    if name not in BY_NAME:
        raise VersionError(f"'{name}' is not a program we run; components/versions.py has {', '.join(sorted(BY_NAME))}")
    return BY_NAME[name]


def version(name: str) -> str:
    """Return the version of a program that we run. Raises VersionError."""
    return program(name).version


def check_floor(name: str, floor: str) -> None:
    """Raise VersionError if what we run is lower than `floor` ("15", "1.20", also "15+")."""
    row = program(name)
    if numbers(row.version) < _trimmed(numbers(floor)):
        raise VersionError(
            f"{name} {floor} or newer is asked for, but {row.image} has {row.version}: name an image of your own with "
            f"moorage:images, or ask for {row.version} or lower"
        )


def numbers(text: str) -> tuple[int, ...]:
    """Return a version as numbers that compare, for instance (1, 20). Raises VersionError."""
    parts = text.strip().removesuffix("+").split(".")
    if not all(part.isdigit() for part in parts):
        raise VersionError(f"'{text}' is not a version; write numbers and dots, for instance 15 or 1.20")
    return tuple(int(part) for part in parts)


def _trimmed(parts: tuple[int, ...]) -> tuple[int, ...]:
    """Return a version without trailing zeros: 13.0 asks for no more than 13."""
    while len(parts) > 1 and parts[-1] == 0:
        parts = parts[:-1]
    return parts
