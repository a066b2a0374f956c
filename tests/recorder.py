"""A recorder for Pulumi's mocks: deploy a configuration without an engine, then assert on what was registered.

Mocks alone pass silently (an assertion inside ``apply`` may never run), so every registration is kept with its
resolved inputs and its options, and tests look at the record afterwards.
"""

import asyncio
import contextlib
import functools
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pulumi
from pulumi.runtime import mocks, rpc
from pulumi.runtime.stack import run_pulumi_func

import components
import stacks
from components.history import History
from components.system import System, SystemArgs
from stacks._adjust import adjust
from stacks._profiles import place
from stacks._settings import Settings

# What a provider answers besides the inputs, by type.
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "random:index/randomPassword:RandomPassword": {"result": "generated-{name}"},
    "tls:index/privateKey:PrivateKey": {"privateKeyPem": "KEY {name}"},
    "tls:index/certRequest:CertRequest": {"certRequestPem": "REQUEST {name}"},
    "tls:index/selfSignedCert:SelfSignedCert": {"certPem": "CERTIFICATE {name}"},
    "tls:index/locallySignedCert:LocallySignedCert": {"certPem": "CERTIFICATE {name}"},
    "docker:index/remoteImage:RemoteImage": {"imageId": "sha256:{name:0>64.64}"},
    "docker:index/container:Container": {"exitCode": 0, "containerLogs": ""},
}


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One resource as it was registered: resolved inputs (secrets in clear) and options."""

    kind: str
    name: str
    urn: str
    inputs: Mapping[str, Any]
    options: Any  # pulumirpc.RegisterResourceRequest


@dataclass
class Record:
    """Everything that one deployment registered, and what it exports."""

    resources: list[Registered] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[Registered]:
        """Return the resources whose type ends like this: ``record.of("Container")``."""
        return (item for item in self.resources if item.kind.endswith(f":{kind}"))

    def one(self, kind: str, name: str) -> Registered:
        """Return the resource with this type and logical name."""
        found = [item for item in self.of(kind) if item.name == name]
        assert len(found) == 1, f"{kind} {name}: {[item.name for item in self.of(kind)]}"
        return found[0]


class _Answers(mocks.Mocks):
    def __init__(self, answers: Mapping[str, Mapping[str, Any]]) -> None:
        self._answers = answers

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        answer = {**ANSWERS.get(args.typ, {}), **self._answers.get(args.name, {})}
        said = {key: value.format(name=args.name) if isinstance(value, str) else value for key, value in answer.items()}
        return f"{args.name}-id", {**args.inputs, **said}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"a plan makes no look-ups, but called {args.token}")


class _Monitor(mocks.MockMonitor):
    def __init__(self, answers: mocks.Mocks, record: Record) -> None:
        super().__init__(answers)
        self._record = record

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - gRPC gives the name
        answer = super().RegisterResource(request)  # type: ignore[no-untyped-call] # Pulumi has no types here
        inputs = rpc.deserialize_properties(request.object)
        self._record.resources.append(
            Registered(kind=request.type, name=request.name, urn=answer.urn, inputs=_in_clear(inputs), options=request)
        )
        return answer


def _in_clear(value: Any) -> Any:
    if rpc.is_rpc_secret(value):
        return _in_clear(rpc.unwrap_rpc_secret(value))
    if isinstance(value, dict):
        return {key: _in_clear(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_in_clear(item) for item in value]
    return value


@contextlib.contextmanager
def _loops_closed() -> Iterator[None]:
    """Close the event loops that Pulumi's mocks open, one in each of their threads, and leave open.

    Left to the garbage collector, a loop's socket may be gone before the loop, which then fails in whatever test runs.
    """
    opened: list[asyncio.AbstractEventLoop] = []
    ensure = mocks._ensure_event_loop  # type: ignore[attr-defined] # where the mocks open a loop

    def ensure_and_keep() -> None:
        opened.append(ensure())  # type: ignore[no-untyped-call] # Pulumi has no types here

    with mock.patch.object(mocks, "_ensure_event_loop", ensure_and_keep):
        try:
            yield
        finally:
            for loop in opened:
                loop.close()


def deploy(
    config: Mapping[str, str] | None = None,
    *,
    stack: str = "dev",
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    history: Mapping[str, Mapping[str, object]] | None = None,
    docker_host: str = "tcp://a-host-of-any-size",
    record: Record | None = None,
) -> Record:
    """Deploy a configuration on mocks and return the record; ``answers`` overrides outputs by logical name.

    Without a ``docker_host`` it is this machine. A ``record`` that is given can be looked at after a failure too.
    """
    record = record if record is not None else Record()
    settings = Settings.parse(dict(config or {}), stack)

    def program() -> None:
        target = components.load(settings.target)
        spec = adjust(stacks.load(settings.system), settings)
        system = System(
            SystemArgs(
                system=place(spec, settings.environment, settings.size, single_host=target.single_host),
                settings=settings,
                target=target,
                history=History(resources=history or {}),
            )
        )
        for name, value in {"url": system.url, **system.commands}.items():
            pulumi.Output.from_input(value).apply(functools.partial(record.outputs.__setitem__, name))

    async def on_mocks() -> None:
        monitor = _Monitor(_Answers(answers or {}), record)
        mocks.set_mocks(_Answers(answers or {}), project="moorage", stack=stack, monitor=monitor)
        await run_pulumi_func(program)

    with _loops_closed(), mock.patch.dict(os.environ, DOCKER_HOST=docker_host), asyncio.Runner() as runner:
        runner.run(on_mocks())
    return record
