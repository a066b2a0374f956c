"""Serves pulumirpc.ResourceProvider for one package: check, diff, create, read, update and delete, without a cloud."""

import contextlib
import functools
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from toolchain.offline import checks, making, packages
from toolchain.offline.differences import differences, replaces
from toolchain.offline.faults import Fault, Faults, Refused
from toolchain.offline.invented import Invented
from toolchain.offline.package import Package, Replacement
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan, Planned
from toolchain.offline.rules import Failure
from toolchain.offline.shapes import NoShape, Shape, Shapes
from toolchain.offline.values import decode, encode, opened
from toolchain.offline.world import Exists, Gone, Key, Resource, World, now

PLANS_KEPT = 64
HOW = {"added": "ADD", "removed": "DELETE", "changed": "UPDATE"}


class Shared:
    """What the servers of all packages share: the world, the runs' plans, the faults, and where the time goes."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()
        self._plans: dict[str, dict[str, Planned]] = {}
        self._lock = threading.Lock()

    def plan(self, run: str, urn: str) -> Plan:
        """Return what a run has registered so far, seen from one of its resources."""
        with self._lock:
            resources = self._plans.setdefault(run, {})
            while len(self._plans) > PLANS_KEPT:
                del self._plans[next(iter(self._plans))]
        return Plan(resources, urn)

    def spent(self, call: str, seconds: float) -> None:
        """Note the time that one call took."""
        with self._lock:
            self.seconds[call] += seconds
            self.calls[call] += 1


def _answers(method: Callable[..., Any]) -> Callable[..., Any]:
    """Note how long a call took, and make of what went wrong in the pretended cloud what a provider would answer."""

    @functools.wraps(method)
    def call(self: "Provider", request: Any, context: grpc.ServicerContext) -> Any:
        began = time.perf_counter()
        try:
            return method(self, request, context)
        except Refused as refused:
            code = grpc.StatusCode.RESOURCE_EXHAUSTED if refused.throttled else grpc.StatusCode.UNAVAILABLE
            context.abort(code, str(refused))
        except NoShape as unknown:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(unknown))
        finally:
            self.shared.spent(method.__name__, time.perf_counter() - began)

    return call


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """One package. Each connection is one provider instance of one run, with a configuration of its own."""

    def __init__(self, name: str, shared: Shared) -> None:
        self.name = name
        self.shared = shared
        self._runs: dict[str, str] = {}
        self._configurations: dict[str, Mapping[str, Any]] = {}

    @functools.cached_property
    def package(self) -> Package:
        """The package's tables, read when they are first asked for: most runs use two or three packages."""
        return packages.load(self.name)

    @functools.cached_property
    def shapes(self) -> Shapes:
        """The shapes of the package's types."""
        return Shapes(self.name, self.package.module)

    @_answers
    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Learn which run this connection belongs to: each has an engine with an address of its own."""
        self._runs[context.peer()] = request.engine_address
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Answer an engine that attaches."""
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Answer an engine that was interrupted: nothing here takes long."""
        return empty_pb2.Empty()

    @_answers
    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Tell the version of the SDK whose types are checked."""
        return plugin_pb2.PluginInfo(version=self.shapes.version)

    @_answers
    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Check a provider's own configuration."""
        wrong = checks.check_configuration(decode(request.news), self.package, self.shapes)
        return provider_pb2.CheckResponse(inputs=request.news, failures=_failures(request.urn, wrong))

    @_answers
    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Compare a provider's configuration: another account's resources are not replaced for it."""
        changed = request.old_inputs != request.news
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some if changed else none)

    @_answers
    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Keep the configuration of this connection."""
        self._configurations[context.peer()] = opened(decode(request.args))
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    @_answers
    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Fill in the name that the program left out, and check the inputs."""
        kind, shape = _kind(request.urn), self._shape(_kind(request.urn))
        self._fault("check", request.urn)
        inputs, old = decode(request.news), decode(request.olds)
        answer = provider_pb2.CheckResponse(inputs=request.news)
        identity = making.identity_of(self.package, kind, shape)
        # Where a program says a prefix, the cloud makes the name itself, and nobody knows it before.
        if identity.name and not is_said(inputs, identity.name) and not is_said(inputs, identity.prefix):
            kept = identity.name in (old.get(making.OWN) or []) and making.physical_name(identity, old)
            proposed = request.autonaming.proposed_name
            name = kept or making.automatic_name(identity, request.urn, request.randomSeed, proposed)
            inputs = {**making.with_name(inputs, identity.name, name), making.OWN: [identity.name]}
            answer.inputs.CopyFrom(encode(inputs))
        plan = self.shared.plan(self._runs.get(context.peer(), context.peer()), request.urn)
        known = plan.resources.get(request.urn)
        place = self.package.place(self._configuration(context))
        plan.resources[request.urn] = Planned(request.urn, kind, inputs, known.id if known else "", place)
        plan.resources[request.urn].physical = making.physical_name(identity, inputs)
        wrong = checks.check(inputs, shape, self.package, self.shapes, plan)
        answer.failures.extend(_failures(request.urn, wrong))
        return answer

    @_answers
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Compare old and new inputs; say what makes a new resource, by the package's table."""
        kind = _kind(request.urn)
        self._fault("diff", request.urn)
        self._remember(context, request.urn, request.id, request.olds)
        answer = provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE, hasDetailedDiff=True)
        if request.old_inputs == request.news:
            return answer
        old, new = decode(request.old_inputs), decode(request.news)
        identity = making.identity_of(self.package, kind, self._shape(kind))
        row = self.package.replacements.get(kind, Replacement(properties=(), source=""))
        # A name is what the cloud knows a resource by: another one is another resource.
        forcing = (*row.properties, identity.name) if identity.name else row.properties
        for difference in differences(old, new):
            answer.changes = provider_pb2.DiffResponse.DIFF_SOME
            another = replaces(difference.path, forcing) or making.shrinks(difference.path, row.shrinking, old, new)
            how = HOW[difference.how] + ("_REPLACE" if another else "")
            answer.detailedDiff[difference.path].kind = provider_pb2.PropertyDiff.Kind.Value(how)
            answer.detailedDiff[difference.path].inputDiff = True
            if another:
                answer.replaces.append(difference.path)
            answer.diffs.append(difference.path)
        same_name = making.physical_name(identity, old) == making.physical_name(identity, new)
        chosen = identity.name not in (new.get(making.OWN) or [])
        collides = bool(identity.name and identity.scope is not None and same_name and chosen)
        answer.deleteBeforeReplace = collides or identity.deletes_first
        return answer

    @_answers
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Make a resource; in a preview, say what of it is known before."""
        kind, shape = _kind(request.urn), self._shape(_kind(request.urn))
        inputs = decode(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(
                properties=_state(inputs, making.later(self.package, shape, kind, inputs))
            )
        incarnation = self.shared.world.birth(request.urn)  # begun, whatever becomes of it
        due = self._fault("create", request.urn)
        row = self._made(context, request.urn, kind, shape, inputs, incarnation)
        try:
            if not self.package.in_state:
                self.shared.world.make(row)
        except Exists:
            if not making.identity_of(self.package, kind, shape).adopts:
                self._refuse(context, row)
            self.shared.world.adopt(row)
        self.shared.faults.after(due)
        state = _state(inputs, row.outputs)
        self._remember(context, request.urn, row.key.id, state)
        return provider_pb2.CreateResponse(id=row.key.id, properties=state)

    @_answers
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Return what is there, for a refresh or an import; without an id when it is gone."""
        kind = _kind(request.urn)
        self._fault("read", request.urn)
        if self.package.in_state:
            return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)
        try:
            row = self.shared.world.read(self._key(context, kind, request.id))
        except Gone:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=request.id, properties=_state(row.inputs, row.outputs), inputs=encode(row.inputs)
        )

    @_answers
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Change a resource in place."""
        kind, shape = _kind(request.urn), self._shape(_kind(request.urn))
        inputs = decode(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=self._still(shape, inputs, decode(request.olds)))
        due = self._fault("update", request.urn)
        key = self._key(context, kind, request.id)
        if self.package.in_state:
            return provider_pb2.UpdateResponse(properties=self._still(shape, inputs, decode(request.olds)))
        try:
            before = self.shared.world.read(key)
            row = self._made(context, request.urn, kind, shape, inputs, before.incarnation, key, before.made)
            self.shared.world.change(key, row.scope, row.name, row.inputs, row.outputs)
        except Gone:
            context.abort(
                grpc.StatusCode.NOT_FOUND,
                f"{kind} {request.id!r} is not there any more; `make refresh` tells the state so",
            )
        except Exists:
            self._refuse(context, row)
        self.shared.faults.after(due)
        return provider_pb2.UpdateResponse(properties=_state(inputs, row.outputs))

    @_answers
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Remove a resource."""
        kind = _kind(request.urn)
        due = self._fault("delete", request.urn)
        key = self._key(context, kind, request.id)
        self._heed_guards(context, key)
        self.shared.world.delete(key)
        self.shared.faults.after(due)
        return empty_pb2.Empty()

    @_answers
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Answer the functions that only compute; refuse look-ups, for which there is nobody to ask."""
        function = self.package.functions.get(request.tok)
        if function is None:
            there = ", ".join(self.package.functions) or "none"
            context.abort(
                grpc.StatusCode.FAILED_PRECONDITION,
                f"{request.tok} asks the cloud, and offline mode has none. Plans make no look-ups: take the value from "
                f"configuration or from a table in components/. Functions that are answered: {there}",
            )
        found = function(opened(decode(request.args)), {**self.package.account, **self._configuration(context)})
        return provider_pb2.InvokeResponse(**{"return": encode(found)})  # type: ignore[arg-type] # a keyword of Python

    def Call(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Refuse methods of resources."""
        context.abort(grpc.StatusCode.UNIMPLEMENTED, f"offline mode does not answer the method {request.tok}")

    def Construct(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Refuse components that a provider makes: what they consist of is known to the real provider only."""
        context.abort(
            grpc.StatusCode.UNIMPLEMENTED,
            f"{request.type} is a component made inside the provider; offline mode can't tell what it consists of",
        )

    def _fault(self, operation: str, urn: str) -> list[Fault]:
        return self.shared.faults.before(operation, _kind(urn), urn.rpartition("::")[2])

    def _shape(self, kind: str) -> Shape | None:
        if self.package.custom and re.fullmatch(self.package.custom, kind) and kind not in self.shapes.kinds():
            return None
        return self.shapes.resource(kind)

    def _configuration(self, context: grpc.ServicerContext) -> Mapping[str, Any]:
        return self._configurations.get(context.peer(), {})

    def _key(self, context: grpc.ServicerContext, kind: str, identifier: str) -> Key:
        place = self.package.place(self._configuration(context))
        return Key(package=self.package.name, place=place, kind=kind, id=identifier)

    def _made(
        self,
        context: grpc.ServicerContext,
        urn: str,
        kind: str,
        shape: Shape | None,
        inputs: Mapping[str, Any],
        incarnation: int,
        key: Key | None = None,
        made: str = "",
    ) -> Resource:
        identity = making.identity_of(self.package, kind, shape)
        made = made or now()
        configuration = self._configuration(context)
        name = making.physical_name(identity, inputs) or making.prefixed_name(identity, urn, incarnation, inputs)
        known = making.facts(self.package, configuration, inputs, name) | {"now": made}
        invented = Invented(urn, incarnation, known, configuration)
        key = key or self._key(context, kind, making.identifier(identity, opened(dict(inputs)), invented))
        invented = invented.knowing(id=key.id)
        outputs = making.outputs(self.package, shape, kind, inputs, invented)
        if identity.name in outputs and name:
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

    def _heed_guards(self, context: grpc.ServicerContext, key: Key) -> None:
        """Refuse to delete what guards itself, as the cloud does, whatever the state says of protection."""
        guards = self.package.guards.get(key.kind, ())
        if not guards:
            return
        with contextlib.suppress(Gone):
            inputs = self.shared.world.read(key).inputs
            for guard in guards:
                said = first(inputs, guard.path)
                if (guard.usual if said is None else said) == guard.refuses:
                    context.abort(
                        grpc.StatusCode.FAILED_PRECONDITION,
                        f"{key.kind} {key.id!r} can't be deleted while {guard.path} is {guard.refuses!r} (said "
                        f"nowhere it is {guard.usual!r}). To give it up: change that, `pulumi up`, then delete it",
                    )

    def _refuse(self, context: grpc.ServicerContext, row: Resource) -> NoReturn:
        where = f" in {row.scope}" if row.scope else ""
        others = self.shared.world.named(row)
        made = f" It was made for {others[0].urn}, its id is {others[0].key.id}." if others else ""
        context.abort(
            grpc.StatusCode.ALREADY_EXISTS,
            f"{row.key.kind} {row.name or row.key.id!r} exists already{where}.{made} Choose another name; or, if a run "
            "of this stack was killed while it made this, run `make recover`",
        )
        raise AssertionError("abort raises")

    def _remember(self, context: grpc.ServicerContext, urn: str, identifier: str, state: Any) -> None:
        """Let rules find a resource by its id and outputs too."""
        plan = self.shared.plan(self._runs.get(context.peer(), context.peer()), urn)
        if planned := plan.resources.get(urn):
            names = ("name", "arn", "selfLink", "identifier", "bucket")
            planned.id = identifier
            planned.outputs = {name: state.fields[name].string_value for name in names if name in state.fields}

    @staticmethod
    def _still(shape: Shape | None, inputs: Mapping[str, Any], old: Mapping[str, Any]) -> Any:
        """Return the state after a change that leaves what only the cloud can say as it was."""
        unsaid = {name: value for name, value in old.items() if inputs.get(name) is None and name != making.OWN}
        return _state(inputs, {name: value for name, value in unsaid.items() if not shape or name in shape.outputs})


def _kind(urn: str) -> str:
    """Return the type of a resource: the last of the types that its URN lists, those of its parents before it."""
    return urn.split("::")[2].rpartition("$")[2]


def _state(inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> Any:
    return encode({**{name: value for name, value in inputs.items() if name != making.OWN}, **outputs})


def _failures(urn: str, wrong: list[Failure]) -> list[Any]:
    # The reason names the property. Named as such, the engine would print its value beside it, a secret one in clear.
    return [provider_pb2.CheckFailure(reason=f"{urn}: {item}") for item in wrong]
