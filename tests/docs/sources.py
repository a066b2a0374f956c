"""What the coverage names in source files: tests, constants, and the comments beside them."""

import ast
import io
import re
import tokenize
from collections.abc import Mapping
from functools import cache

from tests.docs.rows import ROOT

ID = re.compile(r"\b(?:X-)?[A-Z]{3}-\d{2,3}\b")


@cache
def defined_tests(path: str) -> Mapping[str, str]:
    """Return the docstrings of the tests at the level of a module, by name; nothing if there is no such file."""
    file = ROOT / path
    if not path.startswith("tests/") or not file.is_file():
        return {}
    body = ast.parse(file.read_text(encoding="utf-8")).body
    tests = (node for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))
    return {node.name: ast.get_docstring(node) or "" for node in tests}


@cache
def commented(system: str) -> Mapping[str, frozenset[str]]:
    """Return the ids in the comments of a system's module, and the constants that they stand beside."""
    text = _text(system)
    ends = {statement.end_lineno or 0: name for name, statement in _statements(system).items()}
    found: dict[str, set[str]] = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            line = token.start[0]
            beside = next((ends[end] for end in sorted(ends) if line <= end), "")  # above a constant, or in it
            for identity in ID.findall(token.string):
                found.setdefault(identity, set()).add(beside)
    return {identity: frozenset(places) for identity, places in found.items()}


@cache
def made_of(system: str, constant: str) -> frozenset[str]:
    """Return a constant of a system's module and every other one that it is made of."""
    statements = _statements(system)
    found, left = set(), [constant]
    while left:
        name = left.pop()
        if name in statements and name not in found:
            found.add(name)
            left.extend(node.id for node in ast.walk(statements[name]) if isinstance(node, ast.Name))
    return frozenset(found)


@cache
def written(system: str) -> Mapping[str, frozenset[str]]:
    """Return the fields that a system's module writes out, by type, whether or not they are the defaults."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(_text(system))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.setdefault(node.func.id, set()).update(word.arg for word in node.keywords if word.arg)
    return {name: frozenset(fields) for name, fields in found.items()}


@cache
def _statements(system: str) -> Mapping[str, ast.stmt]:
    """Return what defines each name of a system's module, in the order of the lines."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(_text(system)).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = node
            case ast.FunctionDef(name=name):
                found[name] = node
    return found


def _text(system: str) -> str:
    return (ROOT / "stacks" / f"{system}.py").read_text(encoding="utf-8")
