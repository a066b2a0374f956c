"""The sample without HTTP: a worker that takes messages from the queue, and the check that tells how it is."""

import logging
import threading

from .dependencies import Dependencies, Readiness
from .dependency import UnavailableError
from .ingestion import Ingestion
from .nats import Nats

GROUP = "sample"  # each message goes to one worker of the group
CHECK_SECONDS = 5.0
FINISH_SECONDS = 5.0

log = logging.getLogger("sample.worker")


def check(dependencies: Dependencies) -> int:
    """Ask every dependency once; print a line for each that does not answer and return 1 if there is one, else 0."""
    failing = [result for result in Readiness(dependencies.everything).check() if not result.ok]
    for result in failing:
        print(f"{result.name} ({result.kind}): {result.detail}")
    return 1 if failing else 0


def work(dependencies: Dependencies, subject: str, stopping: threading.Event, ingestion: Ingestion) -> int:
    """Take messages and ingest until `stopping` is set; return the exit code.

    Meanwhile the dependencies are asked every five seconds, and what they answer is logged when it changes.
    """
    ingestion.start()
    consumer = _Consumer(dependencies.queue, subject, stopping) if dependencies.queue else None
    if consumer:
        consumer.start()
    readiness = Readiness(dependencies.everything)
    before: dict[str, bool] | None = None
    while not stopping.is_set():
        results = readiness.check()
        state = {result.name: result.ok for result in results}
        for result in results:
            if not result.ok and (before or {}).get(result.name, True):
                log.warning("%s (%s) does not answer: %s", result.name, result.kind, result.detail)
        answering = sum(state.values())
        level = logging.DEBUG if state == before else logging.INFO
        log.log(level, "%d of %d dependencies answer", answering, len(state))
        before = state
        stopping.wait(CHECK_SECONDS)
    ingestion.close()
    if consumer:
        consumer.join(FINISH_SECONDS)
        if consumer.is_alive():
            log.warning("stopped; a message was not done within %d s", FINISH_SECONDS)
            return 1
    log.info("stopped; messages taken: %d", consumer.taken if consumer else 0)
    return 0


class _Consumer(threading.Thread):
    def __init__(self, nats: Nats, subject: str, stopping: threading.Event) -> None:
        super().__init__(name="consumer", daemon=True)
        self.taken = 0
        self._nats = nats
        self._subject = subject
        self._stopping = stopping

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._nats.consume(self._subject, GROUP, self._stopping, self._take)
            except UnavailableError as error:
                log.warning("no messages: %s", error)
                self._stopping.wait(CHECK_SECONDS)

    def _take(self, payload: bytes) -> None:
        self.taken += 1
        log.info("took a message of %d bytes from %s", len(payload), self._subject)
