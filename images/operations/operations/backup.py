"""Carrying out a backup rule, and verifying repositories: databases by pgBackRest, everything else by restic."""

import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from . import files, postgresql, records
from .configuration import Configuration, Kind, Recoverable, Repository, Rule, load
from .failure import Failure, explained
from .records import Event, Record

LOGICAL = "logical"  # the spec's method: a dump


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


def verify(words: Sequence[str]) -> int:
    """Check that every repository is whole, as its checksums say; a record for each.

    Of files, all data is read within a week, or now with the word ``full``.
    """
    if list(words) not in ([], ["full"]):
        raise Failure("say nothing, or full to read all data of files now: operations verify full")
    configuration = load()
    results = []
    for module in (postgresql, files):
        for repository in configuration.repositories:
            began = time.time()
            try:
                error, facts = "", _verified(module, configuration, repository, full=bool(words))
            except Exception as fault:  # whatever it is, it is recorded, and the rest has its turn
                error, facts = explained(fault), {}
            record = Record(
                event=Event.VERIFICATION, of=module.HOLDS, ok=not error, began=began, ended=time.time(),
                repository=repository.name, error=error, facts=facts,
            )  # fmt: skip
            print(f"{module.HOLDS} in {repository.name}: {error or 'whole'}", flush=True)
            results.append(records.kept(configuration.state, record))
    return 0 if all(results) else 1


def _verified(
    module: ModuleType, configuration: Configuration, repository: Repository, *, full: bool
) -> dict[str, Any]:
    if module is files:
        return files.verify(configuration, repository, full=full)
    return postgresql.verify(configuration, repository)


def _one(configuration: Configuration, rule: Rule, recoverable: Recoverable) -> bool:
    # A dump is a file like others: postgresql makes it, files keeps it.
    physical = recoverable.kind is Kind.DATABASE and rule.method != LOGICAL
    module = postgresql if physical else files
    good = True
    for repository in configuration.repositories:
        began = time.time()
        try:
            error, facts = "", module.backup(configuration, rule, recoverable, repository)
        except Exception as fault:  # whatever it is, it is recorded, and the rest has its turn
            error, facts = explained(fault), {}
        record = Record(
            event=Event.BACKUP, of=recoverable.name, ok=not error, began=began, ended=time.time(),
            rule=rule.name, repository=repository.name, error=error, facts=facts,
        )  # fmt: skip
        print(f"{recoverable.name} into {repository.name}: {error or facts}", flush=True)
        good = records.kept(configuration.state, record) and good
    return good
