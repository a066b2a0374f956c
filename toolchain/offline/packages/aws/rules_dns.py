"""What Route 53 and CloudFront enforce and the SDK's types do not say."""

from collections.abc import Sequence

from toolchain.offline.packages.aws.rules_edge import DNS_NAME
from toolchain.offline.paths import Found, find, first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong, at
from toolchain.offline.rules_together import Needs, NotTogether

ZONE = "aws:route53/zone:Zone"
RECORD = "aws:route53/record:Record"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ACCESS = "aws:cloudfront/originAccessControl:OriginAccessControl"

RECORDS = "terraform-provider-aws, internal/service/route53/record.go"
CDN = "Amazon CloudFront API Reference, DistributionConfig and ViewerCertificate, in botocore 1.43.11"
ACCESSES = "pulumi_aws 7.51.1, cloudfront.OriginAccessControl; OriginAccessControlConfig, in botocore 1.43.11"
ROUTING = (
    "cidrRoutingPolicy", "failoverRoutingPolicies", "geolocationRoutingPolicies", "geoproximityRoutingPolicy",
    "latencyRoutingPolicies", "multivalueAnswerRoutingPolicy", "weightedRoutingPolicies",
)  # fmt: skip


def apex_is_no_alias(inputs: Inputs, plan: Plan) -> Wrong:
    """Yield a CNAME that has the name of its zone, where DNS allows none."""
    found, link = at(inputs, "name"), first(inputs, "zoneId")
    if first(inputs, "type") == "CNAME" and found.value is not None:
        for zone in plan.linked(ZONE, link) if link else []:
            if str(first(zone.inputs, "name")).rstrip(".") == str(found.value).rstrip("."):
                yield found, "a name below the zone's; at the zone's own name use an alias of type A"


def known_origins(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield behaviors of a distribution that lead to an origin it does not have."""
    groups = find(inputs, "originGroups[*].originId")
    origins = {found.value: found.shown for found in [*find(inputs, "origins[*].originId"), *groups]}
    behaviors = ("defaultCacheBehavior.targetOriginId", "orderedCacheBehaviors[*].targetOriginId")
    for found in (found for path in behaviors for found in find(inputs, path)):
        if origins and found.value not in origins and not _unknown_origins(inputs):
            yield found, f"the originId of one of the origins: {', '.join(sorted(origins.values()))}"


def _unknown_origins(inputs: Inputs) -> bool:
    said = inputs.get("origins")
    return not isinstance(said, list) or len(list(find(inputs, "origins[*].originId"))) < len(said)


def alias_needs_certificate(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield the names of a distribution that shows CloudFront's own certificate."""
    if first(inputs, "viewerCertificate.cloudfrontDefaultCertificate") is True and first(inputs, "aliases"):
        own = at(inputs, "viewerCertificate.cloudfrontDefaultCertificate")
        yield Found(own.path, own.value), "false and an acmCertificateArn, because of aliases"


RULES: Sequence[Rule] = [
    Text(
        kind=ZONE,
        path="name",
        pattern=rf"{DNS_NAME}\.?",
        longest=1024,
        says="a domain name. Example: example.com",
        source="terraform-provider-aws, internal/service/route53/zone.go at 036631a1dee5: 1 to 1024",
    ),
    NotTogether(
        kind=ZONE,
        paths=["delegationSetId", "vpcs"],
        source="terraform-provider-aws, internal/service/route53/zone.go at 036631a1dee5: ConflictsWith",
    ),
    NotTogether(kind=RECORD, paths=["aliases", "records"], one=True, source=RECORDS),
    NotTogether(kind=RECORD, paths=["aliases", "ttl"], source=RECORDS),
    Needs(kind=RECORD, path="records", needs=["ttl"], example="300", source=RECORDS),
    NotTogether(kind=RECORD, paths=ROUTING, source=RECORDS),
    *(Needs(kind=RECORD, path=policy, needs=["setIdentifier"], source=RECORDS) for policy in ROUTING),
    Number(
        kind=RECORD,
        path="ttl",
        low=0,
        high=2_147_483_647,
        source="Amazon Route 53 API Reference, ResourceRecordSet: TTL, in botocore 1.43.11",
    ),
    Custom(
        kind=RECORD,
        check=apex_is_no_alias,
        source="Amazon Route 53 API Reference, AliasTarget, in botocore 1.43.11: no CNAME at the zone apex",
    ),
    Custom(kind=DISTRIBUTION, check=known_origins, source=f"{CDN}: NoSuchOrigin"),
    Custom(kind=DISTRIBUTION, check=alias_needs_certificate, source=f"{CDN}: InvalidViewerCertificate"),
    Text(
        kind=DISTRIBUTION,
        path="viewerCertificate.acmCertificateArn",
        pattern="arn:[a-z-]+:acm:us-east-1:.*",
        says="the ARN of a certificate in us-east-1, where CloudFront looks for certificates",
        source=CDN,
    ),
    Needs(
        kind=DISTRIBUTION,
        path="viewerCertificate.acmCertificateArn",
        needs=["viewerCertificate.sslSupportMethod"],
        example="sni-only",
        source=CDN,
    ),
    Choice(
        kind=DISTRIBUTION, path="priceClass", allowed=("PriceClass_All", "PriceClass_200", "PriceClass_100"), source=CDN
    ),
    Choice(kind=DISTRIBUTION, path="httpVersion", allowed=("http1.1", "http2", "http3", "http2and3"), source=CDN),
    Choice(
        kind=DISTRIBUTION,
        path="defaultCacheBehavior.viewerProtocolPolicy",
        allowed=("allow-all", "https-only", "redirect-to-https"),
        source=CDN,
    ),
    Text(
        kind=ACCESS,
        path="name",
        pattern=r"(?s).+",
        longest=64,
        says="1 to 64 characters",
        source=ACCESSES,
    ),
    Choice(
        kind=ACCESS,
        path="originAccessControlOriginType",
        allowed=("lambda", "mediapackagev2", "mediastore", "s3"),
        source=ACCESSES,
    ),
    Choice(
        kind=ACCESS,
        path="signingBehavior",
        allowed=("always", "never", "no-override"),
        source=ACCESSES,
    ),
    Choice(
        kind=ACCESS,
        path="signingProtocol",
        allowed=("sigv4",),
        source=ACCESSES,
    ),
]
