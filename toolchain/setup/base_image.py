"""The image that all of images/ start from: pulled, or made from Debian's packages where nothing can be pulled."""

import shutil
import tempfile
from pathlib import Path

from toolchain.console import Problem, answer, can_install_packages, say
from toolchain.setup import debian
from toolchain.setup.debian import Mirrors
from toolchain.setup.steps import Log, Step

SUITE = "trixie"
TAG = f"debian:{SUITE}-slim"
PULL_SECONDS = 60
SIGNED_BY = "/usr/share/keyrings/debian-archive-keyring.gpg"
# As in Debian's own slim images: no documents, manuals or translations, now and from packages to come.
NOT_INSTALLED = ("usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "usr/share/lintian")


def step() -> Step:
    """Return the step that makes the base image available."""
    return Step(
        name="base-image",
        says=f"getting the base image {TAG} (about 40 s where it has to be made from Debian's packages)",
        needed=lambda: answer(["docker", "image", "inspect", TAG, "--format", "{{.Id}}"]) is None,
        do=_get,
        after=("docker",),
        takes_space=True,
    )


def _get(log: Log) -> None:
    try:
        log.run(["docker", "pull", "--quiet", TAG], timeout=PULL_SECONDS)
    except Problem as refused:
        if "another step failed" in str(refused):
            raise
        make(Log("base-image-made"), TAG)


def make(log: Log, tag: str) -> None:
    """Make an image like Debian's slim ones and import it under `tag`; needs root on Debian."""
    mirrors = debian.mirrors()
    if mirrors is None or not can_install_packages():
        raise Problem(
            f"{TAG} can't be pulled, and only root on Debian can make it. Get it onto this machine "
            f"(`docker load`), or tag an image of your own as {TAG}."
        )
    say(f"{TAG} can't be pulled: making it with debootstrap")
    if not mirrors.security:
        say("this machine names no source of security updates, so images get fixes with point releases only")
    if not shutil.which("debootstrap"):
        debian.install(log, ["debootstrap"], start_services=False)
    with tempfile.TemporaryDirectory(prefix="moorage-base-", ignore_cleanup_errors=True) as temporary:
        root = Path(temporary) / "root"
        certificates = ["--include=ca-certificates"] if mirrors.main.startswith("https:") else []
        log.run(["debootstrap", "--variant=minbase", *certificates, SUITE, root, mirrors.main], explain=debian.EXPLAIN)
        _slim(root, mirrors)
        archive = Path(temporary) / "root.tar"
        log.run(["tar", "--create", "--file", archive, "--directory", root, "--exclude=./dev/*", "."])
        label = f"LABEL moorage.base=debootstrap-{SUITE}"
        log.run(["docker", "import", "--change", 'CMD ["bash"]', "--change", label, archive, tag])


def _slim(root: Path, mirrors: Mirrors) -> None:
    for folder in [*NOT_INSTALLED, "var/lib/apt/lists", "var/cache/apt", "var/log"]:
        shutil.rmtree(root / folder, ignore_errors=True)
        (root / folder).mkdir(parents=True)
    excluded = "".join(f"path-exclude=/{folder}/*\n" for folder in NOT_INSTALLED)
    (root / "etc/dpkg/dpkg.cfg.d/slim").write_text(excluded + "path-include=/usr/share/doc/*/copyright\n")
    (root / "etc/apt/apt.conf.d/slim").write_text('Acquire::Languages "none";\n')
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    (root / "etc/apt/sources.list.d/debian.sources").write_text(sources(mirrors))
    # Each container gets its own.
    (root / "etc/hostname").unlink(missing_ok=True)
    (root / "etc/resolv.conf").unlink(missing_ok=True)


def sources(mirrors: Mirrors) -> str:
    """Return the package sources of the image: the release, its updates and, where known, its security updates."""
    entry = f"Types: deb\nURIs: {{}}\nSuites: {{}}\nComponents: main\nSigned-By: {SIGNED_BY}\n"
    entries = [entry.format(mirrors.main, f"{SUITE} {SUITE}-updates")]
    if mirrors.security:
        entries.append(entry.format(mirrors.security, f"{SUITE}-security"))
    return "\n".join(entries)
