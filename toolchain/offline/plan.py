"""What one run of a stack has registered so far, so that rules can look at neighbours before anything exists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolchain.offline.values import Unknown, opened


@dataclass
class Planned:
    """One resource of the run, with its inputs. ``id`` is empty until it exists; ``place`` is its account or host.

    ``physical`` is the name that its cloud knows it by, "" where it has none.
    """

    urn: str
    kind: str
    inputs: Mapping[str, Any]
    id: str = ""
    place: str = ""
    physical: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The logical name."""
        return self.urn.rpartition("::")[2]

    def answers_to(self, link: Any) -> bool:
        """Tell whether another resource that says ``link`` means this one: its id, ARN, self link or name."""
        names = ("name", "arn", "selfLink", "id", "identifier", "bucket")
        known = [
            self.id,
            self.physical,
            *(self.outputs.get(key) for key in names),
            *(opened(self.inputs.get(key)) for key in names),
        ]
        return isinstance(link, str) and link != "" and link in known


@dataclass
class Plan:
    """The resources of one run, in the order of their registration; ``current`` is the one being checked."""

    resources: dict[str, Planned] = field(default_factory=dict)
    current: str = ""

    def of(self, kind: str) -> list[Planned]:
        """Return the resources of a type in the same place as the current one."""
        here = self.resources[self.current].place if self.current in self.resources else ""
        return [item for item in list(self.resources.values()) if item.kind == kind and item.place == here]

    def siblings(self, kind: str) -> Iterator[Planned]:
        """Yield the other resources of a type."""
        return (item for item in self.of(kind) if item.urn != self.current)

    def linked(self, kind: str, link: Any) -> list[Planned]:
        """Return the resource of a type that a property means; while that is not known, all that it may mean.

        Nothing is returned for a link to what another stack has.
        """
        every = self.of(kind)
        if link is None or isinstance(link, Unknown):
            return every
        return [item for item in every if item.answers_to(link)]
