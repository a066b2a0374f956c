"""What Azure enforces of DNS zones and records, public and private, and which resources have no region."""

from collections.abc import Iterator, Sequence
from typing import Final

from toolchain.offline.rules import Choice, Number, Rule, Text
from toolchain.offline.rules_together import Needs, NotTogether

PUBLIC: Final = "azure-native:dns:RecordSet"
PRIVATE: Final = "azure-native:privatedns:PrivateRecordSet"

# type -> the values its records may have
RECORD_TYPES: tuple[tuple[str, Sequence[str], str], ...] = (
    (
        PUBLIC,
        ("A", "AAAA", "CAA", "CNAME", "DS", "MX", "NAPTR", "NS", "PTR", "SOA", "SRV", "TLSA", "TXT"),
        "Microsoft REST reference, Record Sets, Create Or Update: RecordType",
    ),
    (
        PRIVATE,
        ("A", "AAAA", "CNAME", "MX", "PTR", "SOA", "SRV", "TXT"),
        "Microsoft, Overview of private DNS records: record types",
    ),
)

GLOBAL: Final = "global; left out, the region of the resource group would be taken, and refused"
# Types that Azure has in no region. The real azure-native fills the location in from the resource group where a program
# says none, and Azure then refuses it.
WITHOUT_REGION: tuple[tuple[str, str], ...] = (
    ("azure-native:dns:Zone", "dns_zone_resource.go"),
    ("azure-native:privatedns:PrivateZone", "private_dns_zone_resource.go"),
    ("azure-native:privatedns:VirtualNetworkLink", "private_dns_zone_virtual_network_link_resource.go"),
    ("azure-native:monitor:MetricAlert", "monitor_metric_alert_resource.go"),
    ("azure-native:cdn:Profile", "cdn_frontdoor_profile_resource.go"),
)


def _rules() -> Iterator[Rule]:
    for kind, allowed, source in RECORD_TYPES:
        yield Choice(kind=kind, path="recordType", allowed=allowed, source=source)
        yield Number(
            kind=kind,
            path="ttl",
            low=1,
            high=2147483647,
            source="Microsoft, Overview of DNS zones and records: time-to-live",
        )
        yield Text(
            kind=kind,
            path="relativeRecordSetName",
            never=r"^@$",
            when={"recordType": "CNAME"},
            says="a name below the zone: a zone's own name can't be a CNAME. Example: www",
            source="Microsoft, Overview of DNS zones and records: CNAME records",
        )
    yield NotTogether(
        kind=PUBLIC,
        paths=("aRecords", "targetResource"),
        one=True,
        when={"recordType": "A"},
        source="Terraform azurerm docs, dns_a_record: records or target_resource_id",
    )
    yield NotTogether(
        kind=PUBLIC,
        paths=("cnameRecord", "targetResource"),
        one=True,
        when={"recordType": "CNAME"},
        source="Terraform azurerm docs, dns_cname_record: record or target_resource_id",
    )
    yield Number(
        kind=PUBLIC,
        path="caaRecords[*].flags",
        low=0,
        high=255,
        source="SDK docstring, CaaRecord.flags: between 0 and 255",
    )
    for kind, file in WITHOUT_REGION:
        source = f"Terraform azurerm, internal/services, {file}: always global"
        yield Needs(kind=kind, needs=("location",), example=GLOBAL, source=source)
        yield Choice(kind=kind, path="location", allowed=("global", "Global"), source=source)


RULES: tuple[Rule, ...] = tuple(_rules())
