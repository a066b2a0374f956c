"""Names and labels: their lengths and alphabets."""

from typing import Any

from tests.offline.rows.gcp import data, network, platform
from tests.offline.rows.gcp.network import Row
from toolchain.offline.packages.gcp.rules_names import COMPUTE, LABELLED

RFC1035 = "lower-case letters, digits and hyphens, a letter first and no hyphen last. Example:"
COMPUTE_NAME = f"1 to 63 {RFC1035} shop-network"
RECORDED = "a domain with a dot at its end. Example: shop.example.com."
BUCKET = (
    "3 to 63 lower-case letters, digits, hyphens and underscores (with dots up to 222, 63 between two dots), "
    "a letter or digit first and last, not an address, without google in it. Example: shop-backups"
)
KEYS = "1 to 63 letters, digits, hyphens and underscores. Example: shop-keys"
TOPIC = "3 to 255 letters, digits and -_.~+%, a letter first, not beginning with goog. Example: shop-events"
CERTIFICATES = "1 to 64 letters, digits, hyphens and underscores, a letter first. Example: shop"

# kind, path, a name that passes, one that fails, what is allowed
NAMES = [
    *((kind, "name", f"a{'-' * 61}z", "Shop", COMPUTE_NAME) for kind in COMPUTE),
    (network.NETWORK, "name", "a", f"a{'b' * 63}", COMPUTE_NAME),
    (network.NETWORK, "name", "a1", "shop-", COMPUTE_NAME),
    (network.NAT, "name", "ab", "a", f"2 to 63 {RFC1035} shop-nat"),
    (data.SQL, "name", "shop-1", "1-shop",
     "1 to 98 lower-case letters, digits and hyphens, a letter first. Example: shop-database"),
    (data.REDIS, "name", "a" * 41, "a" * 42, f"2 to 41 {RFC1035} shop-cache"),
    (data.MEMORYSTORE, "instanceId", "4-me", "abc",
     "4 to 63 lower-case letters, digits and hyphens, no hyphen first or last. Example: shop-cache"),
    (platform.CLUSTER, "name", "a" * 40, "a" * 41, f"1 to 40 {RFC1035} shop"),
    (platform.NODES, "name", "a" * 40, "a" * 41, "1 to 40 characters. Example: shop-nodes"),
    (platform.NODES, "namePrefix", "a" * 31, "a" * 32, "1 to 31 characters. Example: shop-"),
    ("gcp:kms/keyRing:KeyRing", "name", "Shop_1", "shop.1", KEYS),
    (data.KEY, "name", "Shop_1", "a" * 64, KEYS),
    (data.SECRET, "secretId", "a" * 255, "shop/password",
     "1 to 255 letters, digits, hyphens and underscores. Example: shop-database-password"),
    (data.BUCKET, "name", "shop_backups-1", "Shop", BUCKET),
    (data.BUCKET, "name", f"{'a' * 63}.shop.example", f"{'a' * 64}.shop.example", BUCKET),
    (data.BUCKET, "name", "a" * 63, "a" * 64, BUCKET),
    (data.BUCKET, "name", "a.b", "192.168.5.4", BUCKET),
    (data.BUCKET, "name", "shop-goo", "my-google-data", BUCKET),
    (data.TOPIC, "name", "shop.events~1", "goog-events", TOPIC),
    (data.SUBSCRIPTION, "name", "shop", "1shop", TOPIC),
    ("gcp:serviceaccount/account:Account", "accountId", "shop-a", "shop", f"6 to 30 {RFC1035} shop-app"),
    ("gcp:projects/iAMCustomRole:IAMCustomRole", "roleId", "shop.Backups_1", "shop-backups",
     "3 to 64 letters, digits, underscores and dots. Example: shopBackups"),
    (platform.CERTIFICATE, "name", "Shop_1", "1-shop", CERTIFICATES),
    ("gcp:certificatemanager/dnsAuthorization:DnsAuthorization", "name", "a" * 64, "a" * 65, CERTIFICATES),
    (platform.CONNECTOR, "name", "a" * 25, "a" * 26, "1 to 25 characters. Example: shop"),
    (platform.JOB, "name", "Shop_nightly", "shop nightly",
     "1 to 500 letters, digits, hyphens and underscores. Example: shop-nightly"),
    ("gcp:logging/metric:Metric", "name", "shop/errors", "/errors",
     "1 to 100 letters, digits and _-.,+!*'()%/, no slash first. Example: shop/errors"),
    (platform.RECORD, "name", "shop.example.", "shop.example", RECORDED),
]  # fmt: skip
RANGES = [{"ipCidrRange": "10.1.0.0/16", "rangeName": "pods"}]
ROWS: list[Row] = [
    (kind, {path: right}, {path: wrong}, f"{path} is {wrong!r}; allowed: {allowed}")
    for kind, path, right, wrong, allowed in NAMES
]
ROWS += [
    (network.SUBNETWORK, {"secondaryIpRanges": RANGES}, {"secondaryIpRanges": [{"rangeName": "Pods"}]},
     f"secondaryIpRanges[0].rangeName is 'Pods'; allowed: {COMPUTE_NAME}")
]  # fmt: skip


def labelled(kind: str, labels: dict[str, str]) -> dict[str, Any]:
    place = LABELLED[kind]
    return {"settings": {**data.SETTINGS, "userLabels": labels}} if "." in place else {place: labels}


LABEL = "at most 63 lower-case letters, digits, hyphens and underscores. Example: prod"
LABEL_KEY = "keys of 1 to 63 lower-case letters, digits, hyphens and underscores, a letter first"
ROWS += [
    row
    for kind, place in LABELLED.items()
    for row in (
        (kind, labelled(kind, {"environment": "prod", "größe": "", "managed-by": "a_1"}),
         labelled(kind, {"environment": "Prod"}), f"{place}[environment] is 'Prod'; allowed: {LABEL}"),
        (kind, labelled(kind, {"a": "b" * 63}), labelled(kind, {"Environment": "prod"}),
         f"{place} is with the key 'Environment'; allowed: {LABEL_KEY}"),
    )
]  # fmt: skip
