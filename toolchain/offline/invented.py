"""What a cloud makes up when it makes something: ids, numbers, addresses. The same for the same resource, so that two
runs can be compared; another for its replacement.
"""

import hashlib
import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

ALPHABETS = {"hex": "0123456789abcdef", "digits": "0123456789", "letters": "abcdefghijklmnopqrstuvwxyz0123456789"}
CHARACTERS = re.compile(r"(?P<kind>hex|digits|letters)(?P<count>\d+)[a-z]?")


class Invented(Mapping[str, str]):
    """The fields of a template.

    | field | is |
    |---|---|
    | logical, stack, urn | of the resource |
    | lower, alphanumeric | the logical name in lower case, and of that letters and digits only |
    | name | its physical name; the logical one where the type has none |
    | id | its id, once that is made |
    | hexN, digitsN, lettersN | N made-up characters, e.g. hex17; a letter after it gives others: hex8b |
    | uuid, uuid2 | made-up UUIDs |
    | ip, publicIp | addresses of the private range 10/8, and of 203.0.113/24, reserved for documentation |
    | now | when the resource was made, RFC 3339 |
    | anything else | a fact: a top-level input of text, else of the provider's configuration, else of the account |
    """

    def __init__(
        self, urn: str, incarnation: int, facts: Mapping[str, Any], configuration: Mapping[str, Any] | None = None
    ) -> None:
        self.urn = urn
        self.configuration = configuration or {}  # of the provider, for makers: its default tags, say
        self._seed = f"{urn}#{incarnation}"
        logical = urn.rpartition("::")[2]
        own = {"urn": urn, "logical": logical, "stack": urn.split(":")[2], "lower": logical.lower()}
        own["alphanumeric"] = re.sub(r"[^a-z0-9]", "", logical.lower())
        self._facts = {key: str(value) for key, value in facts.items() if isinstance(value, str | int)} | own
        self._facts.setdefault("name", self._facts["logical"])

    def __getitem__(self, field: str) -> str:
        """Return a field; one that is neither a fact nor one of the table above is a mistake in a template."""
        if field in self._facts:
            return self._facts[field]
        if found := CHARACTERS.fullmatch(field):
            return self._characters(found["kind"], int(found["count"]), field)
        if field.startswith("uuid"):
            return str(uuid.UUID(self._digest(field)[:32]))
        if field in {"ip", "publicIp"}:
            number = int(self._digest(field)[:6], 16)
            private = f"10.{number >> 16}.{number >> 8 & 255}.{number % 250 + 4}"
            return private if field == "ip" else f"203.0.113.{number % 250 + 4}"
        if field == "now":
            return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        raise KeyError(f"the template of {self.urn} uses {field!r}, which is no input, no fact and nothing made up")

    def __iter__(self) -> Iterator[str]:
        """Yield the facts; what is made up has no list."""
        return iter(self._facts)

    def __len__(self) -> int:
        """Return the number of facts."""
        return len(self._facts)

    def knowing(self, **facts: str) -> "Invented":
        """Return the same with more facts."""
        more = Invented(self.urn, 0, {**self._facts, **facts}, self.configuration)
        more._seed = self._seed
        return more

    def fill(self, template: Any) -> Any:
        """Return a template with its fields filled in, at any depth."""
        match template:
            case str():
                return template.format_map(self)
            case dict():
                return {key: self.fill(item) for key, item in template.items()}
            case list() | tuple():
                return [self.fill(item) for item in template]
        return template

    def _digest(self, salt: str) -> str:
        return hashlib.sha256(f"{self._seed}/{salt}".encode()).hexdigest()

    def _characters(self, kind: str, count: int, salt: str) -> str:
        number, alphabet, found = int(self._digest(salt) * 4, 16), ALPHABETS[kind], ""
        while len(found) < count:
            number, rest = divmod(number, len(alphabet))
            found += alphabet[rest]
        # No number of an account or a project begins with a nought.
        return found if kind != "digits" else f"{int(found[0]) % 9 + 1}{found[1:]}"
