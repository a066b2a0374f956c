from typing import Any

from tests.offline.rows.aws.samples import CERTIFICATE_ARN
from toolchain.offline.packages.aws import rules_dns as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.ZONE: {"name": "shop.example.com"},
    rules.RECORD: {"zoneId": "Z1", "name": "www.shop.example.com", "type": "A", "records": ["203.0.113.7"],
     "ttl": 300},
    rules.DISTRIBUTION: {"enabled": True, "aliases": ["shop.example.com"], "priceClass": "PriceClass_100",
     "httpVersion": "http2and3", "origins": [{"originId": "edge", "domainName": "edge.example.com"}],
     "defaultCacheBehavior": {"targetOriginId": "edge", "viewerProtocolPolicy": "redirect-to-https",
     "allowedMethods": ["GET"], "cachedMethods": ["GET"]}, "viewerCertificate": {"acmCertificateArn": CERTIFICATE_ARN,
     "sslSupportMethod": "sni-only"}, "restrictions": {}},
    rules.ACCESS: {"name": "shop-prod", "originAccessControlOriginType": "s3", "signingBehavior": "always",
     "signingProtocol": "sigv4"},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.ZONE, {"name": "shop example"},
     "name is 'shop example'; allowed: a domain name. Example: example.com"),
    (rules.ZONE, {"delegationSetId": "N1", "vpcs": [{"vpcId": "vpc-1"}]},
     "vpcs is said together with delegationSetId; allowed: at most one of delegationSetId, vpcs"),
    (rules.RECORD, {"records": None, "ttl": None},
     "aliases is missing; allowed: exactly one of aliases, records"),
    (rules.RECORD, {"aliases": [{"name": "x"}], "ttl": None, "records": None, "cidrRoutingPolicy": {}},
     "setIdentifier is missing; allowed: a value, because of cidrRoutingPolicy"),
    (rules.RECORD, {"aliases": [{"name": "x"}]},
     "records is said together with aliases; allowed: exactly one of aliases, records",
     "ttl is said together with aliases; allowed: at most one of aliases, ttl"),
    (rules.RECORD, {"ttl": None},
     "ttl is missing; allowed: a value, because of records. Example: 300"),
    (rules.RECORD, {"ttl": -1},
     "ttl is -1; allowed: 0 to 2147483647"),
    (rules.RECORD, {"weightedRoutingPolicies": [{"weight": 1}], "failoverRoutingPolicies": [{"type": "PRIMARY"}],
     "setIdentifier": "a"},
     "weightedRoutingPolicies is said together with failoverRoutingPolicies; allowed: at most one of "
     "cidrRoutingPolicy, failoverRoutingPolicies, geolocationRoutingPolicies, geoproximityRoutingPolicy, "
     "latencyRoutingPolicies, multivalueAnswerRoutingPolicy, weightedRoutingPolicies"),
    (rules.RECORD, {"failoverRoutingPolicies": [{"type": "PRIMARY"}]},
     "setIdentifier is missing; allowed: a value, because of failoverRoutingPolicies"),
    (rules.RECORD, {"geolocationRoutingPolicies": [{}]},
     "setIdentifier is missing; allowed: a value, because of geolocationRoutingPolicies"),
    (rules.RECORD, {"geoproximityRoutingPolicy": {}},
     "setIdentifier is missing; allowed: a value, because of geoproximityRoutingPolicy"),
    (rules.RECORD, {"latencyRoutingPolicies": [{}]},
     "setIdentifier is missing; allowed: a value, because of latencyRoutingPolicies"),
    (rules.RECORD, {"multivalueAnswerRoutingPolicy": True},
     "setIdentifier is missing; allowed: a value, because of multivalueAnswerRoutingPolicy"),
    (rules.RECORD, {"weightedRoutingPolicies": [{"weight": 1}]},
     "setIdentifier is missing; allowed: a value, because of weightedRoutingPolicies"),
    (rules.DISTRIBUTION, {"defaultCacheBehavior": {"targetOriginId": "files", "viewerProtocolPolicy": "https-only"}},
     "defaultCacheBehavior.targetOriginId is 'files'; allowed: the originId of one of the origins: "
        "'edge'"),
    (rules.DISTRIBUTION, {"viewerCertificate": {"cloudfrontDefaultCertificate": True}},
     "viewerCertificate.cloudfrontDefaultCertificate is True; allowed: false and an acmCertificateArn, because of "
     "aliases"),
    (rules.DISTRIBUTION,
     {"viewerCertificate": {"acmCertificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/1",
     "sslSupportMethod": "sni-only"}},
     "viewerCertificate.acmCertificateArn is 'arn:aws:acm:eu-central-1:111122223333:certificate/1'; allowed: the "
     "ARN of a certificate in us-east-1, where CloudFront looks for certificates"),
    (rules.DISTRIBUTION, {"viewerCertificate": {"acmCertificateArn": CERTIFICATE_ARN}},
     "viewerCertificate.sslSupportMethod is missing; allowed: a value, because of "
     "viewerCertificate.acmCertificateArn. Example: sni-only"),
    (rules.DISTRIBUTION, {"priceClass": "PriceClass_300"},
     "priceClass is 'PriceClass_300'; allowed: PriceClass_All, PriceClass_200, PriceClass_100"),
    (rules.DISTRIBUTION, {"httpVersion": "http4"},
     "httpVersion is 'http4'; allowed: http1.1, http2, http3, http2and3"),
    (rules.DISTRIBUTION, {"defaultCacheBehavior": {"targetOriginId": "edge", "viewerProtocolPolicy": "http-only"}},
     "defaultCacheBehavior.viewerProtocolPolicy is 'http-only'; allowed: allow-all, https-only, redirect-to-https"),
    (rules.ACCESS, {"name": ""},
     "name is ''; allowed: 1 to 64 characters"),
    (rules.ACCESS, {"originAccessControlOriginType": "ec2"},
     "originAccessControlOriginType is 'ec2'; allowed: lambda, mediapackagev2, mediastore, s3"),
    (rules.ACCESS, {"signingBehavior": "sometimes"},
     "signingBehavior is 'sometimes'; allowed: always, never, no-override"),
    (rules.ACCESS, {"signingProtocol": "sigv2"},
     "signingProtocol is 'sigv2'; allowed: sigv4"),
]
# fmt: on
