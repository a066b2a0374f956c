"""Metrics of containers, from the host's cgroups: what each of this deployment's uses, and may use. No Docker socket.

Reads /host/cgroup (the host's /sys/fs/cgroup, read-only; version 1 or 2; Docker's drivers cgroupfs and systemd),
/host/net-dev (the host's /proc/1/net/dev) and /etc/moorage/containers.json: container id -> container and part. Only
listed containers are told of. Names are cAdvisor's, but for container_spec_cpu_limit and container_running.
Sources: kernel documentation "Control Group v2" and "Memory Resource Controller" (version 1).
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from prometheus_client.core import Metric

from .failure import Failure
from .serving import Family, Server, family, until_told

PORT = 9601
HOST = Path("/host")
LIST = Path("/etc/moorage/containers.json")
IDENTIFIER = re.compile(r"[0-9a-f]{64}")
DEPTH = 8  # folders below the top that are searched: Docker in Docker, and rootless Docker
UNLIMITED = 1 << 60  # version 1 says a number near 2^63 for no limit
LABELS = ("container", "part", "id")

# metric -> what it is; every one has the labels container, part and id
METRICS: Mapping[str, str] = {
    "container_cpu_usage_seconds_total": "Processor time used",
    "container_cpu_cfs_throttled_seconds_total": "Time that it waited because it used what it may",
    "container_memory_usage_bytes": "Memory used, with the page cache",
    "container_memory_working_set_bytes": "Memory used, without what can be dropped at once",
    "container_memory_rss": "Anonymous memory",
    "container_spec_memory_limit_bytes": "Memory that it may use; 0: no limit",
    "container_spec_cpu_limit": "Processors that it may use; 0: no limit",
    "container_oom_events_total": "Processes killed because the memory was used up",
    "container_start_time_seconds": "When it started",
}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A container of this deployment: its role, and the part of the spec that it belongs to."""

    container: str
    part: str


def export(words: Sequence[str]) -> int:
    """Answer scrapes on port 9601 until told to end."""
    if words:
        raise Failure("export-containers takes no words")
    return until_told(Server(PORT, Containers(HOST, listed(LIST))), "metrics of containers")


