"""What the OPMAS guide says in numbers and names: requirement -> path into the spec -> value."""

from collections.abc import Mapping
from typing import Any

FACTS: Mapping[str, Mapping[str, Any]] = {
    "OPM-002": {
        "opmas.CORE.environment.LOG_LEVEL.dev": "debug",
        "opmas.MANAGEMENT_API.environment.LOG_LEVEL.dev": "debug",
        "opmas.UI.environment.LOG_LEVEL.dev": "debug",
    },
    "OPM-007": {"opmas.QUEUE.port": 4222},
    "OPM-008": {
        "opmas.DATABASE.floor": 14,
        "opmas.DATABASE.database": "opmas",
        "opmas.DATABASE.owner.name": "opmas",
    },
    "OPM-009": {
        "opmas.CORE.calls": ("database", "queue"),
        "opmas.CORE.secrets.NATS_URL.value.of": "queue",
        "opmas.CORE.secrets.DB_URL.value.of": "database",
    },
    "OPM-010": {
        "opmas.MANAGEMENT_API.calls": ("database",),
        "opmas.MANAGEMENT_API.secrets.DB_URL.value.of": "database",
    },
    "OPM-011": {"opmas.UI.port": 3000, "opmas.MANAGEMENT_API.port": 8000},
    "OPM-013": {
        "opmas.SPEC.namespaces.opmas-core.parts": ("core", "queue"),
        "opmas.SPEC.namespaces.opmas-api.parts": ("management-api",),
        "opmas.SPEC.namespaces.opmas-ui.parts": ("ui",),
        "opmas.SPEC.namespaces.opmas-db.parts": ("database",),
    },
    "OPM-015": {
        "opmas.QUEUE.sizes.small.nodes": 3,
        "opmas.QUEUE.sizes.medium.nodes": 3,
        "opmas.QUEUE.sizes.large.nodes": 3,
    },
}
