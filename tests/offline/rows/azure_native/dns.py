"""Rows of rules on DNS, and on what has no region."""

from tests.offline.rows.azure_native.base import Row, of_range

WITHOUT_REGION = (
    "dns:Zone",
    "privatedns:PrivateZone",
    "privatedns:VirtualNetworkLink",
    "monitor:MetricAlert",
    "cdn:Profile",
)

ROWS: list[Row] = [
    (
        "dns:RecordSet",
        {"recordType": "CAA"},
        {"recordType": "SPF"},
        "recordType is 'SPF'; allowed: A, AAAA, CAA, CNAME, DS, MX, NAPTR, NS, PTR, SOA, SRV, TLSA, TXT",
    ),
    (
        "privatedns:PrivateRecordSet",
        {"recordType": "SRV"},
        {"recordType": "CAA"},
        "recordType is 'CAA'; allowed: A, AAAA, CNAME, MX, PTR, SOA, SRV, TXT",
    ),
    *of_range("dns:RecordSet", "ttl", 1, 2147483647),
    *of_range("privatedns:PrivateRecordSet", "ttl", 1, 2147483647),
    *(
        (
            kind,
            {"recordType": "CNAME", "relativeRecordSetName": "www", "cnameRecord": {"cname": "a.org"}},
            {"relativeRecordSetName": "@"},
            "relativeRecordSetName is '@'; allowed: a name below the zone: a zone's own name can't be a CNAME. "
            "Example: www",
        )
        for kind in ("dns:RecordSet", "privatedns:PrivateRecordSet")
    ),
    (
        "dns:RecordSet",
        {"recordType": "A", "aRecords": [{"ipv4Address": "203.0.113.4"}]},
        {"targetResource": {"id": "ip"}},
        "targetResource is said together with aRecords; allowed: exactly one of aRecords, targetResource",
    ),
    (
        "dns:RecordSet",
        {"recordType": "CNAME", "targetResource": {"id": "front-door"}},
        {"targetResource": None},
        "cnameRecord is missing; allowed: exactly one of cnameRecord, targetResource",
    ),
    (
        "dns:RecordSet",
        {"caaRecords": [{"flags": 255}]},
        {"caaRecords": [{"flags": 256}]},
        "caaRecords[0].flags is 256; allowed: 0 to 255",
    ),
    *(
        (kind, {"location": "Global"}, {"location": "westeurope"}, "location is 'westeurope'; allowed: global, Global")
        for kind in WITHOUT_REGION
    ),
    *(
        (
            kind,
            {},
            {"location": None},
            "location is missing; allowed: a value. Example: global; left out, the region of the resource "
            "group would be taken, and refused",
        )
        for kind in WITHOUT_REGION
    ),
]
