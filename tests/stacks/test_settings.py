"""Settings: what is right is typed, and what is wrong says what to write instead."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import components
import stacks
from stacks._encryption import encrypted, in_clear
from stacks._settings import Settings, SettingsError

ROOT = Path(__file__).parents[2]

WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"system": "cloo"},
        f'moorage:system is "cloo"; allowed: {", ".join(stacks.names())}. '
        "Did you mean 'clo'? Example: pulumi config set moorage:system clo",
    ),
    (
        {"target": "nomad"},
        f'moorage:target is "nomad"; allowed: {", ".join(components.names())}. '
        "Example: pulumi config set moorage:target docker",
    ),
    (
        {"environment": "production"},
        'moorage:environment is "production"; allowed: dev, staging, prod. '
        "Example: pulumi config set moorage:environment dev",
    ),
    (
        {"size": "tiny"},
        'moorage:size is "tiny"; allowed: laptop, small, medium, large. Example: pulumi config set moorage:size small',
    ),
    (
        {"size": "Small"},
        "moorage:size is \"Small\"; allowed: laptop, small, medium, large. Did you mean 'small'? "
        "Example: pulumi config set moorage:size small",
    ),
    (
        {"environment": "prod", "domain": "clo.example.com"},
        'moorage:size is "laptop"; allowed in prod: small, medium, large, because a system that people rely on needs '
        "at least its guide's minimum. Example: pulumi config set moorage:size small",
    ),
    (
        {"environment": "staging"},
        'moorage:domain is "localhost"; required in staging: the name under which users reach the system. '
        "Example: pulumi config set moorage:domain clo.example.com",
    ),
    (
        {"sise": "small"},
        "moorage:sise is not a setting; allowed: system, target, environment, size, name, domain, images, packages, "
        "publish, accessRanges, addressRange, certificate, region, zones, copyRegion, tenants, listeners, receivers, "
        "contacts, secrets, sources, overrides. Did you mean 'size'?",
    ),
    (
        {"name": "CLO_Dev"},
        'moorage:name is "CLO_Dev"; allowed: 2 to 30 lower-case letters, digits and dashes, beginning with a letter; '
        "without it, the stack's name. Example: pulumi config set moorage:name clo-dev",
    ),
    (
        {"domain": "https://clo.example.com"},
        'moorage:domain is "https://clo.example.com"; allowed: a host name in lower case, without https://. '
        "Example: pulumi config set moorage:domain clo.example.com",
    ),
    (
        {"images": {"backend": "clo/backend"}},
        'moorage:images.backend is "clo/backend"; allowed: an image reference with a tag other than latest, or with a '
        "digest. Example: pulumi config set --path 'moorage:images.backend' registry.example.com/clo/backend:1.0.0",
    ),
    (
        {"images": {"backend": "clo/backend:latest"}},
        'moorage:images.backend is "clo/backend:latest"; allowed: an image reference with a tag other than latest, or '
        "with a digest. Example: pulumi config set --path 'moorage:images.backend' "
        "registry.example.com/clo/backend:1.0.0",
    ),
    (
        {"images": "clo/backend:1.0.0"},
        'moorage:images is "clo/backend:1.0.0"; allowed: image references by name. Example: '
        "pulumi config set --path 'moorage:images.backend' registry.example.com/clo/backend:1.0.0",
    ),
    (
        {"packages": "today"},
        'moorage:packages is "today"; allowed: a date, YYYY-MM-DD. '
        "Example: pulumi config set moorage:packages 2026-11-21",
    ),
    (
        {"publish": {"https": 99999}},
        "moorage:publish.https is 99999; allowed: a port from 1 to 65535. "
        "Example: pulumi config set --path 'moorage:publish.https' 8443",
    ),
    (
        {"publish": {"http": "web"}},
        'moorage:publish.http is "web"; allowed: a port from 1 to 65535. '
        "Example: pulumi config set --path 'moorage:publish.http' 8080",
    ),
    (
        {"publish": {"htps": 8443}},
        "moorage:publish.htps is not a setting; allowed below moorage:publish: address, http, https. "
        "Did you mean 'https'?",
    ),
    (
        {"publish": {"http": 8443, "https": 8443}},
        "moorage:publish.http is 8443; allowed: a port other than that of https. "
        "Example: pulumi config set --path 'moorage:publish.http' 8080",
    ),
    (
        {"publish": {"address": "localhost"}},
        'moorage:publish.address is "localhost"; allowed: an IP address of this host, or 0.0.0.0 for all of them. '
        "Example: pulumi config set --path 'moorage:publish.address' 127.0.0.1",
    ),
    (
        {"publish": 8443},
        'moorage:publish is "8443"; allowed: address, http and https by name. '
        "Example: pulumi config set --path 'moorage:publish.https' 8443",
    ),
    (
        {"accessRanges": ["203.0.113.7/24"]},
        'moorage:accessRanges[0] is "203.0.113.7/24"; allowed: a network in CIDR notation, its host bits zero. '
        "Example: pulumi config set --path 'moorage:accessRanges[0]' 203.0.113.0/24",
    ),
    (
        {"accessRanges": "203.0.113.0/24"},
        'moorage:accessRanges is "203.0.113.0/24"; allowed: a list of networks. '
        "Example: pulumi config set --path 'moorage:accessRanges[0]' 203.0.113.0/24",
    ),
    (
        {"addressRange": "10.80.0.0/24"},
        'moorage:addressRange is "10.80.0.0/24"; allowed: a private network of at least /18. '
        "Example: pulumi config set moorage:addressRange 10.80.0.0/18",
    ),
    (
        {"addressRange": "203.0.0.0/16"},
        'moorage:addressRange is "203.0.0.0/16"; allowed: a private network of at least /18. '
        "Example: pulumi config set moorage:addressRange 10.80.0.0/18",
    ),
    (
        {"certificate": {"chain": "nowhere.pem", "key": "nowhere.pem"}},
        'moorage:certificate.chain is "nowhere.pem"; allowed: the path of a readable file. '
        "Example: pulumi config set --path 'moorage:certificate.chain' certificates/fullchain.pem",
    ),
    (
        {"images": {"backend": "https://registry.example.com/clo:1.0.0"}},
        'moorage:images.backend is "https://registry.example.com/clo:1.0.0"; allowed: an image reference with a tag '
        "other than latest, or with a digest. Example: pulumi config set --path 'moorage:images.backend' "
        "registry.example.com/clo/backend:1.0.0",
    ),
    (
        {
            "environment": "prod",
            "size": "small",
            "domain": "clo.example.com",
            "images": {"backend": "clo/backend:1.0.0"},
        },
        'moorage:images.backend is "clo/backend:1.0.0"; allowed in prod: a reference with a digest, because a tag may '
        "become another image without anybody's doing. Example: pulumi config set --path 'moorage:images.backend' "
        "registry.example.com/clo/backend:1.0.0",
    ),
    (
        {"certificate": {"chain": "README.md", "key": "README.md"}},
        'moorage:certificate.chain is "README.md"; allowed: a chain in PEM and its key: [SSL] PEM lib. '
        "Example: pulumi config set --path 'moorage:certificate.chain' certificates/fullchain.pem",
    ),
    (
        {"region": "EU Central"},
        'moorage:region is "EU Central"; allowed: a region\'s name, as its cloud writes it. '
        "Example: pulumi config set moorage:region eu-central-1",
    ),
    (
        {"zones": "eu-central-1a"},
        'moorage:zones is "eu-central-1a"; allowed: a list of at most 4 zones. '
        "Example: pulumi config set --path 'moorage:zones[0]' eu-central-1a",
    ),
    (
        {"zones": ["eu-central-1a", "eu-central-1a"]},
        'moorage:zones is "eu-central-1a, eu-central-1a"; allowed: zones that differ. '
        "Example: pulumi config set --path 'moorage:zones[0]' eu-central-1a",
    ),
    (
        {"environment": "staging", "domain": "clo.example.com", "zones": ["eu-central-1a"]},
        'moorage:zones is "eu-central-1a"; allowed in staging: at least 2, so that one may fail. '
        "Example: pulumi config set --path 'moorage:zones[0]' eu-central-1a",
    ),
    (
        {"region": "eu-central-1", "copyRegion": "eu-central-1"},
        'moorage:copyRegion is "eu-central-1"; allowed: a region other than moorage:region. '
        "Example: pulumi config set moorage:copyRegion eu-west-1",
    ),
    (
        {"tenants": {"Acme_1": {}}},
        'moorage:tenants.Acme_1 is "Acme_1"; allowed: tenants\' names of 2 to 30 lower-case letters, digits and '
        "dashes, beginning with a letter. Example: pulumi config set --path 'moorage:tenants.acme.connections' 10",
    ),
    (
        {"tenants": ["acme"]},
        'moorage:tenants is ["acme"]; allowed: quotas by tenant. '
        "Example: pulumi config set --path 'moorage:tenants.acme.connections' 10",
    ),
    (
        {"tenants": {"acme": {"connections": 1}}},
        "moorage:tenants.acme.connections is 1; allowed: a number from 3 to 1000. "
        "Example: pulumi config set --path 'moorage:tenants.acme.connections' 10",
    ),
    (
        {"tenants": {"acme": {"quota": 5}}},
        "moorage:tenants.acme.quota is not a setting; allowed below moorage:tenants.acme: connections, storageGb, "
        "requestsPerMinute.",
    ),
    (
        {"listeners": {"ingestion": {"port": 5514, "protocol": "tcp"}}},
        "moorage:listeners.ingestion.ranges is missing. "
        "Example: pulumi config set --path 'moorage:listeners.ingestion.ranges[0]' 192.0.2.0/24",
    ),
    (
        {"listeners": {"ingestion": {"port": 5514, "protocol": "syslog", "ranges": ["192.0.2.0/24"]}}},
        'moorage:listeners.ingestion.protocol is "syslog"; allowed: tcp or udp. '
        "Example: pulumi config set --path 'moorage:listeners.ingestion.protocol' tcp",
    ),
    (
        {"listeners": {"ingestion": {"port": 8443, "protocol": "tcp", "ranges": ["192.0.2.0/24"]}}},
        "moorage:listeners.ingestion.port is 8443; allowed: a port other than that of publish.https. "
        "Example: pulumi config set --path 'moorage:listeners.ingestion.port' 5514",
    ),
    (
        {
            "listeners": {
                "one": {"port": 5514, "protocol": "udp", "ranges": ["192.0.2.0/24"]},
                "two": {"port": 5514, "protocol": "udp", "ranges": ["192.0.2.0/24"]},
            }
        },
        "moorage:listeners.one.port is 5514; allowed: a port other than that of listeners.two.port. "
        "Example: pulumi config set --path 'moorage:listeners.ingestion.port' 5514",
    ),
    (
        {"receivers": {"email": ["nobody"]}},
        "moorage:receivers.email[0] is not shown here; allowed: mail addresses. "
        "Example: pulumi config set --path 'moorage:receivers.email[0]' oncall@example.com",
    ),
    (
        {"receivers": {"sms": ["0555 0100"]}},
        "moorage:receivers.sms[0] is not shown here; allowed: phone numbers such as +15555550100. "
        "Example: pulumi config set --path 'moorage:receivers.sms[0]' +15555550100",
    ),
    (
        {"receivers": {"telegram": "x"}},
        "moorage:receivers.telegram is not a setting; allowed below moorage:receivers: pager, sms, chat, email.",
    ),
    (
        {"contacts": {"on-call": "ask Bob"}},
        'moorage:contacts.on-call is "ask Bob"; allowed: a mail address or a phone number. '
        "Example: pulumi config set --path 'moorage:contacts.on-call' oncall@example.com",
    ),
    (
        {"secrets": "s3cret"},
        "moorage:secrets is not shown here; allowed: secrets by name. "
        "Example: pulumi config set --secret --path 'moorage:secrets.oauth-client-secret' <secret>",
    ),
    (
        {"sources": {"backend": "/no/such/folder"}},
        'moorage:sources.backend is "/no/such/folder"; allowed: the path of a folder of this machine. '
        "Example: pulumi config set --path 'moorage:sources.backend' ../clo/backend",
    ),
    (
        {"environment": "staging", "domain": "clo.example.com", "sources": {"backend": "apps"}},
        'moorage:sources.backend is "apps"; allowed in dev only: elsewhere images say what runs. '
        "Example: pulumi config set --path 'moorage:sources.backend' ../clo/backend",
    ),
    (
        {"overrides": {"services": {"backend": {"replicas": 0}}}},
        "moorage:overrides.services.backend.replicas is 0; allowed: a number from 1 to 100. "
        "Example: pulumi config set --path 'moorage:overrides.services.backend.replicas' 3",
    ),
    (
        {"overrides": {"services": {"backend": {"replica": 3}}}},
        "moorage:overrides.services.backend.replica is not a setting; allowed below "
        "moorage:overrides.services.backend: replicas, cpus, memoryMb, environment, healthPath, readinessPath, "
        "migration, scaling. Did you mean 'replicas'?",
    ),
    (
        {"overrides": {"services": {"backend": {"memoryMb": "1 GB"}}}},
        'moorage:overrides.services.backend.memoryMb is "1 GB"; allowed: megabytes from 64 to 1048576. '
        "Example: pulumi config set --path 'moorage:overrides.services.backend.memoryMb' 1024",
    ),
    (
        {"overrides": {"queues": {"queue": {"nodes": 2}}}},
        "moorage:overrides.queues.queue.nodes is 2; allowed: 1, 3 or 5, because an even number survives no more. "
        "Example: pulumi config set --path 'moorage:overrides.queues.queue.nodes' 3",
    ),
    (
        {"overrides": {"backups": {"database": {"schedule": "0 2 30 2 *"}}}},
        'moorage:overrides.backups.database.schedule is "0 2 30 2 *"; allowed: five cron fields, in UTC, that come '
        "true some day. Example: pulumi config set --path 'moorage:overrides.backups.database.schedule' '0 1 * * *'",
    ),
    (
        {"overrides": {"window": {"day": "sun"}}},
        'moorage:overrides.window.day is "sun"; allowed: monday, tuesday, wednesday, thursday, friday, saturday, '
        "sunday. Did you mean 'sunday'? Example: pulumi config set --path 'moorage:overrides.window.day' sunday",
    ),
    (
        {"overrides": {"services": {"backend": {"migration": "alembic upgrade head"}}}},
        'moorage:overrides.services.backend.migration is "alembic upgrade head"; allowed: a list of words, the command '
        "and its arguments, or none. "
        "Example: pulumi config set --path 'moorage:overrides.services.backend.migration' none",
    ),
    (
        {"overrides": {"services": {"backend": {"migration": []}}}},
        "moorage:overrides.services.backend.migration is []; allowed: a list of words, the command and its arguments, "
        "or none. Example: pulumi config set --path 'moorage:overrides.services.backend.migration' none",
    ),
    (
        {"overrides": {"edge": {"bodyLimitMb": 10**13}}},
        "moorage:overrides.edge.bodyLimitMb is 10000000000000; allowed: megabytes from 1 to 10240. "
        "Example: pulumi config set --path 'moorage:overrides.edge.bodyLimitMb' 100",
    ),
    (
        {"accessRanges": ["0.0.0.0/0"]},
        'moorage:accessRanges[0] is "0.0.0.0/0"; allowed: a network of addresses that you know, not all there are. '
        "Example: pulumi config set --path 'moorage:accessRanges[0]' 203.0.113.0/24",
    ),
    (
        {"listeners": {"ingestion": {"port": 5514, "protocol": "tcp", "ranges": ["::/0"]}}},
        'moorage:listeners.ingestion.ranges[0] is "::/0"; allowed: a network of addresses that you know, not all there '
        "are. Example: pulumi config set --path 'moorage:listeners.ingestion.ranges[0]' 192.0.2.0/24",
    ),
    (
        {"overrides": 3},
        'moorage:overrides is "3"; allowed: settings by name. '
        "Example: pulumi config set --path 'moorage:overrides.services.backend.replicas' 3",
    ),
    (
        {"certificate": {"chain": "README.md"}},
        "moorage:certificate.key is missing. "
        "Example: pulumi config set --path 'moorage:certificate.key' certificates/privkey.pem",
    ),
)


def _config(values: dict[str, Any]) -> dict[str, str]:
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}


@pytest.mark.parametrize(("values", "message"), WRONG, ids=[json.dumps(values) for values, _ in WRONG])
def test_what_is_wrong_says_what_to_write_instead(
    values: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SettingsError) as caught:
        Settings.parse(_config(values), "dev")
    assert f"  - {message}" in str(caught.value).splitlines()


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.parse({"size": "tiny", "target": "nomad", "nmae": "x"}, "dev")
    assert [line.split()[1] for line in str(caught.value).splitlines()[1:]] == [
        "moorage:nmae", "moorage:target", "moorage:size",
    ]  # fmt: skip


def test_defaults_are_those_of_the_project_file() -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    defaults = {key.removeprefix("moorage:"): item["default"] for key, item in project["config"].items()}
    assert Settings.parse(_config(defaults), "dev") == Settings.parse({}, "dev")


def test_every_setting_is_in_the_project_file() -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    aliases = {field.alias for name, field in Settings.model_fields.items() if name != "stack"}
    assert {key.removeprefix("moorage:") for key in project["config"]} == aliases


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_committed_stacks_are_right(stack: str) -> None:
    config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    settings = Settings.parse(_config({key.removeprefix("moorage:"): value for key, value in config.items()}), stack)
    assert settings.environment == stack


def test_the_name_is_the_stack_unless_it_is_said() -> None:
    assert Settings.parse({}, "clo-dev").name == "clo-dev"
    assert Settings.parse({"name": "other"}, "clo_dev").name == "other"
    # Two stacks must not become one name, and so one volume, because letters were changed for them.
    with pytest.raises(SettingsError, match='moorage:name is "clo_dev"'):
        Settings.parse({}, "clo_dev")


def test_ports_follow_the_environment_unless_they_are_said() -> None:
    assert (Settings.parse({}, "dev").http_port, Settings.parse({}, "dev").https_port) == (8080, 8443)
    staging = Settings.parse({"environment": "staging", "domain": "clo.example.com"}, "s1")
    assert (staging.publish_address, staging.https_port) == ("0.0.0.0", 443)  # noqa: S104 - what is proved
    assert staging.url("api", "/api/v1") == "https://api.clo.example.com/api/v1"
    assert Settings.parse(_config({"publish": {"https": 9443}}), "dev").url() == "https://localhost:9443"


def test_private_ranges_stay_private_and_spread() -> None:
    ranges = {Settings.parse({}, f"stack-{number}").private_range for number in range(200)}
    assert len(ranges) > 100
    assert all(Settings.parse({"addressRange": text}, "dev").private_range == text for text in ranges)


def test_secrets_in_clear_are_refused_and_never_shown() -> None:
    config = _config(
        {"secrets": {"oauth-client-secret": "hunter2"}, "receivers": {"pager": "hunter3", "email": ["a@example.com"]}}
    )
    with pytest.raises(SettingsError) as caught:
        Settings.parse(config, "dev", ["secrets", "receivers"])
    assert str(caught.value).splitlines()[1:] == [
        f"  - moorage:{key} stands in Pulumi.dev.yaml in clear; allowed: encrypted. Example: pulumi config set "
        f"--secret --path 'moorage:{key}', with a new one, because this one may have been read"
        for key in ("secrets.oauth-client-secret", "receivers.pager")
    ]
    settings = Settings.parse(config, "dev")
    assert "hunter" not in repr(settings)
    assert settings.secrets["oauth-client-secret"].get_secret_value() == "hunter2"


def test_a_secret_in_clear_beside_an_encrypted_one_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pulumi says only that the group holds something encrypted; the stack's file says what."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pulumi.runtime.is_config_secret", lambda key: key == "moorage:secrets")
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  moorage:secrets:\n    encrypted:\n      secure: v1:abc\n    open: hunter2\n"
    )
    config = _config({"secrets": {"encrypted": "hunter1", "open": "hunter2"}})
    clear = in_clear(config, "moorage:", "dev")
    assert clear == ["secrets.open"]
    with pytest.raises(SettingsError, match=r"moorage:secrets\.open stands in Pulumi\.dev\.yaml in clear") as caught:
        Settings.parse(config, "dev", clear)
    assert "secrets.encrypted" not in str(caught.value)
    assert in_clear(_config({"receivers": {"pager": "x"}}), "moorage:", "another") == ["receivers"]


def test_what_goes_out_in_clear_must_not_pretend_to_be_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pulumi.runtime.is_config_secret", lambda key: key in {"moorage:overrides", "moorage:secrets"})
    config = _config(
        {"overrides": {"services": {"backend": {"environment": {"KEY": "hunter2"}}}}, "secrets": {"a": "b"}}
    )
    (told,) = encrypted(config, "moorage:")
    assert told.startswith("moorage:overrides is encrypted, but would stand in clear in the state")
    assert "hunter2" not in told
