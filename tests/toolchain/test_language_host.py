"""The language host's calls, over a real gRPC connection."""

import re
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from toolchain.language_host.host import Errors, LanguageHost
from toolchain.language_host.processes import Children
from toolchain.places import ROOT, VIRTUALENV


@pytest.fixture
def host() -> Iterator[Any]:
    # As the real host has it: what it starts then takes an interrupt, even where interrupts of this test are ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    children = Children()
    server = grpc.server(ThreadPoolExecutor(max_workers=4), interceptors=[Errors()])
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost("127.0.0.1:1", children), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield language_pb2_grpc.LanguageRuntimeStub(channel)
    children.end()
    server.stop(None)
    signal.signal(signal.SIGINT, before)


def _info(folder: Path, **options: str) -> Any:
    info = language_pb2.ProgramInfo(root_directory=str(folder), program_directory=str(folder), entry_point=".")
    info.options.update(options)
    return info


def _pinned() -> dict[str, str]:
    return dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))


def test_required_packages_are_the_plugins_in_the_pinned_versions(host: Any, tmp_path: Path) -> None:
    request = language_pb2.GetRequiredPackagesRequest(info=_info(tmp_path, virtualenv=str(VIRTUALENV)))
    found = {package.name: package.version for package in host.GetRequiredPackages(request).packages}
    pinned = _pinned()
    assert found.items() >= {name: f"v{pinned[f'pulumi-{name}']}" for name in ("docker", "random", "tls")}.items()
    assert "policy" not in found, "a package that says it has no plugin"


def test_program_dependencies_are_what_is_installed(host: Any, tmp_path: Path) -> None:
    request = language_pb2.GetProgramDependenciesRequest(info=_info(tmp_path))
    found = {one.name.lower(): one.version for one in host.GetProgramDependencies(request).dependencies}
    assert found["pulumi"] == _pinned()["pulumi"]
    assert found["grpcio"] == _pinned()["grpcio"]


def test_plugin_info_is_the_version_of_the_protocol(host: Any) -> None:
    assert host.GetPluginInfo(empty_pb2.Empty()).version == _pinned()["pulumi"]


def test_about_tells_the_python(host: Any, tmp_path: Path) -> None:
    answer = host.About(language_pb2.AboutRequest(info=_info(tmp_path, virtualenv=str(VIRTUALENV))))
    assert answer.executable == str(VIRTUALENV / "bin" / "python")
    assert answer.version == ".".join(map(str, sys.version_info[:3]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"virtualenv": "no-such"}, "make setup"),
        ({"toolchain": "poetry"}, "use 'pip'"),
    ],
)
def test_what_the_user_has_to_put_right_is_a_message(
    host: Any, tmp_path: Path, options: dict[str, str], message: str
) -> None:
    for call in (
        lambda: host.Run(language_pb2.RunRequest(info=_info(tmp_path, **options))),
        lambda: list(host.RunPlugin(language_pb2.RunPluginRequest(info=_info(tmp_path, **options)))),
    ):
        with pytest.raises(grpc.RpcError) as failed:
            call()
        assert message in str(failed.value)


def test_a_plugin_in_python_gets_its_arguments_and_environment_and_is_streamed(host: Any, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(
        "import os, sys\nprint(sys.argv[1:], os.environ['GIVEN'], os.getcwd())\n"
        "print('oh', file=sys.stderr)\nsys.exit(3)\n"
    )
    request = language_pb2.RunPluginRequest(
        info=_info(tmp_path), args=["one", "two"], env=["GIVEN=a=b"], pwd=str(ROOT), kind="resource"
    )
    responses = list(host.RunPlugin(request))
    assert b"".join(response.stdout for response in responses) == f"['one', 'two'] a=b {ROOT}\n".encode()
    assert b"".join(response.stderr for response in responses) == b"oh\n"
    assert responses[-1].exitcode == 3


def test_cancel_interrupts_what_runs(host: Any, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(
        "import time\ntry:\n    print('started', flush=True)\n    time.sleep(60)\n"
        "except KeyboardInterrupt:\n    print('interrupted', flush=True)\n"
    )
    stream = host.RunPlugin(language_pb2.RunPluginRequest(info=_info(tmp_path), pwd=str(tmp_path), kind="resource"))
    assert next(stream).stdout == b"started\n"
    cancelling = threading.Thread(target=lambda: host.Cancel(empty_pb2.Empty()))
    cancelling.start()
    assert next(stream).stdout == b"interrupted\n"
    cancelling.join()


def test_a_plugin_ends_with_its_call(host: Any, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(
        "import os, time\ntry:\n    print(os.getpid(), flush=True)\n    time.sleep(60)\n"
        "finally:\n    open('ended', 'w').close()\n"
    )
    stream = host.RunPlugin(language_pb2.RunPluginRequest(info=_info(tmp_path), pwd=str(tmp_path), kind="resource"))
    next(stream)
    stream.cancel()
    waiting = threading.Event()
    for _ in range(100):
        if (tmp_path / "ended").exists():
            break
        waiting.wait(0.05)
    assert (tmp_path / "ended").exists()


def test_dependencies_are_installed_into_the_environment_that_is_named(host: Any, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("# nothing, so that no index is needed\n")
    request = language_pb2.InstallDependenciesRequest(info=_info(tmp_path, virtualenv="environment"))
    list(host.InstallDependencies(request))
    assert (tmp_path / "environment" / "bin" / "python").exists()
    (tmp_path / "requirements.txt").write_text("no-such-package @ file:///no-such-place\n")
    with pytest.raises(grpc.RpcError, match="exit code"):
        list(host.InstallDependencies(request))


def test_children_do_not_start_once_the_host_ends() -> None:
    children = Children()
    sleeping = children.start([sys.executable, "-c", "import time; time.sleep(60)"])
    children.end()
    assert sleeping.poll() is not None
    with pytest.raises(Exception, match="ending"):
        children.start([sys.executable, "-c", ""])
