"""The signals that end the program."""

import logging
import signal
from threading import Event
from types import FrameType

log = logging.getLogger("sample.signals")


def stop_on_signals(stopping: Event) -> None:
    """Set `stopping` on SIGTERM and SIGINT; only the main thread may ask for it."""

    def stop(number: int, _frame: FrameType | None) -> None:
        log.info("stopping on %s", signal.Signals(number).name)
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
