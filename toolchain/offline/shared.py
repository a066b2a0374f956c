"""What the servers of all packages share: the world, the runs' plans, the faults, and where the time goes."""

import threading
from collections import Counter, defaultdict

from toolchain.offline.faults import Faults
from toolchain.offline.plan import Plan, Planned
from toolchain.offline.world import World

PLANS_KEPT = 64


class Shared:
    """One for a provider process."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()
        self._plans: dict[tuple[str, str], dict[str, Planned]] = {}
        self._lock = threading.Lock()

    def plan(self, run: str, urn: str) -> Plan:
        """Return what a run of a stack has registered so far, seen from one of its resources."""
        with self._lock:
            resources = self._plans.setdefault((run, urn.split(":")[2]), {})
            while len(self._plans) > PLANS_KEPT:
                del self._plans[next(iter(self._plans))]
        return Plan(resources, urn)

    def spent(self, call: str, seconds: float) -> None:
        """Note the time that one call took."""
        with self._lock:
            self.seconds[call] += seconds
            self.calls[call] += 1
