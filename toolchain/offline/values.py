"""Property values as the engine sends them, and as this provider works with them.

Plain Python values, and three kinds of their own: ``UNKNOWN`` (not known before it is made), ``Secret`` (a value that
must not be shown) and ``Special`` (an asset, an archive or a reference to a resource: kept as it came).
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

SIGNATURE: Final = rpc._special_sig_key
SECRET: Final = rpc._special_secret_sig
OUTPUT: Final = rpc._special_output_value_sig


class Unknown(enum.Enum):
    """The one value that is not known yet; an enum, so that ``is UNKNOWN`` narrows its type."""

    UNKNOWN = rpc.UNKNOWN

    def __repr__(self) -> str:
        """Show it as the engine does."""
        return "[unknown]"


UNKNOWN: Final = Unknown.UNKNOWN


@dataclass(frozen=True)
class Secret:
    """A value that is never shown."""

    value: Any

    def __repr__(self) -> str:
        """Show that it is there, and no more."""
        return "[secret]"


@dataclass(frozen=True)
class Special:
    """An asset, an archive or a resource reference, with its fields as they came."""

    fields: Mapping[str, Any]

    def __repr__(self) -> str:
        """Show that it is one; what is in it may be long, or secret."""
        return "[asset or reference]"


def decode(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Return the properties of a request."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def _decode(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
        case "struct_value":
            return _object({key: _decode(item) for key, item in value.struct_value.fields.items()})
        case "list_value":
            return [_decode(item) for item in value.list_value.values]
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
    return None


def _object(fields: dict[str, Any]) -> Any:
    match fields.get(SIGNATURE):
        case None:
            return fields
        case sign if sign == SECRET:
            return Secret(fields.get("value"))
        case sign if sign == OUTPUT:
            found = fields.get("value", UNKNOWN)
            return Secret(found) if fields.get("secret") else found
    return Special(fields)


def encode(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Return properties for an answer."""
    struct = struct_pb2.Struct()
    struct.update({key: plain(value) for key, value in values.items()})
    return struct


def plain(value: Any) -> Any:
    """Return a value in the protocol's own words: JSON, with a signed object for what is not plain."""
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case Secret():
            return {SIGNATURE: SECRET, "value": plain(value.value)}
        case Special():
            return {key: plain(item) for key, item in value.fields.items()}
        case Unknown():
            return rpc.UNKNOWN
    return value


def from_plain(value: Any) -> Any:
    """Return what ``plain`` was given."""
    match value:
        case dict():
            return _object({key: from_plain(item) for key, item in value.items()})
        case list():
            return [from_plain(item) for item in value]
        case rpc.UNKNOWN:
            return UNKNOWN
    return value


def opened(value: Any) -> Any:
    """Return a value without the wrapping of secrets at any depth, for comparing and checking; never for showing."""
    match value:
        case Secret():
            return opened(value.value)
        case dict():
            return {key: opened(item) for key, item in value.items()}
        case list():
            return [opened(item) for item in value]
    return value


def has_unknown(value: Any) -> bool:
    """Tell whether a value, or any part of it, is not known yet."""
    match value:
        case Unknown():
            return True
        case Secret():
            return has_unknown(value.value)
        case dict():
            return any(map(has_unknown, value.values()))
        case list():
            return any(map(has_unknown, value))
    return False


def has_secret(value: Any) -> bool:
    """Tell whether a value, or any part of it, is secret."""
    match value:
        case Secret():
            return True
        case dict():
            return any(map(has_secret, value.values()))
        case list():
            return any(map(has_secret, value))
    return False
