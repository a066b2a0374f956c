"""Serves pulumirpc.ResourceProvider for one package: the protocol around ``Lifecycle``."""

import functools
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from toolchain.offline import checks, packages
from toolchain.offline.faults import Refused
from toolchain.offline.lifecycle import Lifecycle, Refusal
from toolchain.offline.package import Package
from toolchain.offline.rules import Failure
from toolchain.offline.shapes import NoShape, Shapes
from toolchain.offline.shared import Shared
from toolchain.offline.values import decode, encode, opened

HOW = {"added": "ADD", "removed": "DELETE", "changed": "UPDATE"}
UNAVAILABLE, EXHAUSTED = grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED
NO_NAMES = provider_pb2.CheckRequest.AutonamingOptions.Mode.Value("DISABLE")


def _answers(method: Callable[..., Any]) -> Callable[..., Any]:
    """Note how long a call took, and answer what went wrong as a provider would.

    Of a mistake of ours nothing but its place is told: its text may quote a secret.
    """

    @functools.wraps(method)
    def call(self: "Provider", request: Any, context: grpc.ServicerContext) -> Any:
        began = time.perf_counter()
        try:
            return method(self, request, context)
        except Refusal as refusal:
            code, text = refusal.code, str(refusal)
        except Refused as refused:
            code, text = EXHAUSTED if refused.throttled else UNAVAILABLE, str(refused)
        except NoShape as unknown:
            code, text = grpc.StatusCode.INVALID_ARGUMENT, str(unknown)
        except Exception as mistake:
            place = traceback.extract_tb(mistake.__traceback__)[-1]
            where = f"{Path(place.filename).name}:{place.lineno}"
            code = grpc.StatusCode.INTERNAL
            text = f"offline mode made a mistake at {method.__name__}: {type(mistake).__name__} in {where}"
        finally:
            self.shared.spent(method.__name__, time.perf_counter() - began)
        context.abort(code, text)
        raise AssertionError("abort raises")

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

    def _resource(self, request: Any, context: grpc.ServicerContext) -> Lifecycle:
        return Lifecycle(
            urn=request.urn,
            package=self.package,
            shapes=self.shapes,
            shared=self.shared,
            configuration=self._configurations.get(context.peer(), {}),
            run=self._runs.get(context.peer(), context.peer()),
        )

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Learn which run this connection belongs to: each has an engine with an address of its own."""
        self._runs[context.peer()] = request.engine_address
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Answer an engine that attaches."""
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Answer an engine that was interrupted: what is under way ends by itself, soon but for a fault's delay."""
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
        """Compare a provider's configuration; its resources say themselves what follows for them."""
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
        resource, said = self._resource(request, context), decode(request.news)
        automatic = request.autonaming.mode != NO_NAMES
        proposed = request.autonaming.proposed_name
        inputs = resource.named(said, decode(request.olds), request.randomSeed, proposed, automatic=automatic)
        wrong = resource.check(inputs, automatic=automatic)
        answer = request.news if inputs == said else encode(inputs)
        return provider_pb2.CheckResponse(inputs=answer, failures=_failures(request.urn, wrong))

    @_answers
    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Compare old and new inputs; say what makes a new resource."""
        old, new = decode(request.old_inputs), decode(request.news)
        changes = self._resource(request, context).compare(request.id, decode(request.olds), old, new)
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        answer = provider_pb2.DiffResponse(
            changes=some if changes.found else none,
            hasDetailedDiff=True,
            deleteBeforeReplace=changes.deletes_first,
            diffs=list(dict.fromkeys(item.top for item, _ in changes.found)),
            replaces=list(dict.fromkeys(item.top for item, another in changes.found if another)),
        )
        for item, another in changes.found:
            how = HOW[item.how] + ("_REPLACE" if another else "")
            answer.detailedDiff[item.path].kind = provider_pb2.PropertyDiff.Kind.Value(how)
            answer.detailedDiff[item.path].inputDiff = True
        return answer

    @_answers
    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Make a resource; in a preview, say what of it is known before."""
        resource, inputs = self._resource(request, context), decode(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=encode(resource.plan_creation(inputs)))
        identifier, state = resource.create(inputs)
        return provider_pb2.CreateResponse(id=identifier, properties=encode(state))

    @_answers
    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Return what is there, for a refresh or an import; without an id when it is gone."""
        resource = self._resource(request, context)
        found = resource.read(request.id, decode(request.properties), decode(request.inputs))
        if found is None:
            return provider_pb2.ReadResponse()
        state, inputs = found
        return provider_pb2.ReadResponse(id=request.id, properties=encode(state), inputs=encode(inputs))

    @_answers
    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Change a resource in place; in a preview, say what of it stays known."""
        resource = self._resource(request, context)
        change = resource.plan_update if request.preview else resource.update
        state = change(request.id, decode(request.olds), decode(request.news))
        return provider_pb2.UpdateResponse(properties=encode(state))

    @_answers
    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Remove a resource."""
        self._resource(request, context).delete(request.id, decode(request.properties))
        return empty_pb2.Empty()

    @_answers
    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Answer the functions that only compute; refuse look-ups, for which there is nobody to ask."""
        function = self.package.functions.get(request.tok)
        if function is None:
            there = ", ".join(self.package.functions) or "none"
            raise Refusal(
                grpc.StatusCode.FAILED_PRECONDITION,
                f"{request.tok} asks the cloud, and offline mode has none. Plans make no look-ups: take the value from "
                f"configuration or from a table in components/. Functions that are answered: {there}",
            )
        configuration = self._configurations.get(context.peer(), {})
        found = function(opened(decode(request.args)), {**self.package.account, **configuration})
        return provider_pb2.InvokeResponse(**{"return": encode(found)})  # type: ignore[arg-type] # a keyword of Python

    @_answers
    def Call(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Refuse methods of resources."""
        raise Refusal(grpc.StatusCode.UNIMPLEMENTED, f"offline mode does not answer the method {request.tok}")

    @_answers
    def Construct(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Refuse components that a provider makes: what they consist of is known to the real provider only."""
        text = f"{request.type} is a component made inside the provider; offline mode can't tell what it consists of"
        raise Refusal(grpc.StatusCode.UNIMPLEMENTED, text)


def _failures(urn: str, wrong: list[Failure]) -> list[Any]:
    # The reason names the property. Named as such, the engine would print its value beside it, a secret one in clear.
    return [provider_pb2.CheckFailure(reason=f"{urn}: {item}") for item in wrong]
