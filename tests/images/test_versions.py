import re

import pytest

from components import versions
from tests.images.engine import ROOT


def test_every_program_reaches_every_floor_of_the_guides() -> None:
    for row in versions.PROGRAMS:
        for floor in row.floors:
            versions.check_floor(row.name, floor.version)


def test_rows_are_complete() -> None:
    assert len(versions.BY_NAME) == len(versions.PROGRAMS)
    for row in versions.PROGRAMS:
        assert (row.version + ".").startswith(row.series + "."), row.name
        assert not row.image or (ROOT / row.image / "Dockerfile").is_file(), row.name
        for floor in row.floors:
            assert re.fullmatch(r"(CIR|CLO|OPM|REV|MAN)-\d{3}", floor.requirement)


def test_every_image_has_a_program_in_the_table() -> None:
    named = {row.image for row in versions.PROGRAMS}
    folders = {f"images/{path.parent.name}" for path in ROOT.glob("images/*/Dockerfile")}
    assert folders - named == {"images/directory", "images/files"}  # they hold no program


@pytest.mark.parametrize("floor", ["13", "15+", "17", "17.0", "17.0.0"])
def test_a_floor_that_is_reached_is_accepted(floor: str) -> None:
    versions.check_floor("postgresql", floor)


def test_a_floor_that_is_not_reached_says_what_to_do() -> None:
    with pytest.raises(versions.VersionError, match=r"postgresql 18 or newer is asked for.*moorage:images"):
        versions.check_floor("postgresql", "18")


def test_numbers_are_compared_as_numbers() -> None:
    versions.check_floor("nginx", "1.9")
    with pytest.raises(versions.VersionError, match="not a version"):
        versions.check_floor("nginx", "latest")


def test_an_unknown_program_lists_the_known_ones() -> None:
    with pytest.raises(versions.VersionError, match=r"'mysql' is not a program we run.*postgresql"):
        versions.version("mysql")
