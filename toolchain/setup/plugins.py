"""The provider plugins: installed by the engine where it can download them, else built from toolchain/plugins."""

import shutil
import socket
from pathlib import Path

from toolchain.places import PLUGINS_SOURCE, cache, fingerprint, plugin_versions, pulumi_home
from toolchain.setup import engine, go
from toolchain.setup.steps import Log, Step

# Written beside a plugin that was built here, with the hash of what it was built from. A downloaded one has none.
BUILT_HERE = "moorage.stamp"
DOWNLOADS = ("get.pulumi.com", 443)
PROBE_SECONDS = 3.0
NOT_DOWNLOADABLE = "the provider plugins can't be downloaded from here"


def built() -> Path:
    """Return the folder that holds, or will hold, the one program that is all plugins."""
    return cache() / f"plugins-{fingerprint([PLUGINS_SOURCE])}"


def installed(plugin: str, version: str) -> Path:
    """Return the folder in which Pulumi looks for a plugin."""
    return pulumi_home() / "plugins" / f"resource-{plugin}-v{version}"


def _missing(plugin: str, version: str) -> bool:
    folder = installed(plugin, version)
    if not (folder / f"pulumi-resource-{plugin}").exists():
        return True
    stamp = folder / BUILT_HERE
    return stamp.exists() and stamp.read_text() != built().name


def missing() -> dict[str, str]:
    """Return plugin -> version of those that are absent, or were built from other sources than these."""
    return {plugin: version for plugin, version in plugin_versions().items() if _missing(plugin, version)}


def downloadable() -> bool:
    """Tell whether the published plugins can be had from here."""
    try:
        socket.create_connection(DOWNLOADS, timeout=PROBE_SECONDS).close()
    except OSError:
        return False
    return True


def steps() -> list[Step]:
    """Return the steps that install the plugins: modules are fetched while the engine compiles, and built after it."""
    return [
        Step(
            name="plugin-modules",
            says="fetching the Go modules of the provider plugins (about 1 min, once)",
            needed=_to_build,
            do=_download,
        ),
        Step(
            name="plugins",
            says=f"installing the provider plugins {', '.join(plugin_versions())} (about 3 min where they are built)",
            needed=lambda: bool(missing()),
            do=_install,
            after=("engine", "plugin-modules"),
            takes_space=True,
        ),
    ]


def _to_build() -> bool:
    return bool(missing()) and not (built() / "pulumi-plugin").exists() and not downloadable()


def _download(log: Log) -> None:
    go.check(NOT_DOWNLOADABLE)
    go.download(log, PLUGINS_SOURCE)


def _install(log: Log) -> None:
    pulumi = engine.command()
    # A download that fails half-way (a proxy that answers and then refuses) is no reason to give up: we can build.
    from_here = (built() / "pulumi-plugin").exists() or not downloadable()
    for plugin, version in missing().items():
        command: list[str | Path] = [pulumi, "plugin", "install", "resource", plugin, version]
        if from_here:
            if not (built() / "pulumi-plugin").exists():
                _build(log)
            command += ["--file", built() / "pulumi-plugin", "--reinstall"]
        log.run(command, environment={"PULUMI_SKIP_UPDATE_CHECK": "true"})
        if from_here:
            (installed(plugin, version) / BUILT_HERE).write_text(built().name)


def _build(log: Log) -> None:
    go.check(NOT_DOWNLOADABLE)

    def fill(folder: Path) -> None:
        # In a copy, for the schemas are written into the sources, where the plugin embeds them.
        sources = folder / "sources"
        shutil.copytree(PLUGINS_SOURCE, sources, ignore=lambda path, _: _generated(Path(path)))
        go.build(log, sources, "./cmd/pulumi-schema", folder / "pulumi-schema")
        for plugin in plugin_versions():
            out = sources / "bridges" / "generated" / plugin
            log.run([folder / "pulumi-schema", plugin, "schema", "--skip-docs", "--skip-examples", "--out", out])
        go.build(log, sources, "./cmd/pulumi-plugin", folder / "pulumi-plugin")
        (folder / "pulumi-schema").unlink()
        shutil.rmtree(sources)

    go.into(built(), fill)


def _generated(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if file.is_dir()] if folder.name == "generated" else []
