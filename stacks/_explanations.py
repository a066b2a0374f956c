"""What is said of a wrong configuration: the key, its value, what is allowed, and a command that puts it right."""

import difflib
import json
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

PROJECT = "moorage"
SECRET_GROUPS = ("secrets", "receivers")  # hold what opens something, and so are never shown


def suggestion(word: str, allowed: Sequence[str], before: str = " ") -> str:
    """Return a question that names the likeliest of the allowed words, or nothing."""
    close = difflib.get_close_matches(word.lower(), allowed, n=1)
    return f"{before}Did you mean {str(close[0])!r}?" if close else ""


def unknown_key(key: str, allowed: Sequence[str], below: str = "") -> str:
    """Say that a key is none of ours."""
    where = f" below {PROJECT}:{below.rstrip('.')}" if below else ""
    return f"{PROJECT}:{below}{key} is not a setting; allowed{where}: {', '.join(allowed)}.{suggestion(key, allowed)}"


def explain(error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    """Say what each error of pydantic means for the person who wrote the configuration."""
    told: set[tuple[str | int, ...]] = set()
    for item in error.errors():
        message = item["msg"].removeprefix("Value error, ")
        if not item["loc"]:  # a check over several keys: key|value|explanation
            key, value, message = message.split("|", 2)
            path: tuple[str | int, ...] = tuple(key.split("."))
            shown = value if value.isdigit() else json.dumps(value)
        else:
            # pydantic's own remarks on the way, such as [key], are no part of a setting's name
            path = tuple(part for part in item["loc"] if isinstance(part, int) or "[" not in part)
            shown = json.dumps(item["input"], default=str)
            if path in told:  # one value that is none of several kinds
                continue
            told.add(path)
        field = _field(path, model)
        if path[0] in SECRET_GROUPS:
            shown = "not shown here"
        if item["type"] == "extra_forbidden":
            yield unknown_key(str(path[-1]), _children(path[:-1], model), _joined(path[:-1]) + ".")
        elif item["type"] == "missing":
            yield f"{PROJECT}:{_joined(path)} is missing. {_example(field)}"
        else:
            allowed = message if item["type"] == "value_error" else f"allowed: {field.description or message}"
            end = "" if allowed.endswith("?") else "."
            yield f"{PROJECT}:{_joined(path)} is {shown}; {allowed}{end} {_example(field)}"


def _joined(path: Sequence[str | int]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _submodel(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model that a field holds, whether or not it may be left out."""
    candidates = (field.annotation, *get_args(field.annotation))
    return next((item for item in candidates if isinstance(item, type) and issubclass(item, BaseModel)), None)


def _field(path: Sequence[str | int], model: type[BaseModel]) -> FieldInfo:
    """Return the innermost field of a path that has a description of its own; elements are described by their list."""
    field = _fields(model)[str(path[0])]
    for part in path[1:]:
        inner = _submodel(field)
        field = _fields(inner).get(str(part), field) if inner else field
    return field


def _children(path: Sequence[str | int], model: type[BaseModel]) -> tuple[str, ...]:
    inner = _submodel(_field(path, model))
    return tuple(_fields(inner)) if inner else ()


def _example(field: FieldInfo) -> str:
    key, _, value = str((field.examples or [Any])[0]).partition(" ")
    secret, value = ("--secret ", value.removesuffix(" --secret")) if value.endswith(" --secret") else ("", value)
    quoted = f"--path '{PROJECT}:{key}'" if "." in key or "[" in key else f"{PROJECT}:{key}"
    return f"Example: pulumi config set {secret}{quoted} {value}"
