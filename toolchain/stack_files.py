"""Uses committed stack files without changing them.

Pulumi writes a salt (encryptionsalt) into the stack file of a stack whose secrets a passphrase encrypts. A committed
file without a salt is therefore used through a working copy, .state/stacks/Pulumi.<stack>.yaml: the committed file and
the salt. A stack file that has a salt, or names another way to encrypt, is the user's own and is used as it is.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from toolchain.console import Problem, say
from toolchain.places import ROOT, STATE

OWN_ENCRYPTION = re.compile(r"^(encryptionsalt|secretsprovider|encryptedkey)\s*:", re.MULTILINE)
SALT = re.compile(r"^encryptionsalt\s*:.*\n?", re.MULTILINE)


def salt_in(file: Path) -> str | None:
    """Return the line with the salt in a stack's file; None where there is no file, or none in it."""
    found = SALT.search(file.read_text()) if file.exists() else None
    return found.group().rstrip("\n") + "\n" if found else None


def stacks_in(folder: Path) -> str:
    """Return the stacks that have a file in a folder, for a message."""
    return ", ".join(sorted(file.name.split(".")[1] for file in folder.glob("Pulumi.*.yaml"))) or "none"


class ConfigFile(Protocol):
    """A stack's file as Pulumi is given it, with the salt that Pulumi writes into it."""

    @property
    def working_copy(self) -> Path:
        """The file that Pulumi reads and writes."""

    def salt(self) -> str | None:
        """Return the line with the salt."""

    def adopt(self, salt: str | None = None) -> None:
        """Keep a new salt."""

    def forget(self) -> None:
        """Remove the file, after the stack itself has been removed."""


@dataclass(frozen=True)
class StackFile:
    """The stack file of one stack: `committed`, and where needed the working copy that Pulumi is given instead."""

    stack: str
    root: Path = ROOT
    state: Path = STATE

    @property
    def committed(self) -> Path:
        """The file in the repository."""
        return self.root / f"Pulumi.{self.stack}.yaml"

    @property
    def working_copy(self) -> Path:
        """The file that Pulumi reads and writes instead."""
        return self.state / "stacks" / f"Pulumi.{self.stack}.yaml"

    @property
    def _renewed_from(self) -> Path:
        """The committed file as it was when the working copy was last renewed."""
        return self.state / "stacks" / f"{self.stack}.committed"

    def needs_copy(self) -> bool:
        """Tell whether use would change the committed file."""
        if not self.committed.exists():
            raise Problem(
                f"there is no {self.committed.name}. Stacks here: {stacks_in(self.root)}. Copy one of their "
                f"files to {self.committed.name} and change it, or choose another with STACK=..."
            )
        return OWN_ENCRYPTION.search(self.committed.read_text()) is None

    def salt(self) -> str | None:
        """Return the working copy's line with the salt."""
        return salt_in(self.working_copy)

    def renew(self) -> Path:
        """Bring the working copy up to date with the committed file and return it; the salt in it always stays.

        What `pulumi config set` wrote into the working copy stays too, until the committed file changes as well:
        then a person has to decide.
        """
        committed = self.committed.read_text()
        before = self._renewed_from.read_text() if self._renewed_from.exists() else None
        if before is not None and self.working_copy.exists() and self.working_copy.read_text() != self._text(before):
            if committed != before:
                raise Problem(
                    f"both {self.committed.name} and its working copy {self.working_copy} have changed (the latter by "
                    f"`pulumi config set`). Take over into {self.committed.name} what should stay of the working copy, "
                    f"then remove {self._renewed_from} and run this again: the working copy is then made anew."
                )
            say(f"configuration set in {self.working_copy} is in use; {self.committed.name} does not have it")
            return self.working_copy
        return self._write(committed, self.salt())

    def adopt(self, salt: str | None = None) -> None:
        """Keep a new salt: the given one, or the one that Pulumi has just written into the working copy.

        The rest of the working copy is written as it was, for Pulumi drops quotes and moves comments.
        """
        self._write(self.committed.read_text(), salt or self.salt())

    def forget(self) -> None:
        """Remove the working copy and its salt, after the stack itself has been removed."""
        self.working_copy.unlink(missing_ok=True)
        self._renewed_from.unlink(missing_ok=True)

    def _write(self, committed: str, salt: str | None) -> Path:
        replace_file(self.working_copy, _with(committed, salt))
        replace_file(self._renewed_from, committed)
        return self.working_copy

    def _text(self, committed: str) -> str:
        return _with(committed, self.salt())


def _with(committed: str, salt: str | None) -> str:
    if salt is None:
        return committed
    return committed + ("" if committed.endswith("\n") or not committed else "\n") + salt


def replace_file(file: Path, text: str) -> None:
    """Write a file so that whoever reads it, or is interrupted, has the old one or the new one, never half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.new")
    aside.write_text(text)
    aside.replace(file)
