"""The life of one resource in a pretended cloud: checked, compared, made, read, changed and deleted.

Values here are decoded (values.py); provider.py speaks the protocol around it.
"""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

import grpc

from toolchain.offline import checks, making
from toolchain.offline.differences import Difference, differences, replaces
from toolchain.offline.faults import Fault
from toolchain.offline.invented import Invented
from toolchain.offline.package import Identity, Package, Replacement
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Planned
from toolchain.offline.rules import Failure
from toolchain.offline.shapes import Shape, Shapes
from toolchain.offline.shared import Shared
from toolchain.offline.values import UNKNOWN, has_unknown, opened
from toolchain.offline.world import Exists, Gone, Key, Resource, now

Values = Mapping[str, Any]


class Refusal(Exception):
    """What the cloud, or its provider, answers instead of doing it."""

    def __init__(self, code: grpc.StatusCode, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Changes:
    """What an update would do: every difference, and whether it makes a new resource; which of the two goes first."""

    found: tuple[tuple[Difference, bool], ...]
    deletes_first: bool


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """One resource, as one provider instance of one run sees it."""

    urn: str
    package: Package
    shapes: Shapes
    shared: Shared
    configuration: Values
    run: str

    @cached_property
    def kind(self) -> str:
        """The type: the last of those that the URN lists, the types of its parents before it."""
        return self.urn.split("::")[2].rpartition("$")[2]

    @cached_property
    def shape(self) -> Shape | None:
        """What the SDK says of the type; None for what it has no class for."""
        if self.package.custom and re.fullmatch(self.package.custom, self.kind) and self.kind not in self.shapes.kinds:
            return None
        return self.shapes.resource(self.kind)

    @cached_property
    def identity(self) -> Identity:
        """How the type is named."""
        return making.identity_of(self.package, self.kind, self.shape)

    def fault(self, operation: str) -> list[Fault]:
        """Do what shall go wrong before an operation; return what shall after it."""
        return self.shared.faults.before(operation, self.kind, self.urn.rpartition("::")[2])

    def named(self, inputs: Values, old: Values, seed: bytes, proposed: str, *, automatic: bool) -> dict[str, Any]:
        """Return the inputs with the name that the program left out, the old one where there was one.

        Where a program says a prefix, the cloud makes the name itself, and nobody knows it before.
        """
        path = self.identity.name
        if not path or is_said(inputs, path) or is_said(inputs, self.identity.prefix):
            return dict(inputs)
        kept = path in (old.get(making.OWN) or []) and making.physical_name(self.identity, old)
        if not kept and not automatic:
            return dict(inputs)
        name = kept or making.automatic_name(self.identity, self.urn, seed, proposed)
        return {**making.with_name(inputs, path, name), making.OWN: [path]}

    def check(self, inputs: Values, *, automatic: bool = True) -> list[Failure]:
        """Return what is wrong with the inputs; from now on the run's other resources see this one."""
        self.fault("check")
        plan = self.shared.plan(self.run, self.urn)
        known = plan.resources.get(self.urn)
        plan.resources[self.urn] = Planned(
            urn=self.urn,
            kind=self.kind,
            inputs=inputs,
            id=known.id if known else "",
            place=self._place(inputs),
            physical=making.physical_name(self.identity, inputs),
        )
        wrong = checks.check(inputs, self.shape, self.package, self.shapes, plan)
        path = self.identity.name
        if path and not automatic and not is_said(inputs, path) and not is_said(inputs, self.identity.prefix):
            wrong.append(Failure(path=path, given="missing", allowed="a name: pulumi:autonaming makes none here"))
        return wrong

    def compare(self, identifier: str, state: Values, old: Values, new: Values) -> Changes:
        """Return what changed, and what of it makes a new resource, by the package's table."""
        self.fault("diff")
        self._remember(identifier, state)
        identity = self.identity
        row = self.package.replacements.get(self.kind, Replacement(properties=(), source=""))
        # A name is what the cloud knows a resource by: another one is another resource.
        forcing = (*row.properties, identity.name) if identity.name else row.properties
        found = [
            (item, replaces(item, forcing) or making.shrinks(item.path, row.shrinking, old, new))
            for item in differences(old, new)
        ]
        found += [(Difference(name, "changed"), True) for name in self._moved(state, new)]
        same_name = making.physical_name(identity, old) == making.physical_name(identity, new)
        chosen = identity.name not in (new.get(making.OWN) or [])
        collides = bool(identity.name and identity.scope is not None and same_name and chosen)
        return Changes(tuple(found), collides or identity.deletes_first)

    def plan_creation(self, inputs: Values) -> dict[str, Any]:
        """Return what is known, and not yet known, of a resource before it is made."""
        return state_of(inputs, making.later(self.package, self.shape, self.kind, inputs))

    def create(self, inputs: Values) -> tuple[str, dict[str, Any]]:
        """Make a resource; return its id and state."""
        incarnation = self.shared.world.birth(self.urn)  # begun, whatever becomes of it
        due = self.fault("create")
        row = self._made(inputs, self.urn, incarnation)
        if not self.package.in_state:
            try:
                self.shared.world.make(row)
            except Exists:
                if not self.identity.adopts:
                    self._refuse(row)
                self.shared.world.adopt(row)
        self.shared.faults.after(due)
        state = state_of(inputs, row.outputs)
        self._remember(row.key.id, state)
        return row.key.id, state

    def read(self, identifier: str, state: Values, inputs: Values) -> tuple[Values, Values] | None:
        """Return state and inputs of what is there, for a refresh or an import; None when it is gone."""
        self.fault("read")
        if self.package.in_state:
            if state:
                return state, inputs
            raise Refusal(
                grpc.StatusCode.UNIMPLEMENTED,
                f"{self.kind} {identifier!r} is in no cloud, only in a stack's state; offline mode has no other",
            )
        try:
            row = self.shared.world.read(self._key(identifier, state))
        except Gone:
            return None
        return state_of(row.inputs, row.outputs), row.inputs

    def plan_update(self, identifier: str, state: Values, inputs: Values) -> dict[str, Any]:
        """Return what is known of a resource before it is changed; what the change will change is not."""
        if self.package.in_state:
            return self._still(state, inputs)
        try:
            before = self.shared.world.read(self._key(identifier, state))
        except Gone:
            return self._still(state, inputs)
        still = self._still(state, inputs, before.inputs)
        if has_unknown(inputs):
            return still
        after = state_of(inputs, self._made(inputs, before.urn, before.incarnation, before.key, before.made).outputs)
        kept = opened(still)
        return {name: value if opened(value) == kept.get(name) else UNKNOWN for name, value in after.items()}

    def update(self, identifier: str, state: Values, inputs: Values) -> dict[str, Any]:
        """Change a resource in place; return its state."""
        due = self.fault("update")
        if self.package.in_state:
            self.shared.faults.after(due)
            return self._still(state, inputs)
        key = self._key(identifier, state)
        try:
            before = self.shared.world.read(key)
            # What was made up for it stays as it was, whatever the program calls it now.
            row = self._made(inputs, before.urn, before.incarnation, key, before.made)
            try:
                self.shared.world.change(key, row.scope, row.name, row.inputs, row.outputs)
            except Exists:
                self._refuse(row)
        except Gone:
            text = f"{self.kind} {identifier!r} is not there any more; a refresh tells the state so"
            raise Refusal(grpc.StatusCode.NOT_FOUND, text) from None
        self.shared.faults.after(due)
        return state_of(inputs, row.outputs)

    def delete(self, identifier: str, state: Values) -> None:
        """Remove a resource, unless it guards itself, as some do whatever the state says of protection."""
        due = self.fault("delete")
        key = self._key(identifier, state)
        with contextlib.suppress(Gone):
            self._heed_guards(key)
        self.shared.world.delete(key)
        self.shared.faults.after(due)

    def _heed_guards(self, key: Key) -> None:
        for guard in (*self.package.guards.get(self.kind, ()), *self.package.guards.get("*", ())):
            said = first(self.shared.world.read(key).inputs, guard.path)
            if (guard.usual if said is None else said) == guard.refuses:
                raise Refusal(
                    grpc.StatusCode.FAILED_PRECONDITION,
                    f"{self.kind} {key.id!r} can't be deleted while {guard.path} is {guard.refuses!r} (said nowhere it"
                    f" is {guard.usual!r}). To give it up: change that, `pulumi up`, then delete it",
                )

    def _refuse(self, row: Resource) -> NoReturn:
        where = f" in {row.scope}" if row.scope else ""
        others = self.shared.world.named(row)
        made = f" It was made for {others[0].urn}, its id is {others[0].key.id}." if others else ""
        raise Refusal(
            grpc.StatusCode.ALREADY_EXISTS,
            f"{self.kind} {row.name or row.key.id!r} exists already{where}.{made} Choose another name. If a run of this"
            " stack was killed while it made this: `make recover`. If the provider died then, nothing has noted it:"
            " take it into the state with `pulumi import`, or delete it.",
        ) from None

    def _place(self, values: Values) -> str:
        return self.package.place(self.kind, self.configuration, opened(dict(values)))

    def _key(self, identifier: str, values: Values) -> Key:
        return Key(package=self.package.name, place=self._place(values), kind=self.kind, id=identifier)

    def _made(self, inputs: Values, urn: str, incarnation: int, key: Key | None = None, made: str = "") -> Resource:
        identity, made = self.identity, made or now()
        name = making.physical_name(identity, inputs) or making.prefixed_name(identity, urn, incarnation, inputs)
        known = making.facts(self.package, self.configuration, inputs, name) | {"now": made}
        invented = Invented(urn, incarnation, known, self.configuration)
        key = key or self._key(making.identifier(identity, opened(dict(inputs)), invented), inputs)
        outputs = making.outputs(self.package, self.shape, self.kind, inputs, invented.knowing(id=key.id))
        if isinstance(outputs.get(identity.name), str) and name:
            outputs[identity.name] = name
        return Resource(
            key=key,
            urn=urn,
            scope=making.scope_of(identity, inputs, known),
            name=name if name and identity.scope is not None else None,
            incarnation=incarnation,
            made=made,
            inputs=inputs,
            outputs=outputs,
        )

    def _moved(self, state: Values, new: Values) -> list[str]:
        """Return what follows from the provider's configuration, and now differs: what is elsewhere is another."""
        here = {**self.package.account, **self.configuration}
        return [
            name
            for name in self.package.follows
            if isinstance(state.get(name), str) and new.get(name) is None and here.get(name) not in (None, state[name])
        ]

    def _still(self, state: Values, inputs: Values, before: Values | None = None) -> dict[str, Any]:
        """Return the state after a change that leaves what only the cloud can say as it was.

        With the inputs from before, so it does inside what is said: what stands there beside them is the cloud's.
        """
        unsaid = {name: value for name, value in state.items() if inputs.get(name) is None and name != making.OWN}
        known = {name: value for name, value in unsaid.items() if not self.shape or name in self.shape.outputs}
        if before is not None:
            known |= {name: making.still(said, state.get(name), before.get(name)) for name, said in inputs.items()}
        return state_of(inputs, {name: value for name, value in known.items() if name != making.OWN})

    def _remember(self, identifier: str, state: Values) -> None:
        """Let rules find a resource by its id and outputs too."""
        if planned := self.shared.plan(self.run, self.urn).resources.get(self.urn):
            planned.id = identifier
            planned.outputs = {
                name: opened(state[name]) for name in ("name", "arn", "selfLink", "identifier") if name in state
            }


def state_of(inputs: Values, outputs: Values) -> dict[str, Any]:
    """Return a resource's state: what was said, and what the cloud says."""
    return {**{name: value for name, value in inputs.items() if name != making.OWN}, **outputs}
