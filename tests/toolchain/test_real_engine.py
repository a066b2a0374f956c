"""Programs and policy packs run by the real engine through our language host."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.toolchain.conftest import Project
from toolchain.setup import engine

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(engine.installed() is not None, reason="a `pulumi` on PATH comes with its own language host"),
]

PET = """
import pulumi, pulumi_random
print("printed by the program")
pulumi.export("pet", pulumi_random.RandomPet("pet").id)
length = pulumi.Config().require_int("length")
pulumi.export("password", pulumi_random.RandomPassword("password", length=length).result)
where = [pulumi.get_stack(), pulumi.get_project(), pulumi.get_organization(), pulumi.runtime.is_dry_run()]
pulumi.export("where", where)
pulumi.export("secret", pulumi.Config().require_secret("hidden"))
"""

STRICT = """
import pulumi
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy
print("the pack sees", pulumi.get_stack(), pulumi.Config("try").get("length"))
def long_enough(args, report):
    if args.resource_type.endswith("RandomPassword") and args.props["length"] < 20:
        report("this password is too short")
PolicyPack("strict", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy(name="long", description="Passwords are long.", validate=long_enough)])
"""

SLEEPER = """
import os, pathlib, time
pathlib.Path("program.pid").write_text(str(os.getpid()))
time.sleep(60)
"""


def _configured(project: Project) -> Project:
    assert project.pulumi("config", "set", "length", "16").returncode == 0
    assert project.pulumi("config", "set", "--secret", "hidden", "swordfish").returncode == 0
    return project


def _until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat").read_text() if Path(f"/proc/{pid}/stat").exists() else " ) Z "
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def _started_sleeper(project: Project) -> tuple["subprocess.Popen[str]", int, int]:
    """Return Pulumi's process and the process ids of the program and of the language host."""
    project.program(SLEEPER)
    process = project.start("up", "--yes", "--skip-preview")
    file = project.folder / "program.pid"
    assert _until(lambda: file.exists() and file.read_text() != "")
    program = int(file.read_text())
    host = int(Path(f"/proc/{program}/stat").read_text().rsplit(")", 1)[1].split()[1])
    assert _alive(program)
    assert _alive(host)
    return process, program, host


def test_a_program_is_previewed_and_deployed(project: Project) -> None:
    _configured(project).program(PET)
    preview = project.pulumi("preview")
    assert preview.returncode == 0, preview.stdout + preview.stderr
    assert "+ 3 to create" in preview.stdout
    assert "printed by the program" in preview.stdout
    assert "warning" not in preview.stdout + preview.stderr
    up = project.pulumi("up", "--yes", "--skip-preview")
    assert up.returncode == 0, up.stdout + up.stderr
    where = project.pulumi("stack", "output", "where").stdout
    assert where.strip() == '["try","try","organization",false]'
    assert "swordfish" not in project.pulumi("stack", "output").stdout
    again = project.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes")
    assert again.returncode == 0, again.stdout + again.stderr


def test_an_exception_is_shown_from_the_program_on_and_once(project: Project) -> None:
    project.program("def broken():\n    raise ValueError('broken on purpose')\nbroken()\n")
    preview = project.pulumi("preview")
    assert preview.returncode != 0
    shown = preview.stdout + preview.stderr
    assert shown.count("ValueError: broken on purpose") == 1
    assert f'File "{project.folder}/__main__.py", line 2, in broken' in shown
    assert "executor.py" not in shown
    assert "exit code" not in shown


def test_an_exception_in_an_apply_fails_the_update(project: Project) -> None:
    _configured(project).program(PET + "\npulumi.export('x', pulumi.Output.from_input(1).apply(lambda one: one / 0))\n")
    up = project.pulumi("up", "--yes", "--skip-preview")
    assert up.returncode != 0
    assert "ZeroDivisionError" in up.stdout + up.stderr


def test_a_run_error_is_shown_without_a_traceback(project: Project) -> None:
    project.program("import pulumi\nraise pulumi.RunError('moorage:size must be small, medium or large')\n")
    shown = project.pulumi("preview")
    assert shown.returncode != 0
    assert "error: moorage:size must be small, medium or large" in shown.stdout
    assert "Traceback" not in shown.stdout + shown.stderr


def test_an_exit_code_of_the_program_is_told(project: Project) -> None:
    project.program("import sys\nprint('no luck', file=sys.stderr)\nsys.exit(7)\n")
    shown = project.pulumi("preview")
    assert shown.returncode != 0
    assert "no luck" in shown.stdout
    assert "exit code 7" in shown.stdout + shown.stderr


def test_a_missing_program_is_told(project: Project) -> None:
    shown = project.pulumi("preview")
    assert shown.returncode != 0
    assert "__main__.py" in shown.stdout + shown.stderr


def test_ctrl_c_ends_everything_quietly(project: Project) -> None:
    process, program, host = _started_sleeper(project)
    os.killpg(process.pid, signal.SIGINT)
    shown, _ = process.communicate(timeout=20)
    assert process.returncode != 0
    assert "Traceback" not in shown
    assert "KeyboardInterrupt" not in shown
    assert _until(lambda: not _alive(program) and not _alive(host))


def test_nothing_outlives_an_engine_that_was_killed(project: Project) -> None:
    process, program, host = _started_sleeper(project)
    process.kill()
    process.communicate(timeout=20)
    assert _until(lambda: not _alive(program) and not _alive(host))


def test_a_policy_pack_blocks_and_knows_stack_and_configuration(project: Project) -> None:
    _configured(project).program(PET)
    pack = project.policy_pack(STRICT)
    blocked = project.pulumi("preview", "--policy-pack", str(pack))
    assert blocked.returncode != 0
    assert "the pack sees try 16" in blocked.stdout
    assert "this password is too short" in blocked.stdout
    assert project.pulumi("config", "set", "length", "24").returncode == 0
    allowed = project.pulumi("preview", "--policy-pack", str(pack))
    assert allowed.returncode == 0, allowed.stdout + allowed.stderr


def test_a_broken_policy_pack_says_what_is_broken(project: Project) -> None:
    _configured(project).program(PET)
    pack = project.policy_pack("import nonsense\n")
    failed = project.pulumi("preview", "--policy-pack", str(pack))
    assert failed.returncode != 0
    assert "No module named 'nonsense'" in failed.stdout + failed.stderr


def test_an_environment_that_is_missing_is_named(project: Project) -> None:
    project.program(PET)
    file = project.folder / "Pulumi.yaml"
    file.write_text(file.read_text().replace("/.venv", "/.no-such-environment"))
    failed = project.pulumi("preview")
    assert failed.returncode != 0
    shown = failed.stdout + failed.stderr
    assert ".no-such-environment" in shown
    assert "make setup" in shown
    assert "Traceback" not in shown


def test_about_names_the_python_that_runs_the_program(project: Project) -> None:
    project.program(PET)
    about = project.pulumi("about")
    assert about.returncode == 0, about.stderr
    assert "/.venv/bin/python" in about.stdout
    assert "pulumi_random" in about.stdout or "pulumi-random" in about.stdout
