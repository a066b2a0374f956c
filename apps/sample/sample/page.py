"""The page for people: which version serves, where, and what it reached."""

from collections.abc import Sequence
from html import escape

from .dependencies import Result

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<h1>{title}</h1>
<p>Version <strong>{version}</strong> on instance <strong>{instance}</strong>. This is a stand-in: it uses every
dependency it is given until an image of the real service is named.</p>
<table border="1" cellpadding="6">
<thead><tr><th>Dependency<th>Kind<th>Answers<th>Milliseconds<th>Says</thead>
<tbody>
{rows}
</tbody>
</table>
</html>
"""


def render(title: str, version: str, instance: str, results: Sequence[Result]) -> str:
    """Return the page; every value is escaped."""
    rows = [
        "<tr>"
        + "".join(
            f"<td>{escape(str(cell))}"
            for cell in (result.name, result.kind, "yes" if result.ok else "NO", result.milliseconds, result.detail)
        )
        for result in results
    ]
    return PAGE.format(
        title=escape(title),
        version=escape(version),
        instance=escape(instance),
        rows="\n".join(rows or ["<tr><td colspan=5>none was given"]),
    )
