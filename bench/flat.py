"""The floor of a preview: a plain program without components that registers the resources in resources.json in a loop.

It is copied beside its data and run by the engine there. The data are what our program sent to the engine
(bench/recording.py), so that the engine and the providers have the same to do. "after" names the resources that one
refers to: a program that deploys has to wait for them too.
"""

import json
from pathlib import Path
from typing import Any

import pulumi
import pulumi_docker
import pulumi_random
import pulumi_tls

SDKS = (pulumi_docker, pulumi_random, pulumi_tls)
SIGNATURE = "4dabf18193072939515e22adb298388d"  # marks secrets, assets and outputs on the wire


def given(sent: Any) -> Any:
    """Return an input as a program would give it, from how it was sent. What is not known yet is sent as it was."""
    if isinstance(sent, list):
        return [given(item) for item in sent]
    if isinstance(sent, dict):
        if SIGNATURE in sent:
            return pulumi.Output.secret(given(sent["value"]))
        return {key: given(value) for key, value in sent.items()}
    return sent


made: dict[str, pulumi.Resource] = {}
for item in json.loads((Path(__file__).parent / "resources.json").read_text()):
    opts = pulumi.ResourceOptions(version=item["version"], depends_on=[made[urn] for urn in item["after"]])
    made[item["urn"]] = pulumi.CustomResource(item["type"], item["name"], given(item["inputs"]), opts)
