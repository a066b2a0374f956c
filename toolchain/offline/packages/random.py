"""Package random: what is really random, drawn as the real provider draws it, and kept in the state like there.

The types have no physical names. Most ids are the drawn value itself, so the id is drawn first, and the outputs follow
from it. Sources: terraform-provider-random, internal/provider/resource_<type>.go ("Create" for values and ids, "Schema"
for replacements and limits), and the installed plugin 4.21.4, which was asked (Check, Create and Diff).
"""

import base64
import random
import secrets
import string
import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from toolchain.offline.invented import Invented
from toolchain.offline.package import Identity, Package, Replacement
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Custom, Inputs, Number, Rule, Wrong, is_hidden
from toolchain.offline.rules_together import Ordered
from toolchain.offline.values import Secret

BYTES: Final = "random:index/randomBytes:RandomBytes"
ID: Final = "random:index/randomId:RandomId"
INTEGER: Final = "random:index/randomInteger:RandomInteger"
PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type, not a password
PET: Final = "random:index/randomPet:RandomPet"
SHUFFLE: Final = "random:index/randomShuffle:RandomShuffle"
STRING: Final = "random:index/randomString:RandomString"
UUID: Final = "random:index/randomUuid:RandomUuid"
UUID4: Final = "random:index/randomUuid4:RandomUuid4"
UUID7: Final = "random:index/randomUuid7:RandomUuid7"

SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
BCRYPT: Final = f"./{string.ascii_letters}{string.digits}"
ADVERBS: Final = ("almost", "barely", "calmly", "fairly", "gladly", "mostly", "nearly", "really", "safely", "wholly")
ADJECTIVES: Final = ("amber", "brisk", "clever", "dapper", "eager", "gentle", "humble", "lively", "mellow", "nimble")
ANIMALS: Final = ("badger", "beaver", "curlew", "dolphin", "heron", "marten", "otter", "puffin", "seal", "tern")
MILLISECONDS: Final = 1_000_000  # nanoseconds of one


def drawn_text(inputs: Mapping[str, Any]) -> str:
    """Return a text of the length and the characters asked for."""
    inputs = {name: value for name, value in inputs.items() if value is not None}
    numeric = inputs.get("numeric", inputs.get("number", True))
    # characters, whether any of them may occur, how many must: also of those that may not, as with the real provider
    classes = (
        (string.ascii_lowercase, inputs.get("lower", True), inputs.get("minLower", 0)),
        (string.ascii_uppercase, inputs.get("upper", True), inputs.get("minUpper", 0)),
        (string.digits, numeric, inputs.get("minNumeric", 0)),
        (inputs.get("overrideSpecial") or SPECIAL, inputs.get("special", True), inputs.get("minSpecial", 0)),
    )
    found = [secrets.choice(characters) for characters, _, least in classes for _ in range(least)]
    every = "".join(characters for characters, allowed, _ in classes if allowed)
    found += [secrets.choice(every) for _ in range(inputs["length"] - len(found))]
    secrets.SystemRandom().shuffle(found)
    return "".join(found)


def _string_id(inputs: Mapping[str, Any], _: Invented) -> str:
    return drawn_text(inputs)


def _id_id(inputs: Mapping[str, Any], _: Invented) -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(inputs["byteLength"])).decode().rstrip("=")


def _bytes_id(inputs: Mapping[str, Any], _: Invented) -> str:
    return base64.b64encode(secrets.token_bytes(inputs["length"])).decode()


def _integer_id(inputs: Mapping[str, Any], _: Invented) -> str:
    return str(_generator(inputs).randint(inputs["min"], inputs["max"]))


def _pet_id(inputs: Mapping[str, Any], _: Invented) -> str:
    length = inputs.get("length", 2)
    words = [secrets.choice(ANIMALS)]
    if length != 1:
        words.insert(0, secrets.choice(ADJECTIVES))
    words[:0] = [secrets.choice(ADVERBS) for _ in range(length - 2)]
    prefix = [inputs["prefix"]] if inputs.get("prefix") else []
    return str(inputs.get("separator", "-")).join([*prefix, *words])


def _uuid_id(_: Mapping[str, Any], __: Invented) -> str:
    # RandomUuid gives any 16 bytes in this form, and sets no version in them.
    return str(uuid.UUID(bytes=secrets.token_bytes(16)))


def _uuid4_id(_: Mapping[str, Any], __: Invented) -> str:
    return str(uuid.uuid4())


