"""The real plugins of this machine, asked over gRPC: what they check, make and compare is what the tables say.

Only plugins that need nothing else are asked to make something. Where a plugin is not installed, a test is skipped.
"""

import contextlib
import json
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from toolchain.offline.values import decode, encode, opened
from toolchain.places import plugin_versions
from toolchain.setup import plugins

SECONDS = 30


class Plugin:
    """A running plugin."""

    def __init__(self, stub: Any) -> None:
        self._stub = stub

    def schema(self) -> dict[str, Any]:
        """Return its schema."""
        answer = self._stub.GetSchema(provider_pb2.GetSchemaRequest(), timeout=SECONDS)
        schema: dict[str, Any] = json.loads(answer.schema)
        return schema

    def check(self, kind: str, inputs: Mapping[str, Any], name: str = "thing") -> tuple[dict[str, Any], list[str]]:
        """Return the inputs with what it fills in, and why it refuses them."""
        request = provider_pb2.CheckRequest(urn=_urn(kind, name), news=encode(inputs), randomSeed=b"0" * 32)
        answer = self._stub.Check(request, timeout=SECONDS)
        return decode(answer.inputs), [failure.reason for failure in answer.failures]

    def make(self, kind: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the id and the outputs, in clear, of something it made; raise what it raises."""
        checked, refused = self.check(kind, inputs)
        if refused:
            raise ValueError(refused[0])
        request = provider_pb2.CreateRequest(urn=_urn(kind), properties=encode(checked))
        try:
            answer = self._stub.Create(request, timeout=SECONDS)
        except grpc.RpcError as error:
            raise ValueError(error.details()) from None
        return answer.id, opened(decode(answer.properties))

    def replaces(self, kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
        """Return the properties for which it would make a new resource."""
        checked, _ = self.check(kind, before)
        identifier, state = self.make(kind, before)
        request = provider_pb2.DiffRequest(
            id=identifier,
            urn=_urn(kind),
            olds=encode(state),
            old_inputs=encode(checked),
            news=encode(self.check(kind, after)[0]),
        )
        return list(self._stub.Diff(request, timeout=SECONDS).replaces)


@contextlib.contextmanager
def running(name: str) -> Iterator[Plugin]:
    """Run a plugin, or skip the test."""
    program = plugins.installed(name, plugin_versions()[name]) / f"pulumi-resource-{name}"
    if not program.exists():
        pytest.skip(f"the plugin {name} is not installed; `make setup` does it")
    command = [str(program), "127.0.0.1:1"]  # the address of an engine, which is not asked
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            options = [("grpc.max_receive_message_length", 100_000_000)]
            with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as channel:
                yield Plugin(provider_pb2_grpc.ResourceProviderStub(channel))
        finally:
            process.kill()


def _urn(kind: str, name: str = "thing") -> str:
    return f"urn:pulumi:dev::test::{kind}::{name}"
