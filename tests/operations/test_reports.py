"""Reports: a page for people and JSON for programs, forgotten by the day in their names."""

import json
import os
from pathlib import Path

from images.operations.operations.reports import Report, forget, page, write

NOW = 1_800_021_600.0  # 2027-01-15
DAY = 86400


def test_a_report_is_written_as_json_and_as_a_page(tmp_path: Path) -> None:
    report = Report(title="A title", faults=["broken\nbadly"], tables={"Rows": [{"name": "a|b", "bytes": 1234.5}]})
    path = write(str(tmp_path), "vacuum", report, NOW)
    assert path == tmp_path / "reports" / "vacuum" / "20270115T140000Z.md"
    said = json.loads(path.with_suffix(".json").read_text())
    assert (said["task"], said["ok"], said["faults"]) == ("vacuum", False, ["broken\nbadly"])
    text = path.read_text()
    assert text.startswith("# A title\n\n2027-01-15T14:00:00Z: something needs a person.\n")
    assert "- broken badly\n" in text  # one line, whatever it is about
    assert "| a\\|b | 1,234 |" in text or "| a\\|b | 1,235 |" in text


def test_a_long_table_is_cut_on_the_page_and_an_empty_one_says_so() -> None:
    text = page(Report(title="T", tables={"Long": [{"x": number} for number in range(300)], "None": []}), NOW)
    assert "| 199 |" in text
    assert "| 200 |" not in text
    assert "100 more are in the JSON file." in text
    assert text.endswith("## None\n\nNothing.\n")


def test_what_is_older_than_400_days_by_its_name_goes_whatever_its_files_say(tmp_path: Path) -> None:
    gone = ["reports/a/20251101T000000Z.json", "drills/20251101T000000Z-db/evidence.md"]
    gone += ["drills/2025-11-01T000000Z-uploads/evidence.json"]
    kept = ["reports/a/20251213T000000Z.md", "drills/20260101T000000Z-db/evidence.md", "drills/notes/20200101.txt"]
    for name in (*gone, *kept):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (0, 0))
    assert forget(str(tmp_path), NOW) == len(gone)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == sorted(kept)
    assert sorted(path.name for path in (tmp_path / "drills").iterdir()) == ["20260101T000000Z-db", "notes"]
