"""Rows of rules on gateways and Front Door."""

from typing import Any

from tests.offline.rows.azure_native.base import (
    GROUP,
    Neighbour,
    Row,
    because,
    of_range,
)

GATEWAY, FIREWALL = "network:ApplicationGateway", "network:WebApplicationFirewallPolicy"
ORIGIN, ORIGINS, ROUTE, DOMAIN = "cdn:AFDOrigin", "cdn:AFDOriginGroup", "cdn:Route", "cdn:AFDCustomDomain"

V2 = {"sku": {"tier": "WAF_v2", "capacity": 2}}
SHOWN = f"'{'a' * 79}..."


def in_list(kind: str, head: str, tail: str, low: int, high: int) -> list[Row]:
    """Return the rows of a number inside the items of a list, at both ends of its range."""
    rows: list[Row] = []
    for inside, outside in ((low, low - 1), (high, high + 1)):
        right: Any = inside
        wrong: Any = outside
        for part in reversed(tail.split(".")):
            right, wrong = {part: right}, {part: wrong}
        rows.append(
            (kind, {head: [right]}, {head: [wrong]}, f"{head}[0].{tail} is {outside}; allowed: {low} to {high}")
        )
    return rows


ROWS: list[Row] = [
    *(
        (
            GATEWAY,
            {"sku": {"tier": tier, "capacity": most}},
            {"sku.capacity": most + 1},
            f"sku.capacity is {most + 1}; allowed: 1 to {most}",
        )
        for tier, most in (("Standard", 32), ("WAF", 32), ("Standard_v2", 125), ("WAF_v2", 125), ("Basic", 2))
    ),
    (
        GATEWAY,
        V2,
        {"sku.capacity": None},
        "sku.capacity is missing; allowed: at least one of sku.capacity, autoscaleConfiguration, "
        "because of sku.tier = 'WAF_v2'. Example: 2",
    ),
    (
        GATEWAY,
        {"sku": {"tier": "Basic", "capacity": 2}},
        {"autoscaleConfiguration": {"minCapacity": 2}},
        "autoscaleConfiguration is {'minCapacity': 2}; allowed: nothing, because sku.tier is 'Basic'",
    ),
    (
        GATEWAY,
        {**V2, "requestRoutingRules": [{"name": "all", "priority": 100}]},
        {"requestRoutingRules": [{"name": "all"}]},
        "requestRoutingRules[0].priority is missing; allowed: a value. Example: 100",
    ),
    *of_range(GATEWAY, "autoscaleConfiguration.minCapacity", 0, 100),
    *of_range(GATEWAY, "autoscaleConfiguration.maxCapacity", 2, 125),
    *in_list(GATEWAY, "frontendPorts", "port", 1, 65535),
    *in_list(GATEWAY, "backendHttpSettingsCollection", "requestTimeout", 1, 86400),
    *in_list(GATEWAY, "backendHttpSettingsCollection", "connectionDraining.drainTimeoutInSec", 1, 3600),
    *in_list(GATEWAY, "probes", "interval", 1, 86400),
    *in_list(GATEWAY, "probes", "timeout", 1, 86400),
    *in_list(GATEWAY, "probes", "unhealthyThreshold", 1, 20),
    *in_list(GATEWAY, "requestRoutingRules", "priority", 1, 20000),
    (
        GATEWAY,
        {"probes": [{"interval": 30, "timeout": 30}]},
        {"probes": [{"interval": 30, "timeout": 31}]},
        "probes[0].timeout is 31; allowed: at most 30, the interval",
    ),
    *of_range(FIREWALL, "policySettings.fileUploadLimitInMb", 1, 4000),
    *of_range(FIREWALL, "policySettings.maxRequestBodySizeInKb", 8, 2000),
    *of_range(FIREWALL, "policySettings.jsChallengeCookieExpirationInMins", 5, 1440),
    (
        FIREWALL,
        {"customRules": [{"rateLimitThreshold": 1}]},
        {"customRules": [{"rateLimitThreshold": 0}]},
        "customRules[0].rateLimitThreshold is 0; allowed: 1 to 2147483647",
    ),
    (
        FIREWALL,
        {"managedRules.managedRuleSets": [{"ruleSetType": "OWASP", "ruleSetVersion": "3.2"}]},
        {"managedRules.managedRuleSets": [{"ruleSetType": "CRS", "ruleSetVersion": "3.2"}]},
        "managedRules.managedRuleSets[0].ruleSetType is 'CRS'; "
        "allowed: OWASP, Microsoft_BotManagerRuleSet, Microsoft_DefaultRuleSet",
    ),
    (
        FIREWALL,
        {"managedRules.managedRuleSets": [{"ruleSetType": "OWASP", "ruleSetVersion": "3.2"}]},
        {"managedRules.managedRuleSets": [{"ruleSetType": "OWASP", "ruleSetVersion": "4.0"}]},
        "managedRules.managedRuleSets[0].ruleSetVersion is '4.0'; "
        "allowed: 0.1, 1.0, 1.1, 2.1, 2.2, 2.2.9, 3.0, 3.1, 3.2",
    ),
    (
        FIREWALL,
        {"customRules": [{"name": "a", "priority": 1}, {"name": "b", "priority": 2}]},
        {"customRules": [{"name": "a", "priority": 1}, {"name": "b", "priority": 1}]},
        "customRules[1].priority is 1; allowed: no priority twice",
    ),
    *of_range("cdn:Profile", "originResponseTimeoutSeconds", 16, 240),
    *of_range(ORIGIN, "httpPort", 1, 65535),
    *of_range(ORIGIN, "httpsPort", 1, 65535),
    *of_range(ORIGIN, "priority", 1, 5),
    *of_range(ORIGIN, "weight", 1, 1000),
    *of_range(ORIGINS, "loadBalancingSettings.additionalLatencyInMilliseconds", 0, 1000),
    *of_range(ORIGINS, "loadBalancingSettings.sampleSize", 0, 255),
    *of_range(ORIGINS, "loadBalancingSettings.successfulSamplesRequired", 0, 255),
    *of_range(ORIGINS, "healthProbeSettings.probeIntervalInSeconds", 1, 255),
    *of_range(ORIGINS, "trafficRestorationTimeToHealedOrNewEndpointsInMinutes", 0, 50),
    (
        ORIGIN,
        {"sharedPrivateLinkResource.requestMessage": "a" * 140},
        {"sharedPrivateLinkResource.requestMessage": "a" * 141},
        f"sharedPrivateLinkResource.requestMessage is {SHOWN}; allowed: 1 to 140 characters. Example: for shop-prod",
    ),
    (
        ORIGIN,
        {"sharedPrivateLinkResource": {"groupId": "blob"}, "enforceCertificateNameCheck": True},
        {"enforceCertificateNameCheck": False},
        "sharedPrivateLinkResource is {'groupId': 'blob'}; allowed: nothing, because "
        "enforceCertificateNameCheck is False",
    ),
    (
        ROUTE,
        {"linkToDefaultDomain": "Disabled", "customDomains": [{"id": "shop"}]},
        {"customDomains": None},
        because("customDomains", "linkToDefaultDomain = 'Disabled'"),
    ),
    (
        ROUTE,
        {"httpsRedirect": "Enabled", "supportedProtocols": ["Https", "Http"]},
        {"supportedProtocols": ["Https"]},
        "supportedProtocols is ['Https']; allowed: Http and Https, because httpsRedirect is Enabled",
    ),
    (
        DOMAIN,
        {"tlsSettings": {"certificateType": "CustomerCertificate", "secret": {"id": "s"}}},
        {"tlsSettings.secret": None},
        because("tlsSettings.secret", "tlsSettings.certificateType = 'CustomerCertificate'"),
    ),
    (
        DOMAIN,
        {"tlsSettings": {"certificateType": "ManagedCertificate"}},
        {"tlsSettings.secret": {"id": "s"}},
        "tlsSettings.secret is {'id': 's'}; "
        "allowed: nothing, because tlsSettings.certificateType is 'ManagedCertificate'",
    ),
    (
        DOMAIN,
        {"tlsSettings": {"certificateType": "ManagedCertificate"}, "hostName": "a" * 64},
        {"hostName": "a" * 65},
        f"hostName is '{'a' * 65}'; allowed: at most 64 characters with a managed certificate. "
        "Example: shop.example.com",
    ),
]


ENDPOINT = ("network:PrivateEndpoint", "vault", {"subnet": {"id": f"{GROUP}/subnets/data"}}, "")
STANDARD = ("cdn:Profile", "fd", {"profileName": "fd", "sku": {"name": "Standard_AzureFrontDoor"}}, "")
PLANNED: list[tuple[tuple[Neighbour, ...], Row]] = [
    (
        (ENDPOINT,),
        (
            GATEWAY,
            {"gatewayIPConfigurations": [{"subnet": {"id": f"{GROUP}/subnets/gateway"}}]},
            {"gatewayIPConfigurations": [{"subnet": {"id": f"{GROUP}/subnets/data"}}]},
            f"gatewayIPConfigurations[0].subnet.id is '{GROUP}/subnets/data'; "
            "allowed: a subnet of its own; vault is in this one",
        ),
    ),
    (
        (STANDARD,),
        (
            ORIGIN,
            {"profileName": "fd", "enforceCertificateNameCheck": True},
            {"sharedPrivateLinkResource": {"groupId": "blob"}},
            "sharedPrivateLinkResource is {'groupId': 'blob'}; "
            "allowed: nothing, because the profile is not Premium_AzureFrontDoor",
        ),
    ),
]
