"""Whether the clock is believed before anything is forgotten because of its age.

A clock that jumps ahead makes everything too old at once. moorage-logs (images/logs) has the same rule for the log.
"""

from . import records

DAY = 86400
DAYS, OF_DAYS = 3, 7  # records on so many different days, of so many before the current one
DOUBT = (
    f"the clock may have jumped, since there are records of fewer than {DAYS} of the {OF_DAYS} days before: nothing is "
    "forgotten until there are"
)


def is_believed(state: str, now: float, keep_until: float) -> bool:
    """Return whether what is too old at ``now`` may be forgotten.

    It may if records show runs on at least three different days of the seven before that day. It may also if nothing
    is too old: ``keep_until`` is when the days of the oldest that is kept are over.
    """
    if now <= keep_until:
        return True
    today = now // DAY
    days = {record.ended // DAY for record in records.read(state)}
    return sum(today - OF_DAYS <= day < today for day in days) >= DAYS
