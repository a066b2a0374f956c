import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import offline
from bench.figures import Row
from bench.offline import Preview, table
from bench.plain import Programs
from bench.systems import CLO
from bench.workplace import Workplace


def preview(seconds: float, calls: dict[str, float], processor: float, start: float = 0.3) -> Preview:
    return Preview(start=start, seconds=seconds, used=seconds * seconds, calls=calls, processor=processor)


OURS = [preview(2.0, {"Check": 0.1, "Create": 0.06}, 0.3), preview(4.0, {"Create": 0.01, "Check": 0.03}, 0.4)]
PLAIN = [preview(1.6, {"Check": 9.0}, 9.0), preview(4.0, {}, 9.0)]


def test_the_ratio_is_taken_pair_by_pair_and_has_a_goal() -> None:
    row = rows()["ours over the plain program, pair by pair"]
    assert row.figures.values == (1.25, 1.0)
    assert (row.unit, row.goal) == ("x", "1.15")
    assert rows()["the same in processor time, without the provider"].figures.values == pytest.approx((1.5625, 1.0))


def test_the_providers_own_time_is_a_share_of_our_preview_by_both_measures() -> None:
    found = rows()
    assert found["the provider's calls, summed"].figures.values == pytest.approx((0.16, 0.04))
    assert found["the provider's calls in the preview"].figures.values == pytest.approx((8.0, 1.0))
    assert found["the provider's calls in the preview"].goal == "10 %"
    assert found["the provider's processor time, ready to end"].figures.values == (0.3, 0.4)
    assert found["the provider's processor time in the preview"].figures.values == pytest.approx((15.0, 10.0))


def test_the_last_runs_calls_are_listed_by_their_time() -> None:
    assert table("clo", 58, OURS, PLAIN).notes == ["calls in the last run, ms: Check 30, Create 10"]


def test_a_preview_is_attached_to_a_provider_of_its_own_whose_start_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time_passes, processors_work = iter([0.0, 0.5, 2.5]), iter([10.0, 14.0])
    seen: list[tuple[Path, dict[str, str]]] = []

    @contextmanager
    def provider(home: Path, *, figures: Path) -> Iterator[str]:
        yield "docker:4000"
        home.mkdir()
        figures.write_text(json.dumps({"seconds": {"Check": 0.1}, "calls": {"Check": 3}, "processor": 0.2}))

    monkeypatch.setattr(offline, "provider", provider)
    monkeypatch.setattr(Programs, "preview", lambda _, folder, **more: seen.append((folder, more)))
    monkeypatch.setattr("bench.offline.time.monotonic", lambda: next(time_passes))
    monkeypatch.setattr(offline, "_children", lambda: next(processors_work))
    place = Workplace(tmp_path, CLO, name="measured", https=18443, http=18080)
    programs = Programs(place=place, ours=tmp_path / "ours", plain=tmp_path, loose=tmp_path, resources=58)
    found = offline.previewed(programs, programs.ours)
    assert found == preview(2.0, {"Check": 0.1}, 0.2, start=0.5)
    [(folder, variables)] = seen
    assert (folder, variables["PULUMI_DEBUG_PROVIDERS"]) == (programs.ours, "docker:4000")


def rows() -> dict[str, Row]:
    return {row.what: row for row in table("clo", 58, OURS, PLAIN).rows}
