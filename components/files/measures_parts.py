"""What containers and hosts use, as PromQL. The containers exporter's metrics are named as cAdvisor's."""

from components.files.measures_of import Measured
from components.files.measures_promql import either, select

# Not disks: memory, layers of images, and what is read-only by its kind.
NO_DISKS = 'fstype!~"tmpfs|ramfs|devtmpfs|overlay|squashfs|iso9660|erofs|nsfs|fuse.*"'
STARTS = 2  # in 15 minutes: one is an update, two an update that was taken back


def restarting(_measured: Measured, of: str, _within: str) -> str:
    """Return the containers that start again and again."""
    return f"max by (part, container) (changes({select('container_start_time_seconds', part=of)}[15m])) > {STARTS}"


def cpu(_measured: Measured, of: str, _within: str) -> str:
    """Return each container against its limit, and each host against all its processors."""
    used = f"sum by (part, container) (rate({select('container_cpu_usage_seconds_total', part=of)}[5m]))"
    allowed = f"(max by (part, container) ({select('container_spec_cpu_limit', part=of)}) > 0)"
    host = '100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m])))'
    return either((f"100 * {used} / {allowed}", *(() if of else (host,))))


def memory(_measured: Measured, of: str, _within: str) -> str:
    """Return each container against its limit, and each host against all it has."""
    used = f"max by (part, container) ({select('container_memory_working_set_bytes', part=of)})"
    allowed = f"(max by (part, container) ({select('container_spec_memory_limit_bytes', part=of)}) > 0)"
    host = "100 * max by (instance) (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)"
    return either((f"100 * {used} / {allowed}", *(() if of else (host,))))


def disk(_measured: Measured, _of: str, _within: str) -> str:
    """Return each disk of each host, once however often it is mounted; all parts of a host share its disks."""
    free, size = (f"node_filesystem_{what}_bytes{{{NO_DISKS}}}" for what in ("avail", "size"))
    return f"100 * max by (instance, device) (1 - {free} / {size})"
