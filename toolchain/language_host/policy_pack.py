"""Serves a policy pack to the engine.

The engine tells a pack its stack and configuration in its first call (ConfigureStack), but a pack written in Python
reads both from its environment when it starts. So the host answers the first call itself: it starts the pack with
what that call says, and from then on hands every call through to it, bytes for bytes.
"""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from pulumi.runtime.proto import analyzer_pb2

UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

Start = Callable[[Mapping[str, str]], "subprocess.Popen[bytes]"]


class PolicyPack(grpc.GenericRpcHandler):
    """One policy pack behind a port of ours; `start` starts it with additional environment variables."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._channel: grpc.Channel | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.printed: list[bytes] = []
        self.started = threading.Event()
        self._server = grpc.server(ThreadPoolExecutor(max_workers=8), options=UNLIMITED)
        self._server.add_generic_rpc_handlers((self,))
        self.port: int = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[Any, Any] | None":
        """Hand a call through; all calls of the Analyzer service are one message each way."""
        method = handler_call_details.method
        if method.endswith("/Handshake"):
            return None  # no pack in Python knows it, and the engine goes on without
        return grpc.unary_unary_rpc_method_handler(lambda request, context: self._forward(method, request, context))

    def close(self) -> None:
        """Stop serving; whoever started the pack ends it."""
        self.started.set()
        self._server.stop(None)

    def _forward(self, method: str, request: bytes, context: grpc.ServicerContext) -> bytes:
        with self._lock:
            if self._channel is None:
                configured = method.endswith("/ConfigureStack")
                self._channel = self._connect(_environment(request) if configured else {}, context)
        call: Any = self._channel.unary_unary(method)  # bytes in, bytes out, which the type stubs do not foresee
        try:
            answer: bytes = call(request)
        except grpc.RpcError as problem:
            context.abort(problem.code(), problem.details() or "")
        return answer

    def _connect(self, environment: Mapping[str, str], context: grpc.ServicerContext) -> grpc.Channel:
        self.process = self._start(environment)
        assert self.process.stdout is not None  # noqa: S101 (for the type checker: it is started with pipes)
        assert self.process.stderr is not None  # noqa: S101 (likewise)
        # What the pack prints while it is imported comes before its port.
        port = b""
        for line in self.process.stdout:
            if line.strip().isdigit():
                port = line.strip()
                break
            self.printed.append(line)
        if not port:
            said = b"".join([*self.printed, *self.process.stderr]).decode()
            context.abort(grpc.StatusCode.UNAVAILABLE, f"the policy pack did not start:\n{said}")
        self.started.set()
        return grpc.insecure_channel(f"127.0.0.1:{port.decode()}", options=UNLIMITED)


def _environment(request: bytes) -> dict[str, str]:
    stack: Any = analyzer_pb2.AnalyzerStackConfigureRequest.FromString(request)
    return {
        "PULUMI_ORGANIZATION": stack.organization or "organization",
        "PULUMI_PROJECT": stack.project,
        "PULUMI_STACK": stack.stack,
        "PULUMI_DRY_RUN": "true" if stack.dry_run else "false",
        "PULUMI_CONFIG": json.dumps(dict(stack.config)),
    }


def environment_with(extra: Mapping[str, str], pairs: list[str]) -> dict[str, str]:
    """Return this process's environment with the engine's `NAME=value` pairs and then `extra` laid over it."""
    given = dict(pair.split("=", 1) for pair in pairs)
    return {**os.environ, **given, **extra}
