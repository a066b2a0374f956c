"""What this provider must know of one package beyond its types: names, ids, outputs, replacements and rules."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolchain.offline.invented import Invented
from toolchain.offline.rules import Rule

# Text with {fields} (those of ``Invented``), a list or a dict of such, or any other plain value.
Template = Any
# From the inputs, in clear: what takes more than a template. A value in ``Secret`` is secret in the state.
Maker = Callable[[Mapping[str, Any], Invented], Mapping[str, Any]]
# From the arguments and the facts of the account: what a look-up answers.
Function = Callable[[Mapping[str, Any], Mapping[str, str]], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """How a type names its resources, and what no two of them may share.

    | field | says |
    |---|---|
    | id | the shape of an id |
    | name | the path of the input that holds the physical name; "" when the type has none |
    | prefix | the path of the input of which the cloud makes a name itself; by default the name's, with Prefix |
    | auto | what a name is made of where the program says neither |
    | longest | to how many characters such a name is cut, at the logical name in it |
    | scope | paths of inputs, or facts of the account (region), within which a name must be unique; None: nowhere |
    | adopts | making what is there already gives what is there, as Docker does with a volume |
    | deletes_first | the old one always goes before the new one comes |
    | source | where these are documented |
    """

    id: str | Callable[[Mapping[str, Any], Invented], str]
    name: str = ""
    auto: str = "{logical}-{hex7}"
    prefix: str = ""
    longest: int = 255
    scope: tuple[str, ...] | None = ()
    adopts: bool = False
    deletes_first: bool = False
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """The properties of a type (paths, ``[*]`` for every item) whose change makes a new resource, and the source.

    Of those in ``shrinking``, only a smaller number does: a disk can grow where it is.
    """

    properties: tuple[str, ...]
    source: str
    shrinking: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Guard:
    """A property that has the cloud refuse a deletion while it is ``refuses``; ``usual`` is its value where unsaid."""

    path: str
    source: str
    usual: Any = False
    refuses: Any = True


def one_place(_kind: str, _configuration: Mapping[str, Any], _values: Mapping[str, Any]) -> str:
    """Return where every resource is of a package whose names and ids are unique in the account."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Package:
    """One package. Tables are by type token; what a type has no row for follows from its types and ``usual``.

    | field | says |
    |---|---|
    | account | facts of the pretended account: its number, region, project |
    | usual_outputs | templates by the name of an output, for every type that has it |
    | later | by type, or * for all: paths that only the cloud fills where a program says nothing, unknown before |
    | guards | by type, or * for all: what makes the cloud refuse a deletion |
    | usual_maker | the maker of every type that has none of its own |
    | in_state | its resources are in the stack's state alone (a password, a key): the world keeps nothing of them |
    | place | from type, provider's configuration and inputs or state: which region, cluster or host a resource is in |
    | follows | outputs that follow from the provider's configuration where unsaid: another value, another resource |
    | custom | a pattern of type tokens that the SDK has no class for, and that may have any properties |
    | open_enums | by an enum's class: enums whose list lags behind the cloud, and the pattern that a value must match |
    """

    name: str
    module: str
    account: Mapping[str, str]
    usual: Identity
    identities: Mapping[str, Identity] = field(default_factory=dict)
    outputs: Mapping[str, Mapping[str, Template]] = field(default_factory=dict)
    usual_outputs: Mapping[str, Template] = field(default_factory=dict)
    makers: Mapping[str, Maker] = field(default_factory=dict)
    replacements: Mapping[str, Replacement] = field(default_factory=dict)
    later: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guards: Mapping[str, tuple[Guard, ...]] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    functions: Mapping[str, Function] = field(default_factory=dict)
    open_enums: Mapping[str, str] = field(default_factory=dict)
    usual_maker: Maker | None = None
    in_state: bool = False
    place: Callable[[str, Mapping[str, Any], Mapping[str, Any]], str] = one_place
    follows: tuple[str, ...] = ()
    custom: str = ""

    @functools.cached_property
    def rules_of(self) -> Mapping[str, Sequence[Rule]]:
        """The rules by type."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(rule.kind, []).append(rule)
        return found

    def identity(self, kind: str) -> Identity:
        """Return how resources of a type are named and identified."""
        return self.identities.get(kind, self.usual)
