"""What a host of the edge does not answer, and to whom: private paths, and routes that are not for everybody.

Services read a path in more ways than nginx does: in any case, with a slash at its end, with parameters after a
semicolon. A rule holds for all of them, and before nginx chooses a location.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stacks._edge import Audience, Route, Site
from stacks._monitoring import Exporter
from stacks._system import SystemSpec
from stacks._values import Environment

NOBODY = "404"
STRANGERS = "$to_strangers"  # nginx' variable: 403, and empty for operators
ANSWERED = '""'
PARAMETERS = "(;[^/]*)?"  # no group is repeated, so that no path is too long for the regular expressions
WORD_ENDS = "([/;]|$)"
TEXT_ENDS = r"\z"  # a $ would also match before a line feed at the end
REFUSALS = {Audience.NOBODY: NOBODY, Audience.OPERATORS: STRANGERS}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A regular expression on the decoded path, as a map of nginx writes it, and what those it matches get."""

    path: str
    refusal: str


def private_paths(spec: SystemSpec) -> tuple[str, ...]:
    """Return what only the inside may ask for: what the edge says, and wherever a service is scraped."""
    scraped = {scrape.of for scrape in spec.monitoring.scrapes if scrape.exporter is Exporter.APPLICATION}
    metrics = (service.metrics_path for service in spec.services if service.name in scraped)
    return tuple(dict.fromkeys((*spec.edge.private_paths, *metrics)))


def private_rules(spec: SystemSpec) -> tuple[Rule, ...]:
    """Return the rules of the private paths, the same for every host: they come before all others.

    They are refused at the beginning of a path, and of what is below a route of whatever host, because a service may
    cut that off; and as the end of any path, because some services look at nothing else.
    """
    if not (private := private_paths(spec)):
        return ()
    above = dict.fromkeys(route.path.strip("/") for route in spec.edge.routes if not route.exact)
    begin = "|".join(f"/{_words(path)}{PARAMETERS}" for path in above if path)
    ways = f"({begin})?" if begin else ""
    words = "|".join(map(_words, private))
    return (
        Rule(path=f"~*^{ways}/({words}){WORD_ENDS}", refusal=NOBODY),
        Rule(path=f"~*/({words}){PARAMETERS}/?$", refusal=NOBODY),
    )


def audience_rules(routes: Iterable[Route], sites: Iterable[Site], environment: Environment) -> tuple[Rule, ...]:
    """Return the rules of what is not for everybody on a host; the first that matches holds, the most specific one.

    What is for everybody needs a rule only where another one would take it.
    """
    places = [(route.path, route.exact, route.audience_at(environment)) for route in routes]
    places += [(site.path, False, Audience.EVERYBODY) for site in sites]
    places.sort(key=_how_specific)
    closed = [_in_any_form(path, exact) for path, exact, audience in places if audience is not Audience.EVERYBODY]
    found = []
    for path, exact, audience in places:
        if audience is not Audience.EVERYBODY:
            found.append(Rule(path=f"~*{_in_any_form(path, exact)}", refusal=REFUSALS[audience]))
        elif any(re.match(pattern, path, re.IGNORECASE) for pattern in closed):
            found.append(Rule(path=f"~^{re.escape(path)}{TEXT_ENDS if exact else ''}", refusal=ANSWERED))
    return tuple(found)


def _how_specific(place: tuple[str, bool, Audience]) -> tuple[bool, int, bool]:
    """Sort the longest path first, but before all what is one path only: the exact ones that are for everybody."""
    path, exact, audience = place
    return (not (exact and audience is Audience.EVERYBODY), -len(path), not exact)


def _in_any_form(path: str, exact: bool) -> str:
    """Match a path, and all below it unless it is exact; a path without a slash at its end is only a beginning."""
    if exact:
        return f"^/{_words(path)}{PARAMETERS}/?$"
    return f"^/{_words(path)}{WORD_ENDS if path.strip('/') and path.endswith('/') else ''}"


def _words(path: str) -> str:
    return f"{PARAMETERS}/".join(re.escape(word) for word in path.strip("/").split("/"))