def _uuid7_id(_: Mapping[str, Any], __: Invented) -> str:
    # RFC 9562, section 5.7: 48 bits of time, then random ones around the version and the variant.
    now = (time.time_ns() // MILLISECONDS).to_bytes(6)
    middle, rest = secrets.randbits(12) | 0x7000, secrets.randbits(62) | 1 << 63
    return str(uuid.UUID(bytes=now + middle.to_bytes(2) + rest.to_bytes(8)))


def _generator(inputs: Mapping[str, Any]) -> random.Random:
    # The same seed gives the same value here too, but another one than the real provider's generator gives.
    seed = inputs.get("seed")
    return random.Random(seed) if seed else secrets.SystemRandom()  # noqa: S311 - a seed asks for what can be repeated


def _password(inputs: Mapping[str, Any], _: Invented) -> dict[str, Any]:
    # There is no bcrypt here: of the hash only the shape is right, and it verifies no password.
    salt_and_hash = "".join(secrets.choice(BCRYPT) for _ in range(53))
    result, shape = Secret(drawn_text(inputs)), Secret(f"$2a$10${salt_and_hash}")
    return {**_same_number(inputs), "result": result, "bcryptHash": shape}


def _string(inputs: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    return {**_same_number(inputs), "result": made["id"]}


def _same_number(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``number`` and ``numeric``, two names of one property, where the program did not say them."""
    said = inputs.get("numeric", inputs.get("number", True))
    return {name: said for name in ("number", "numeric") if inputs.get(name) is None}


def _id(inputs: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    prefix, text = inputs.get("prefix", ""), made["id"]
    value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return {
        "b64Url": prefix + text,
        "b64Std": prefix + base64.b64encode(value).decode(),
        "hex": prefix + value.hex(),
        "dec": f"{prefix}{int.from_bytes(value)}",
    }


def _bytes(_: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    return {"base64": Secret(made["id"]), "hex": Secret(base64.b64decode(made["id"]).hex())}


def _integer(_: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    return {"result": int(made["id"])}


def _result(_: Mapping[str, Any], made: Invented) -> dict[str, Any]:
    return {"result": made["id"]}


def _shuffle(inputs: Mapping[str, Any], _: Invented) -> dict[str, Any]:
    items, generator, found = inputs["inputs"], _generator(inputs), list[Any]()
    count = inputs.get("resultCount") or len(items)
    while items and len(found) < count:
        found += generator.sample(items, len(items))
    return {"results": found[:count]}


MINIMUMS: Final = ("minLower", "minUpper", "minNumeric", "minSpecial")


def _some_alphabet(inputs: Inputs, _: Plan) -> Wrong:
    numeric = "numeric" if is_said(inputs, "numeric") else "number"
    unsure = any(is_hidden(inputs, name) for name in MINIMUMS)
    if not unsure and all(first(inputs, name) is False for name in ("lower", "upper", numeric, "special")):
        length = first(inputs, "length")
        if length is not None and length > _least(inputs):
            yield "special", f"true, or true for lower, upper or {numeric}: without one there is nothing to draw from"


def _minimums(inputs: Inputs, _: Plan) -> Wrong:
    length = first(inputs, "length")
    if length is not None and length < _least(inputs):
        yield "length", f"at least {_least(inputs)}, the sum of minLower, minUpper, minNumeric and minSpecial"


def _least(inputs: Inputs) -> int:
    return sum(first(inputs, name) or 0 for name in MINIMUMS)


def _one_number(inputs: Inputs, _: Plan) -> Wrong:
    number, numeric = first(inputs, "number"), first(inputs, "numeric")
    if number is not None and numeric is not None and number != numeric:
        yield "number", f"{numeric}, as numeric, or nothing: number is its former name"


FORCES: Final = 'terraform-provider-random, internal/provider/resource_{}.go, "Schema": RequiresReplace; plugin 4.21.4'
OF_A_TEXT: Final = (
    "keepers", "length", "lower", "upper", "number", "numeric", "special", "minLower", "minUpper", "minNumeric",
    "minSpecial", "overrideSpecial",
)  # fmt: skip

REPLACEMENTS: Final = {
    BYTES: Replacement(properties=("keepers", "length"), source=FORCES.format("bytes")),
    ID: Replacement(properties=("keepers", "byteLength", "prefix"), source=FORCES.format("id")),
    INTEGER: Replacement(properties=("keepers", "min", "max", "seed"), source=FORCES.format("integer")),
    PASSWORD: Replacement(properties=OF_A_TEXT, source=FORCES.format("password")),
    PET: Replacement(properties=("keepers", "length", "prefix", "separator"), source=FORCES.format("pet")),
    SHUFFLE: Replacement(properties=("keepers", "inputs", "resultCount", "seed"), source=FORCES.format("shuffle")),
    STRING: Replacement(properties=OF_A_TEXT, source=FORCES.format("string")),
    UUID: Replacement(properties=("keepers",), source=FORCES.format("uuid")),
    UUID4: Replacement(properties=("keepers",), source=FORCES.format("uuid4")),
    UUID7: Replacement(properties=("keepers",), source=FORCES.format("uuid7")),
}

# What the provider fills in where a program says nothing.
TEXT_DEFAULTS: Final = {
    "lower": True, "upper": True, "special": True, "number": True, "numeric": True,
    "minLower": 0, "minUpper": 0, "minNumeric": 0, "minSpecial": 0,
}  # fmt: skip


def _text_rules(kind: str, file: str) -> tuple[Rule, ...]:
    schema = f'terraform-provider-random, internal/provider/resource_{file}.go, "Schema"'
    drawing = "terraform-provider-random, internal/random/string.go, CreateString; plugin 4.21.4 ends with a panic"
    plan = "terraform-provider-random, internal/planmodifiers/bool, NumberNumericAttributePlanModifier"
    return (
        Number(kind=kind, path="length", low=1, source=f"{schema}: AtLeast(1)"),
        Custom(kind=kind, check=_minimums, source=f"{schema}: AtLeastSumOf"),
        Number(kind=kind, path="minLower", low=0, source=drawing),
        Number(kind=kind, path="minUpper", low=0, source=drawing),
        Number(kind=kind, path="minNumeric", low=0, source=drawing),
        Number(kind=kind, path="minSpecial", low=0, source=drawing),
        Custom(kind=kind, check=_some_alphabet, source=drawing),
        Custom(kind=kind, check=_one_number, source=plan),
    )


RULES: Final[tuple[Rule, ...]] = (
    *_text_rules(PASSWORD, "password"),
    *_text_rules(STRING, "string"),
    Number(kind=BYTES, path="length", low=1, source="terraform-provider-random, resource_bytes.go: AtLeast(1)"),
    # The provider takes 0 and gives an empty id, with which the engine fails; below it panics.
    Number(kind=ID, path="byteLength", low=1, source="terraform-provider-random documentation, random_id: at least 1"),
    Ordered(
        kind=INTEGER, paths=("min", "max"), source='terraform-provider-random, resource_integer.go, "Create": max < min'
    ),
    Number(kind=SHUFFLE, path="resultCount", low=0, source="plugin 4.21.4 ends with a panic below 0"),
)

PACKAGE: Final = Package(
    name="random",
    module="pulumi_random",
    account={},
    usual=Identity(id=_uuid_id, scope=None, source="terraform-provider-random: no type has a name"),
    identities={
        BYTES: Identity(id=_bytes_id, scope=None, source="pulumi-random, provider/resources.go: the id is base64"),
        ID: Identity(id=_id_id, scope=None, source="resource_id.go: the id is b64Url without the prefix"),
        INTEGER: Identity(id=_integer_id, scope=None, source="resource_integer.go: the id is the number"),
        PASSWORD: Identity(id="none", scope=None, source='resource_password.go: the id is "none"'),
        PET: Identity(id=_pet_id, scope=None, source="resource_pet.go: the id is the name"),
        SHUFFLE: Identity(id="-", scope=None, source='resource_shuffle.go: the id is "-"'),
        STRING: Identity(id=_string_id, scope=None, source="resource_string.go: the id is the text"),
        UUID4: Identity(id=_uuid4_id, scope=None, source="resource_uuid4.go: the id is the UUID"),
        UUID7: Identity(id=_uuid7_id, scope=None, source="resource_uuid7.go: the id is the UUID"),
    },
    outputs={PASSWORD: TEXT_DEFAULTS, STRING: TEXT_DEFAULTS, PET: {"length": 2, "separator": "-"}},
    makers={
        BYTES: _bytes,
        ID: _id,
        INTEGER: _integer,
        PASSWORD: _password,
        SHUFFLE: _shuffle,
        STRING: _string,
        UUID: _result,
        UUID4: _result,
        UUID7: _result,
    },
    in_state=True,
    replacements=REPLACEMENTS,
    rules=RULES,
)
