"""Maintenance: ``operations maintain <task>`` carries out one task of the spec, and writes a report of it.

Each task does what can be done from this container, and says in its report what a person does instead of the rest.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from . import backup, reports
from .configuration import Configuration, load
from .failure import Failure
from .maintain_data import (
    archive_logs,
    clean_temporary_files,
    enforce_retention,
    malware_scan,
)
from .maintain_databases import (
    check_integrity,
    reindex,
    reset_statistics,
    review_access,
    statistics,
    vacuum,
)
from .maintain_reports import capacity_report, resource_report, system_report, trend_report
from .maintain_security import certificate_check, health_check, list_dependencies, list_updates, security_audit
from .reports import Report


def verify_backups(_configuration: Configuration) -> Report:
    """Check every repository, as ``operations verify`` does."""
    report = Report(title="Verification of backups")
    if backup.verify(()):
        report.faults.append("a repository is not whole; `operations status` says which")
    else:
        report.done.append("every repository is whole")
    return report


# task (a Task of the spec, with dashes) -> what carries it out
TASKS: Mapping[str, Callable[[Configuration], Report]] = {
    "health-check": health_check,
    "database-statistics": statistics,
    "vacuum-and-analyze": vacuum,
    "reindex-concurrently": reindex,
    "reset-query-statistics": reset_statistics,
    "clean-temporary-files": clean_temporary_files,
    "list-updates-for-approval": list_updates,
    "resource-report": resource_report,
    "certificate-check": certificate_check,
    "security-audit": security_audit,
    "malware-scan": malware_scan,
    "system-report": system_report,
    "list-outdated-dependencies": list_dependencies,
    "verify-backups": verify_backups,
    "enforce-retention": enforce_retention,
    "archive-logs": archive_logs,
    "check-integrity": check_integrity,
    "review-access": review_access,
    "trend-report": trend_report,
    "capacity-report": capacity_report,
}


def maintain(words: Sequence[str]) -> int:
    """Carry out one task; 1 if it found what needs a person, or could not be done."""
    if len(words) != 1 or words[0] not in TASKS:
        raise Failure(f"say one task, for instance: operations maintain vacuum-and-analyze; tasks: {', '.join(TASKS)}")
    configuration = load()
    report = TASKS[words[0]](configuration)
    page = reports.write(configuration.state, words[0], report, time.time())
    for text in (*report.faults, *report.notes):
        print(text, flush=True)
    print(f"{report.title}: {len(report.faults)} faults, {len(report.notes)} notes; {page}", flush=True)
    return 1 if report.faults else 0
