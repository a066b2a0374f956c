"""Reads the generated classes of a Pulumi SDK: what their annotations say of inputs and outputs.

Everything returned is JSON. Of a class it is property -> [type, required], by the names on the wire (camelCase).
"""

import collections.abc
import enum
import importlib
import inspect
import re
import sys
import types
import typing
from typing import Any

import pulumi
from pulumi import _types as sdk

WORDS = {str: "string", int: "integer", float: "number", bool: "boolean"}
ASSETS = (pulumi.Asset, pulumi.Archive)
SEQUENCES = (list, collections.abc.Sequence)
MAPPINGS = (dict, collections.abc.Mapping)
SECRETS = re.compile(r"additional_secret_outputs=\[([^\]]*)\]")
PROGRAM_ONLY = {"id", "urn"}  # of every resource; no provider is asked for them


def resource(cls: type) -> dict[str, Any]:
    """Return a resource's inputs, outputs and secret outputs."""
    module = sys.modules[cls.__module__]
    # Kubernetes calls a resource's arguments InitArgs, for Args is already the object of that kind.
    arguments = getattr(module, f"{cls.__name__}InitArgs", None) or getattr(module, f"{cls.__name__}Args")
    outputs = {
        name: [described(hint), not _optional(hint)]
        for name, hint in sdk._raw_return_hints(cls).items()
        if name not in PROGRAM_ONLY
    }
    # No annotation tells which outputs are secret: the SDK's constructor says it to the engine, as a literal list.
    said = SECRETS.search(inspect.getsource(cls._internal_init))  # type: ignore[attr-defined] # every SDK generates it
    secrets = re.findall(r'"(\w+)"', said[1]) if said else []
    return {"inputs": properties(arguments), "outputs": outputs, "secrets": secrets}


def properties(cls: type) -> dict[str, Any]:
    """Return the properties of an argument class; required is what its constructor has no default for."""
    parameters = inspect.signature(cls).parameters
    hints = sdk._raw_return_hints(cls)
    names = sdk.input_type_py_to_pulumi_names(cls)
    return {
        wire: [described(hints[wire]), python in parameters and parameters[python].default is inspect.Parameter.empty]
        for python, wire in names.items()
    }


def loaded(name: str) -> type:
    """Return a class by ``module:name``."""
    module, _, cls = name.partition(":")
    found: type = getattr(importlib.import_module(module), cls)
    return found


def described(hint: Any) -> Any:
    """Return a type in JSON."""
    members = _members(hint)
    if len(members) == 1:
        return _one(members[0])
    enums = [member for member in members if isinstance(member, type) and issubclass(member, enum.Enum)]
    if len(members) == 2 and len(enums) == 1:
        return {**_one(enums[0]), "open": True}
    if not members or Any in members:
        return "any"
    if all(member in ASSETS for member in members):
        return "asset"
    return {"union": [_one(member) for member in members]}


def _one(hint: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return {"constant": arguments[0]}
    if origin in SEQUENCES:
        return {"list": described(arguments[0])}
    if origin in MAPPINGS:
        return {"map": described(arguments[1])}
    if hint in WORDS:
        return WORDS[hint]
    if isinstance(hint, type):
        if issubclass(hint, enum.Enum):
            return {"enum": [member.value for member in hint], "open": False, "class": hint.__name__}
        if sdk.is_input_type(hint) or sdk.is_output_type(hint):
            return {"object": f"{hint.__module__}:{hint.__name__}"}
        if issubclass(hint, ASSETS):
            return "asset"
    return "any"


def _members(hint: Any) -> list[Any]:
    """Return what a value may be, without the ways in which a program may say it (awaitable, output, dictionary)."""
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return _members(typing.get_args(hint)[0]) if typing.get_origin(hint) is pulumi.Output else [hint]
    found: list[Any] = []
    for argument in typing.get_args(hint):
        origin = typing.get_origin(argument)
        if (
            origin in (collections.abc.Awaitable, pulumi.Output)
            or argument is type(None)
            or typing.is_typeddict(argument)
        ):
            continue
        found += [member for member in _members(argument) if member not in found]
    # InputType[T] allows any mapping beside the class T, which says more.
    if any(isinstance(member, type) and sdk.is_input_type(member) for member in found):
        found = [member for member in found if typing.get_origin(member) not in MAPPINGS and member is not dict]
    return found


def _optional(hint: Any) -> bool:
    if typing.get_origin(hint) is pulumi.Output:
        return _optional(typing.get_args(hint)[0])
    return type(None) in typing.get_args(hint)
