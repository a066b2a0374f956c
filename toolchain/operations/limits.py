"""From which value on something needs a person: what the system's own alerts say, else what stands here."""

from dataclasses import dataclass

import stacks
from stacks._spec import Watch

DISK_PERCENT = 80.0  # as the guides' disk alerts that warn (clo, manufacturing)
MEMORY_PERCENT = 90.0  # ours: of a container's limit, where the kernel begins to take pages back
CERTIFICATE_DAYS = 14.0  # ours: `make up` renews certificates of the stack's own in their last 30 days


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Percentages are 0 to 100. Above the first two, and below the third, somebody has to look."""

    disk_percent: float = DISK_PERCENT
    memory_percent: float = MEMORY_PERCENT
    certificate_days: float = CERTIFICATE_DAYS


def limits_of(system: str) -> Limits:
    """Return the limits of a system by its name; of alerts on one thing, the one that comes first."""
    if system not in stacks.names():
        return Limits()  # deployed by another version of this folder
    alerts = stacks.load(system).monitoring.alerts

    def lowest(watch: Watch, otherwise: float) -> float:
        return min((item.above for item in alerts if item.watch is watch and item.above), default=otherwise)

    days = [item.below for item in alerts if item.watch is Watch.CERTIFICATE_DAYS and item.below]
    return Limits(
        disk_percent=lowest(Watch.DISK_PERCENT, DISK_PERCENT),
        memory_percent=lowest(Watch.MEMORY_PERCENT, MEMORY_PERCENT),
        certificate_days=max(days, default=CERTIFICATE_DAYS),
    )
