"""Quoting and checking of what goes into configuration files, so that no value can become anything but a value.

Every function returns text that its program reads back as exactly the value given, or raises a ValueError that names
what is wrong and what is allowed. A password is never part of a message.
"""

import re
import unicodedata

NAME = re.compile(r"[a-z_][a-z0-9_-]{0,62}")  # PostgreSQL truncates names at 63 bytes
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
RESERVED_NAMES = frozenset({"postgres", "template0", "template1", "public", "none", "pgbouncer"})
PASSWORD_BYTES = 1024  # PgBouncer reads passwords of up to 2,047 bytes, PostgreSQL and Redis longer ones


def matching(pattern: re.Pattern[str], text: str, what: str, allowed: str) -> str:
    """Return the text if the whole of it matches, else raise a ValueError that says what is allowed."""
    if not pattern.fullmatch(text):
        raise ValueError(f"{what} is {text!r}; allowed: {allowed}")
    return text


def printable(text: str, what: str) -> str:
    """Return the text if it has no control characters, line separators or lone surrogates."""
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            raise ValueError(f"{what} has the character {character!r}; allowed: text on one line")
    return text


def database_name(text: str, what: str) -> str:
    """Return the name of a role or database if it is plain, and not one that the server keeps for itself."""
    matching(NAME, text, what, "lower-case letters, digits, _ and -, beginning with a letter or _, at most 63")
    if text in RESERVED_NAMES or text.startswith("pg_"):
        raise ValueError(f"{what} is {text!r}, which the server keeps for itself; allowed: any other name")
    return text


def password(text: str, of: str) -> str:
    """Return a password that every program we render for can hold."""
    if not text or len(text.encode("utf-8", "surrogatepass")) > PASSWORD_BYTES:
        raise ValueError(f"the password of {of} is empty or too long; allowed: 1 to {PASSWORD_BYTES} bytes")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
        raise ValueError(f"the password of {of} has a control character; allowed: text on one line")
    return text


def sql_identifier(name: str) -> str:
    """Quote a name for SQL, pg_hba.conf, and PgBouncer's files."""
    return '"' + name.replace('"', '""') + '"'


def sql_literal(text: str) -> str:
    """Quote a text for SQL where standard_conforming_strings is on: backslashes are themselves."""
    return "'" + text.replace("'", "''") + "'"


def redis_string(text: str) -> str:
    r"""Quote a text for redis.conf; whatever is not printable ASCII is written as the \xHH of its UTF-8 bytes."""
    written = []
    for byte in text.encode():
        if byte in b'"\\':
            written.append("\\" + chr(byte))
        elif 0x20 <= byte < 0x7F:
            written.append(chr(byte))
        else:
            written.append(f"\\x{byte:02x}")
    return '"' + "".join(written) + '"'


def nginx_string(text: str, what: str) -> str:
    """Quote a text for nginx.conf. A dollar sign would begin a variable, and nginx has no way to write one."""
    if "$" in text or not text.isascii() or not text.isprintable():
        raise ValueError(f"{what} is {text!r}; allowed: printable ASCII without $")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
