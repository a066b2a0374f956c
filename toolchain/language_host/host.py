"""Serves pulumirpc.LanguageRuntime: the engine asks which plugins a program needs, and has it run."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from toolchain.language_host import packages
from toolchain.language_host.executor import TOLD_THE_USER
from toolchain.language_host.policy_pack import UNLIMITED
from toolchain.language_host.processes import Children, HostError, interrupt, python_for
from toolchain.language_host.run_plugin import run_plugin

EXECUTOR = Path(__file__).with_name("executor.py")


def _python(info: Any) -> str:
    return python_for(info.root_directory, MessageToDict(info.options))


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """The part of a language host that deploying Python programs and policy packs takes."""

    def __init__(self, engine_address: str, children: Children) -> None:
        self.engine_address = engine_address
        self.children = children

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Learn where the engine listens."""
        self.engine_address = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Tell the version of the pulumi package whose protocol this host speaks."""
        return plugin_pb2.PluginInfo(version=version("pulumi"))

    def GetRequiredPackages(self, request: Any, context: grpc.ServicerContext) -> Any:
        """List the provider plugins that the program's installed packages need, in exactly their versions."""
        plugins = packages.required_plugins(_python(request.info))
        return language_pb2.GetRequiredPackagesResponse(packages=plugins)

    def GetProgramDependencies(self, request: Any, context: grpc.ServicerContext) -> Any:
        """List every package of the program's virtual environment."""
        found = sorted(packages.installed(_python(request.info)).items())
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=name, version=installed) for name, installed in found]
        )

    def About(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Tell which Python runs the program."""
        python = _python(request.info)
        answer = subprocess.run([python, "--version"], capture_output=True, check=True, text=True).stdout
        return language_pb2.AboutResponse(executable=python, version=answer.split()[-1], metadata={"toolchain": "pip"})

    def InstallDependencies(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        """Make the virtual environment that the project names, and install its requirements.txt."""
        info = request.info
        environment = Path(info.root_directory) / str(MessageToDict(info.options).get("virtualenv", ".venv"))
        requirements = Path(info.program_directory) / "requirements.txt"
        commands = [[sys.executable, "-m", "venv", str(environment)]]
        if requirements.exists():
            commands.append([str(environment / "bin" / "python"), "-m", "pip", "install", "-r", str(requirements)])
        for command in commands:
            process = self.children.start(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            assert process.stdout is not None  # noqa: S101 (for the type checker: a pipe was asked for)
            with process.stdout:
                for line in process.stdout:
                    yield language_pb2.InstallDependenciesResponse(stdout=line)
            if process.wait() != 0:
                raise HostError(f"{' '.join(command)} failed with exit code {process.returncode}")

    def Run(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Run the program to its end; what it prints goes to the user, and so does the reason it failed for."""
        info = request.info
        handed_over = {
            "project": request.project,
            "stack": request.stack,
            "organization": request.organization,
            "root_directory": info.root_directory,
            "dry_run": request.dryRun,
            "parallel": request.parallel,
            "monitor": request.monitor_address,
            "engine": self.engine_address,
            "config": dict(request.config),
            "config_secret_keys": list(request.configSecretKeys),
            "program": str(Path(info.program_directory) / info.entry_point),
            "arguments": list(request.args),
        }
        process = self.children.start(
            [_python(info), "-u", str(EXECUTOR)], cwd=request.pwd or info.program_directory, stdin=subprocess.PIPE
        )
        # The call also ends when the engine gives up on it; the program is then of no use to anyone.
        context.add_callback(lambda: interrupt(process))
        process.communicate(json.dumps(handed_over).encode())
        code = process.returncode
        if code == 0:
            return language_pb2.RunResponse()
        if code == TOLD_THE_USER:
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(error=f"the program ended with exit code {code}")

    def RunPlugin(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        """Run a policy pack, or another plugin that is written in Python, until the engine has done with it."""
        return run_plugin(request, context, self.children, _python(request.info))

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Interrupt what runs."""
        self.children.cancel()
        return empty_pb2.Empty()


class Errors(grpc.ServerInterceptor):
    """Turns a HostError into a message for the user; without this gRPC would print a traceback."""

    def intercept_service(self, continuation: Any, handler_call_details: Any) -> Any:
        """Wrap the handler of a call."""
        handler = continuation(handler_call_details)
        if handler is None:
            return None

        def call(request: Any, context: grpc.ServicerContext) -> Any:
            try:
                return handler.unary_unary(request, context)
            except HostError as problem:
                context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(problem))

        def stream(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            try:
                yield from handler.unary_stream(request, context)
            except HostError as problem:
                context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(problem))

        coding = (handler.request_deserializer, handler.response_serializer)
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(stream, *coding)
        return grpc.unary_unary_rpc_method_handler(call, *coding)


def serve(engine_address: str) -> int:
    """Serve until interrupted or until the engine is gone; print the port first, as the engine expects."""
    children = Children()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    server = grpc.server(ThreadPoolExecutor(max_workers=16), interceptors=[Errors()], options=UNLIMITED)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(engine_address, children), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    engine = os.getppid()
    # An engine that was killed can't tell us; then the parent is another process than before.
    while not ended.wait(0.5) and os.getppid() == engine:
        pass
    children.end()
    server.stop(None)
    return 0
