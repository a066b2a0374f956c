import re

import stacks
from components.files.mtail import BUCKETS, mtail_command, mtail_program
from stacks._monitoring import Watch

LATENCY = Watch.LATENCY_MILLISECONDS
SYSTEMS = ("circman", "clo", "manufacturing", "opmas", "revitron")


def test_every_latency_that_is_watched_is_a_bucket() -> None:
    watched = [stacks.load(system).monitoring for system in SYSTEMS]
    alerts = [item.above for monitoring in watched for item in monitoring.alerts if item.watch is LATENCY]
    objectives = [item.at_most for monitoring in watched for item in monitoring.objectives if item.watch is LATENCY]
    thresholds = {value / 1000 for value in (*alerts, *objectives) if value is not None}
    assert {0.5, 60} <= thresholds <= set(BUCKETS)


def test_the_histogram_begins_at_zero_and_rises() -> None:
    said = re.search(r"buckets (.*)$", mtail_program(), re.MULTILINE)
    assert said
    bounds = [float(bound) for bound in said[1].split(", ")]
    assert bounds == [0, *BUCKETS] == sorted(set(bounds))


def test_it_reads_one_file_whose_name_stays() -> None:
    command = mtail_command(folder="/x", logs="/y")
    assert "--progs=/x/logs.mtail" in command
    assert "--logs=/y/.counts/lines.log" in command
