"""What is called the largest system is the largest, and its stack's file says what Pulumi hands over."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import stacks
from bench.systems import CLO, LARGEST, SYSTEMS, Measured
from bench.workplace import Workplace
from stacks._adjust import adjust
from stacks._settings import Settings, SettingsError
from tests.expected import config
from tests.recorder import deploy


def place(system: Measured) -> Workplace:
    return Workplace(Path("anywhere"), system, name="measured", https=18443, http=18080)


def settings(system: Measured, **more: object) -> Settings:
    return Settings.parse(config_of(replace(system, configuration={**system.configuration, **more})), "dev")


def config_of(system: Measured) -> dict[str, str]:
    return {key.removeprefix("moorage:"): value for key, value in place(system).configuration.items()}


def test_one_tenant_more_would_not_fit() -> None:
    tenants = LARGEST.configuration["tenants"]
    assert isinstance(tenants, dict)
    spec = stacks.load(LARGEST.name)
    assert len(adjust(spec, settings(LARGEST)).databases[0].tenants) == len(tenants)
    with pytest.raises(SettingsError, match="do not fit max_connections"):
        adjust(spec, settings(LARGEST, tenants={**tenants, "one-more": {}}))


def test_no_system_has_more_resources_at_size_laptop() -> None:
    largest = deploy(config_of(LARGEST))
    for system in stacks.names():
        assert len(deploy(config(system, "dev", "laptop")).resources) < len(largest.resources), system


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_the_stack_file_says_what_pulumi_hands_over(system: Measured) -> None:
    written = yaml.safe_load(place(system).stack_file)["config"]
    found = settings(system)
    assert (found.system, found.name, found.https_port, found.http_port) == (system.name, "measured", 18443, 18080)
    assert written["moorage:system"] == system.name
    assert written["moorage:publish"] == {"http": 18080, "https": 18443}
    assert set(written.get("moorage:tenants", {})) == set(found.tenants)


def test_what_make_bench_is_given_reaches_no_make_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGS", "--runs 2")
    monkeypatch.setenv("MAKEFLAGS", " -- ARGS=--runs\\ 2")
    monkeypatch.setenv("LANG", "C.UTF-8")
    environment = place(CLO).environment
    assert not environment.keys() & {"ARGS", "MAKEFLAGS"}
    assert environment["LANG"] == "C.UTF-8"


def test_the_default_system_is_measured_as_it_is() -> None:
    assert CLO.configuration == {}
    assert settings(CLO).system == Settings.parse({}, "dev").system