def listed(path: Path) -> Mapping[str, Listed]:
    """Read the list. Raises Failure for one that is not as above."""
    example = '{"<64 hexadecimal digits>": {"container": "backend-1", "part": "backend"}}'
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        found = {name: Listed(**one) for name, one in said.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise Failure(f"{path} can't be read ({error}); it is written at deployment as {example}") from None
    for name in found:
        if not IDENTIFIER.fullmatch(name):
            raise Failure(f"{path}: {name!r} is no container id; wanted {example}")
    return found


class Containers:
    """What is asked at every scrape: a few small files for each container."""

    def __init__(self, host: Path, wanted: Mapping[str, Listed]) -> None:
        self.top = host / "cgroup"
        self.devices = host / "net-dev"
        self.wanted = wanted
        self.unified = (self.top / "cgroup.controllers").exists()
        self.found: dict[tuple[str, str], Path] = {}  # controller and container -> folder
        self.began: dict[str, tuple[int, float]] = {}  # container -> the folder's number, and when that was made

    def collect(self) -> Iterable[Metric]:
        """Return what every listed container uses; one without a cgroup is container_running 0 and nothing else."""
        families = {name: family(name, meaning, *LABELS) for name, meaning in METRICS.items()}
        running = family("container_running", "Whether it runs", *LABELS)
        self._search()
        for identifier, one in self.wanted.items():
            labels = (one.container, one.part, identifier[:12])
            values = {name: value for name, value in self._values(identifier) if value is not None}
            running.add(bool(values), *labels)
            for name, value in values.items():
                families[name].add(value, *labels)
        return [one.metric for one in (running, *families.values(), *self._network())]

    def _values(self, identifier: str) -> Iterator[tuple[str, float | None]]:
        """Yield metric and value; nothing if the container does not run."""
        if self.unified:
            folder = self._folder("", identifier)
            if folder is None:
                return
            yield from _version_2(folder)
        else:
            processor, memory = self._folder("cpuacct", identifier), self._folder("memory", identifier)
            folder = processor or memory
            if folder is None:
                return
            yield from _version_1(processor, self._folder("cpu", identifier), memory)
        yield "container_start_time_seconds", self._start(identifier, folder)

    def _start(self, identifier: str, folder: Path) -> float | None:
        """Return when a container's cgroup was made.

        The kernel dates the folder anew when it has forgotten it meanwhile, but never numbers it anew: so the date that
        was seen first counts as long as the number is the same.
        """
        try:
            found = folder.stat()
        except OSError:
            return None
        number, began = self.began.get(identifier, (0, 0.0))
        if number != found.st_ino:
            began = min(found.st_ctime, found.st_mtime)
            self.began[identifier] = (found.st_ino, began)
        return began

    def _folder(self, controller: str, identifier: str) -> Path | None:
        folder = self.found.get((controller, identifier))
        return folder if folder and folder.is_dir() else None

    def _search(self) -> None:
        """Find the folders of containers that have none: first where Docker's two drivers put them, then anywhere."""
        for controller in ("",) if self.unified else ("cpuacct", "cpu", "memory"):
            top = self._top(controller)
            missing = {name for name in self.wanted if self._folder(controller, name) is None}
            for name in list(missing):
                for usual in (top / "docker" / name, top / "system.slice" / f"docker-{name}.scope"):
                    if usual.is_dir():
                        self.found[controller, name] = usual
                        missing.discard(name)
            if missing:
                names = {text: name for name in missing for text in (name, f"docker-{name}.scope")}
                for folder in _folders(top, DEPTH):
                    if folder.name in names:
                        self.found[controller, names[folder.name]] = folder

    def _top(self, controller: str) -> Path:
        """Return a controller's tree: by itself, or with another one (cpu,cpuacct)."""
        if (self.top / controller).is_dir():
            return self.top / controller
        return next(
            (path for path in self.top.glob("*,*") if controller in path.name.split(",")), self.top / controller
        )

    def _network(self) -> Iterable[Family]:
        """Return the host's counters; the ends of containers' own networks (veth) come and go, and are left out."""
        received = family("node_network_receive_bytes_total", "Bytes that the host received", "device")
        sent = family("node_network_transmit_bytes_total", "Bytes that the host sent", "device")
        with suppress(OSError):
            for line in self.devices.read_text(encoding="utf-8").splitlines()[2:]:
                device, _, counters = line.strip().partition(":")
                numbers = counters.split()
                if not device.startswith("veth") and len(numbers) >= 9:
                    received.add(float(numbers[0]), device)
                    sent.add(float(numbers[8]), device)
        return received, sent


def _version_1(processor: Path | None, shares: Path | None, memory: Path | None) -> Iterator[tuple[str, float | None]]:
    if processor:
        yield "container_cpu_usage_seconds_total", _scaled(_number(processor / "cpuacct.usage"), 1e-9)
    if shares:
        yield (
            "container_cpu_cfs_throttled_seconds_total",
            _scaled(_table(shares / "cpu.stat").get("throttled_time"), 1e-9),
        )
        quota, period = _number(shares / "cpu.cfs_quota_us"), _number(shares / "cpu.cfs_period_us")
        if quota is not None and period:
            yield "container_spec_cpu_limit", max(0.0, quota / period)
    if memory:
        said = _table(memory / "memory.stat")
        used, limit = _number(memory / "memory.usage_in_bytes"), _number(memory / "memory.limit_in_bytes")
        yield "container_memory_usage_bytes", used
        yield "container_memory_working_set_bytes", _without(used, said.get("total_inactive_file"))
        yield "container_memory_rss", said.get("total_rss")
        yield "container_oom_events_total", _table(memory / "memory.oom_control").get("oom_kill")
        if limit is not None:
            yield "container_spec_memory_limit_bytes", 0.0 if limit > UNLIMITED else limit


def _version_2(folder: Path) -> Iterator[tuple[str, float | None]]:
    processor, memory = _table(folder / "cpu.stat"), _table(folder / "memory.stat")
    yield "container_cpu_usage_seconds_total", _scaled(processor.get("usage_usec"), 1e-6)
    yield "container_cpu_cfs_throttled_seconds_total", _scaled(processor.get("throttled_usec"), 1e-6)
    used = _number(folder / "memory.current")
    yield "container_memory_usage_bytes", used
    yield "container_memory_working_set_bytes", _without(used, memory.get("inactive_file"))
    yield "container_memory_rss", memory.get("anon")
    yield "container_oom_events_total", _table(folder / "memory.events").get("oom_kill")
    quota, _, period = _text(folder / "cpu.max").partition(" ")
    if quota:
        yield "container_spec_cpu_limit", 0.0 if quota == "max" else float(quota) / float(period)
    limit = _text(folder / "memory.max")
    if limit:
        yield "container_spec_memory_limit_bytes", 0.0 if limit == "max" else float(limit)


def _folders(top: Path, depth: int) -> Iterator[Path]:
    """Yield the folders below one, to a depth; what can't be read is passed over."""
    for path, names, _ in os.walk(top):
        here = Path(path)
        if len(here.relative_to(top).parts) >= depth:
            names.clear()
        yield from (here / name for name in names)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _number(path: Path) -> float | None:
    try:
        return float(_text(path))
    except ValueError:
        return None


def _table(path: Path) -> Mapping[str, float]:
    """Return a file of lines with a name and a number."""
    found = {}
    for line in _text(path).splitlines():
        name, _, number = line.partition(" ")
        with suppress(ValueError):
            found[name] = float(number)
    return found


def _scaled(value: float | None, by: float) -> float | None:
    return None if value is None else value * by


def _without(used: float | None, droppable: float | None) -> float | None:
    return None if used is None else max(0.0, used - (droppable or 0.0))
