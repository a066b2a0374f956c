"""Metrics of a NATS server with JetStream, from its monitoring port, named as prometheus-nats-exporter names them.

``nats_up`` is 1 if the server answers and calls itself healthy; without an answer there is no other series. Streams and
consumers are bounded, so that an app that makes ever new ones does not fill Prometheus.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from prometheus_client.core import Metric

from .failure import Failure
from .log import say
from .serving import Family, Server, family, until_told

PORT = 9602
ADDRESS = re.compile(r"https?://[a-z0-9.-]+:\d{1,5}")
SECONDS = 4.0  # for an answer; Prometheus waits at most 10 for ours
BYTES = 16 << 20  # of an answer
BOUND = 1000  # streams, and consumers of all streams
STREAM, CONSUMER = ("account", "stream_name"), ("account", "stream_name", "consumer_name")

# metric -> the field of /varz that it is
VARZ: Mapping[str, str] = {
    "gnatsd_varz_connections": "connections",
    "gnatsd_varz_total_connections": "total_connections",
    "gnatsd_varz_max_connections": "max_connections",
    "gnatsd_varz_subscriptions": "subscriptions",
    "gnatsd_varz_slow_consumers": "slow_consumers",
    "gnatsd_varz_in_msgs": "in_msgs",
    "gnatsd_varz_out_msgs": "out_msgs",
    "gnatsd_varz_in_bytes": "in_bytes",
    "gnatsd_varz_out_bytes": "out_bytes",
    "gnatsd_varz_mem": "mem",
    "gnatsd_varz_cpu": "cpu",
}
# metric -> the field of /jsz
SERVER: Mapping[str, str] = {
    "jetstream_server_total_streams": "streams",
    "jetstream_server_total_consumers": "consumers",
    "jetstream_server_total_messages": "messages",
    "jetstream_server_total_message_bytes": "bytes",
    "jetstream_server_max_memory": "config.max_memory",
    "jetstream_server_max_storage": "config.max_storage",
}
# metric -> the field of a stream's details
STREAMS: Mapping[str, str] = {
    "jetstream_stream_total_messages": "state.messages",
    "jetstream_stream_total_bytes": "state.bytes",
    "jetstream_stream_first_seq": "state.first_seq",
    "jetstream_stream_last_seq": "state.last_seq",
    "jetstream_stream_consumer_count": "state.consumer_count",
}
# metric -> the field of a consumer's details
CONSUMERS: Mapping[str, str] = {
    "jetstream_consumer_num_pending": "num_pending",
    "jetstream_consumer_num_ack_pending": "num_ack_pending",
    "jetstream_consumer_num_redelivered": "num_redelivered",
    "jetstream_consumer_num_waiting": "num_waiting",
    "jetstream_consumer_delivered_stream_seq": "delivered.stream_seq",
    "jetstream_consumer_ack_floor_stream_seq": "ack_floor.stream_seq",
}


def export(words: Sequence[str]) -> int:
    """Answer scrapes on port 9602 until told to end. The word is the server's address: http://queue:8222."""
    if len(words) != 1 or not ADDRESS.fullmatch(words[0]):
        raise Failure("say the address of the monitoring port, for instance: operations export-queue http://queue:8222")
    return until_told(Server(PORT, Queue(words[0])), f"metrics of {words[0]}")


class Queue:
    """One server, asked at every scrape."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.silent = False

    def collect(self) -> Iterable[Metric]:
        """Return what the server says now."""
        up = family("nats_up", "Whether the server answers, and is healthy")
        disabled = family("jetstream_server_jetstream_disabled", "Whether it keeps nothing")
        try:
            varz, jsz = self._ask("/varz"), self._ask("/jsz?accounts=true&streams=true&consumers=true")
            told = [*_filled(VARZ, [((), varz)]), *_filled(SERVER, [((), jsz)]), *_details(jsz)]
            disabled.add(bool(jsz.get("disabled", False)))
            told.append(disabled)
            healthy = self._ask("/healthz").get("status") == "ok"
            self.silent = False
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            if not self.silent:  # once, not at every scrape
                say("warning", f"{self.address} does not answer: {error}")
            self.silent, healthy, told = True, False, []
        up.add(healthy)
        return [one.metric for one in (up, *told)]

    def _ask(self, path: str) -> Any:
        try:
            with urllib.request.urlopen(self.address + path, timeout=SECONDS) as answer:  # noqa: S310 - ADDRESS
                body = answer.read(BYTES + 1)
        except urllib.error.HTTPError as error:
            with error:
                body = error.read(BYTES + 1)  # /healthz says 503 and why
        if len(body) > BYTES:
            raise ValueError(f"{path} is longer than {BYTES} bytes")
        return json.loads(body)


def _details(jsz: Mapping[str, Any]) -> Iterable[Family]:
    streams = [
        ((str(account["name"]), str(stream["name"])), stream)
        for account in jsz.get("account_details") or ()
        for stream in account.get("stream_detail") or ()
    ]
    consumers = [
        ((*labels, str(consumer["name"])), consumer)
        for labels, stream in streams
        for consumer in stream.get("consumer_detail") or ()
    ]
    return *_filled(STREAMS, streams, *STREAM), *_filled(CONSUMERS, consumers, *CONSUMER)


def _filled(
    table: Mapping[str, str], things: Sequence[tuple[tuple[str, ...], Mapping[str, Any]]], *labels: str
) -> Iterable[Family]:
    families = []
    for name, path in table.items():
        told = family(name, f"NATS: {path}", *labels)
        for values, thing in things[:BOUND]:
            value: Any = thing
            for step in path.split("."):
                value = value.get(step) if isinstance(value, Mapping) else None
            if isinstance(value, int | float):
                told.add(float(value), *values)
        families.append(told)
    return families
