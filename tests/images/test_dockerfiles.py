import re
import subprocess

import pytest

from tests.images.engine import FOLDERS, ROOT

DOCKERFILES = sorted(FOLDERS.keys() - {"files", "directory"})  # those two have no base, no program and no user


def lines(name: str) -> list[str]:
    """The instructions of a Dockerfile: comments out, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / FOLDERS[name] / "Dockerfile").read_text(), flags=re.MULTILINE)
    return [line for line in re.sub(r"\\\n", " ", text).splitlines() if line.strip()]


@pytest.mark.parametrize("name", DOCKERFILES)
def test_base_is_the_one_every_image_shares_with_a_tag_that_names_a_release(name: str) -> None:
    assert [line for line in lines(name) if line.startswith("FROM")] == ["FROM debian:trixie-slim"]


@pytest.mark.parametrize("name", DOCKERFILES)
def test_last_user_is_without_privileges(name: str) -> None:
    assert [line for line in lines(name) if line.startswith("USER")] == ["USER 10001:10001"]


def test_the_image_for_files_is_empty() -> None:
    assert lines("files") == ["FROM scratch", "COPY README /", 'CMD ["never-started"]']


def test_the_image_for_directories_holds_one_that_is_a_users() -> None:
    assert lines("directory") == [
        "FROM scratch",
        "ARG OWNER=10001",
        "COPY --chown=${OWNER}:${OWNER} directory /directory",
        'CMD ["never-started"]',
    ]


@pytest.mark.parametrize("name", DOCKERFILES)
def test_nothing_comes_from_the_network_but_debian_packages(name: str) -> None:
    text = "\n".join(lines(name))
    assert not re.search(r"^ADD\b", text, re.MULTILINE)
    assert not re.search(r"https?://|git clone|pip3? install|npm |wget |curl -", text)


@pytest.mark.parametrize("name", DOCKERFILES)
def test_packages_come_without_what_they_only_recommend_and_leave_no_lists(name: str) -> None:
    for line in lines(name):
        if "apt-get install" in line:
            assert line.count("apt-get install") == line.count("--no-install-recommends")
            assert "apt-get upgrade --yes" in line, "the base's own packages get their security updates here"
            assert "rm -rf /var/lib/apt/lists/*" in line


def test_the_edge_has_the_module_that_listeners_load() -> None:
    install = next(line for line in lines("nginx") if "apt-get install" in line)
    assert {"nginx", "libnginx-mod-stream"} <= set(install.split())


@pytest.mark.parametrize("name", DOCKERFILES)
def test_the_classic_builder_can_build_it(name: str) -> None:
    text = (ROOT / FOLDERS[name] / "Dockerfile").read_text()
    assert not re.search(r"--mount=|<<|^# *syntax=|COPY --(chmod|link)", text, re.MULTILINE)


@pytest.mark.parametrize("name", DOCKERFILES)
def test_no_value_of_a_secret_is_in_it(name: str) -> None:
    for line in lines(name):
        if line.startswith(("ENV", "ARG", "LABEL")):
            assert not re.search(r"passw|secret|token|key", line, re.IGNORECASE)


def test_the_entry_point_is_executable_and_parses() -> None:
    path = ROOT / "images/postgresql/entrypoint.sh"
    assert path.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", path], check=True)
