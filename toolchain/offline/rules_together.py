"""Rules of how the properties of one resource, or of one part of it, go together."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolchain.offline.paths import find, is_said, is_surely_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Failure, Inputs, Rule, at, failure, is_empty, may_have


@dataclass(frozen=True, kw_only=True)
class NotTogether(Rule):
    """At most one of these properties may be said; with ``one`` exactly one must be."""

    paths: Sequence[str]
    one: bool = False

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        paths = [path for path in self.paths if may_have(inputs, path)]
        said = [path for path in paths if is_surely_said(inputs, path)]
        allowed = f"{'exactly' if self.one else 'at most'} one of {', '.join(self.paths)}"
        if len(said) > 1:
            yield Failure(path=said[1], given=f"said together with {said[0]}", allowed=allowed)
        elif self.one and not any(is_said(inputs, path) for path in paths):
            yield Failure(path=self.paths[0], given="missing", allowed=allowed)


@dataclass(frozen=True, kw_only=True)
class Needs(Rule):
    """With ``path`` said (and, where ``when`` limits it, having that value) these properties must be said too.

    Without a ``path`` they must be said whenever ``when`` holds. With ``either`` one of them is enough; with ``filled``
    an empty text, list or map does not count as said.
    """

    needs: Sequence[str]
    path: str = ""
    example: str = ""
    either: bool = False
    filled: bool = False

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        if self.path and not (may_have(inputs, self.path) and is_surely_said(inputs, self.path)):
            return
        lacking = [
            path for path in self.needs if (is_empty(inputs, path) if self.filled else not is_said(inputs, path))
        ]
        if self.either:
            lacking = lacking[:1] if len(lacking) == len(self.needs) else []
        what = f"at least one of {', '.join(self.needs)}" if self.either else "a value"
        for path in lacking:
            because = self.path or _because(self, inputs, "=")
            allowed = f"{what}{f', because of {because}' if because else ''}"
            yield failure(at(inputs, path), f"{allowed}{f'. Example: {self.example}' if self.example else ''}")


@dataclass(frozen=True, kw_only=True)
class Refuses(Rule):
    """These properties must not be said where ``when`` holds."""

    refuses: Sequence[str]

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        for path in self.refuses:
            for found in find(inputs, path) if may_have(inputs, path) else ():
                yield failure(found, f"nothing, because {_because(self, inputs, 'is')}")


def _because(rule: Rule, inputs: Inputs, equals: str) -> str:
    said = [at(inputs, path) for path in rule.when]
    return " and ".join(
        f"{found.path} is not said" if found.value is None else f"{path} {equals} {found.shown}"
        for path, found in zip(rule.when, said, strict=True)
    )


@dataclass(frozen=True, kw_only=True)
class Ordered(Rule):
    """Numbers of which each is at most the next, as far as they are said; with ``apart`` less than the next."""

    paths: Sequence[str]
    apart: bool = False

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        found = [found for path in self.paths if may_have(inputs, path) for found in find(inputs, path)]
        numbers = [item for item in found if isinstance(item.value, int | float)]
        for lesser, greater in itertools.pairwise(numbers):
            if lesser.value > greater.value or (self.apart and lesser.value == greater.value):
                most = "less than" if self.apart else "at most"
                yield failure(lesser, f"{most} {greater.shown}, the {greater.path}")


@dataclass(frozen=True, kw_only=True)
class Named(Rule):
    """What is at ``path`` names the one of these properties that must be said; with ``alone`` no other one may be."""

    path: str
    properties: Mapping[str, str]
    alone: bool = False

    def _failures(self, inputs: Inputs, plan: Plan) -> Iterator[Failure]:
        name = at(inputs, self.path)
        wanted = self.properties.get(name.value) if isinstance(name.value, str) else None
        because = f"because {self.path} is {name.shown}"
        if wanted and not is_said(inputs, wanted):
            yield Failure(path=wanted, given="missing", allowed=f"a value, {because}")
        for other in self.properties.values() if wanted and self.alone else ():
            for found in find(inputs, other) if other != wanted else ():
                yield failure(found, f"nothing, {because}")
