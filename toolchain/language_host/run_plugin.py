"""Runs a plugin written in Python, above all a policy pack, and streams what it prints to the engine."""

import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

import grpc
from pulumi.runtime.proto import language_pb2

from toolchain.language_host.policy_pack import PolicyPack, environment_with
from toolchain.language_host.processes import Children, interrupt

ANALYZER = "analyzer"

Output = queue.SimpleQueue[Any]


def run_plugin(request: Any, context: grpc.ServicerContext, children: Children, python: str) -> Iterator[Any]:
    """Yield the plugin's output as it comes, and its exit code last; it ends with the call."""
    folder = request.info.program_directory
    pack = request.kind == ANALYZER
    # `python -m pulumi.policy` takes the engine's address first; any other plugin is a folder with a __main__.py.
    command = (
        [python, "-u", "-m", "pulumi.policy", *request.args, folder] if pack else [python, "-u", folder, *request.args]
    )

    def start(extra: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        process = children.start(
            command,
            # A policy pack reads its own files from the folder it lies in.
            cwd=folder if pack else request.pwd,
            env=environment_with(extra, list(request.env)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        context.add_callback(lambda: interrupt(process))
        return process

    if not pack:
        yield from _output_of(start({}))
        return
    proxy = PolicyPack(start)
    context.add_callback(proxy.close)
    yield language_pb2.RunPluginResponse(stdout=f"{proxy.port}\n".encode())
    proxy.started.wait()
    for line in proxy.printed:
        yield language_pb2.RunPluginResponse(stdout=line)
    if proxy.process is not None:
        yield from _output_of(proxy.process)


def _output_of(process: "subprocess.Popen[bytes]") -> Iterator[Any]:
    output = Output()
    for stream, respond in ((process.stdout, _stdout), (process.stderr, _stderr)):
        assert stream is not None  # noqa: S101 (for the type checker: both are started as pipes)
        threading.Thread(target=_copy, args=(stream, respond, output), daemon=True).start()
    open_streams = 2
    while open_streams:
        response = output.get()
        if response is None:
            open_streams -= 1
        else:
            yield response
    yield language_pb2.RunPluginResponse(exitcode=process.wait())


def _copy(stream: IO[bytes], respond: Callable[[bytes], Any], output: Output) -> None:
    with stream:
        for line in stream:
            output.put(respond(line))
    output.put(None)


def _stdout(line: bytes) -> Any:
    return language_pb2.RunPluginResponse(stdout=line)


def _stderr(line: bytes) -> Any:
    return language_pb2.RunPluginResponse(stderr=line)
