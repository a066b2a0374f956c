"""Carrying out a backup rule, and verifying repositories: databases by pgBackRest, everything else by restic."""

import time
from collections.abc import Sequence

from . import files, postgresql, records
from .configuration import Configuration, Kind, Recoverable, Rule, load
from .failure import Failure
from .records import Event, Record


def backup(words: Sequence[str]) -> int:
    """Carry out one rule: everything that it names into every repository, each with a record of its own.

    What fails does not keep the rest from being backed up; the command ends with 1 if anything failed.
    """
    if len(words) != 1:
        raise Failure("say the name of one backup rule: operations backup database")
    configuration = load()
    rule = configuration.rule(words[0])
    results = [_one(configuration, rule, configuration.recoverable(name)) for name in rule.of]
    return 0 if all(results) else 1


def verify(_words: Sequence[str]) -> int:
    """Check that every repository can be read in full, as its checksums say; a record for each."""
    configuration = load()
    results = []
    for module in (postgresql, files):
        for repository in configuration.repositories:
            began = time.time()
            try:
                error, facts = "", module.verify(configuration, repository)
            except Failure as failure:
                error, facts = str(failure), {}
            record = Record(
                event=Event.VERIFICATION, of=module.HOLDS, ok=not error, began=began, ended=time.time(),
                repository=repository.name, error=error, facts=facts,
            )  # fmt: skip
            records.append(configuration.state, record)
            print(f"{module.HOLDS} in {repository.name}: {error or 'whole'}", flush=True)
            results.append(record.ok)
    return 0 if all(results) else 1


def _one(configuration: Configuration, rule: Rule, recoverable: Recoverable) -> bool:
    module = postgresql if recoverable.kind is Kind.DATABASE else files
    good = True
    for repository in configuration.repositories:
        began = time.time()
        try:
            error, facts = "", module.backup(configuration, rule, recoverable, repository)
        except Failure as failure:
            error, facts = str(failure), {}
        record = Record(
            event=Event.BACKUP, of=recoverable.name, ok=not error, began=began, ended=time.time(),
            rule=rule.name, repository=repository.name, error=error, facts=facts,
        )  # fmt: skip
        records.append(configuration.state, record)
        print(f"{recoverable.name} into {repository.name}: {error or facts}", flush=True)
        good = good and record.ok
    return good
