"""Installs Debian packages, without starting the services that come with some of them."""

import re
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from toolchain.setup.steps import Log

POLICY = Path("/usr/sbin/policy-rc.d")
EXPLAIN = "Are the mirrors in /etc/apt reachable?"
# apt holds its locks for the whole machine, and steps run side by side.
_one_at_a_time = threading.Lock()


def install(log: Log, packages: Sequence[str], *, start_services: bool) -> None:
    """Install packages; with `start_services` false their services neither start now nor at the next boot."""
    with _one_at_a_time:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        log.run(["apt-get", "update"], environment=quiet, explain=EXPLAIN)
        command = ["apt-get", "install", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", *packages]
        if start_services:
            log.run(command, environment=quiet, explain=EXPLAIN)
            return
        with _services_stay_down():
            log.run(command, environment=quiet, explain=EXPLAIN)


@contextmanager
def _services_stay_down() -> Iterator[None]:
    # Debian's own way to say so: this program is asked before a service is started. 101 means "not allowed".
    ours = not POLICY.exists()
    before = _enabled_services()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            POLICY.unlink()
        if new := sorted(_enabled_services() - before):
            subprocess.run(["systemctl", "disable", "--quiet", *new], check=False)


def _enabled_services() -> set[str]:
    if not Path("/run/systemd/system").exists():
        return set()
    listed = subprocess.run(
        ["systemctl", "list-unit-files", "--state=enabled", "--type=service", "--no-legend", "--plain"],
        capture_output=True,
        text=True,
        check=False,
    )
    return {line.split()[0] for line in listed.stdout.splitlines() if line}


@dataclass(frozen=True)
class Mirrors:
    """Where this machine gets Debian from, and its security updates when it names a place for them."""

    main: str
    security: str | None


def mirrors(apt: Path = Path("/etc/apt")) -> Mirrors | None:
    """Return the mirrors that this machine's own package sources name, or None where they name none of Debian."""
    found = list(_sources(apt))
    main = next((url for url, suite in found if url.rstrip("/").endswith("/debian") and "security" not in suite), None)
    security = next((url for url, suite in found if suite.endswith("-security")), None)
    return Mirrors(main, security) if main else None


def _sources(apt: Path) -> Iterator[tuple[str, str]]:
    """Yield (address, suite) of every binary package source, in both of apt's notations."""
    for file in [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*.list"))]:
        for line in file.read_text().splitlines() if file.exists() else []:
            if entry := re.match(r"\s*deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)", line):
                yield entry[1], entry[2]
    for file in sorted((apt / "sources.list.d").glob("*.sources")):
        for paragraph in re.split(r"\n\s*\n", file.read_text()):
            fields = dict(re.findall(r"^(\w+):[ \t]*(.*)$", paragraph, re.MULTILINE))
            if "deb" in fields.get("Types", "").split() and fields.get("Enabled", "yes") != "no":
                for url in fields.get("URIs", "").split():
                    for suite in fields.get("Suites", "").split():
                        yield url, suite
