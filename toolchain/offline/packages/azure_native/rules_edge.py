"""What Azure enforces of application gateways, their firewall, and Front Door."""

from typing import Final

from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_parts import Unique, Within
from toolchain.offline.rules_together import Needs, Ordered, Refuses
from toolchain.offline.values import has_unknown

GATEWAY: Final = "azure-native:network:ApplicationGateway"
FIREWALL: Final = "azure-native:network:WebApplicationFirewallPolicy"
PROFILE: Final = "azure-native:cdn:Profile"
ORIGIN: Final = "azure-native:cdn:AFDOrigin"
ORIGINS: Final = "azure-native:cdn:AFDOriginGroup"
ROUTE: Final = "azure-native:cdn:Route"
DOMAIN: Final = "azure-native:cdn:AFDCustomDomain"

GATEWAY_DOCS: Final = "Terraform azurerm docs, application_gateway"
FIREWALL_DOCS: Final = "Terraform azurerm docs, web_application_firewall_policy"
FRONT_DOOR_DOCS: Final = "Terraform azurerm docs, cdn_frontdoor"
V2: Final = ("Standard_v2", "WAF_v2")

# What else may be in a subnet: type -> the paths of the subnet's id.
TENANTS: tuple[tuple[str, str], ...] = (
    ("azure-native:network:PrivateEndpoint", "subnet.id"),
    ("azure-native:containerservice:AgentPool", "vnetSubnetID"),
    ("azure-native:containerservice:ManagedCluster", "agentPoolProfiles[*].vnetSubnetID"),
    ("azure-native:dbforpostgresql:Server", "network.delegatedSubnetResourceId"),
    ("azure-native:network:NetworkInterface", "ipConfigurations[*].subnet.id"),
)

# type -> path, lowest, highest, source
RANGES: tuple[tuple[str, str, int, int, str], ...] = (
    (GATEWAY, "autoscaleConfiguration.minCapacity", 0, 100, f"{GATEWAY_DOCS}: autoscale_configuration"),
    (GATEWAY, "autoscaleConfiguration.maxCapacity", 2, 125, f"{GATEWAY_DOCS}: autoscale_configuration"),
    (GATEWAY, "frontendPorts[*].port", 1, 65535, "Microsoft, Application Gateway listener configuration: ports"),
    (
        GATEWAY,
        "backendHttpSettingsCollection[*].requestTimeout",
        1,
        86400,
        "SDK docstring, ApplicationGatewayBackendHttpSettings.request_timeout",
    ),
    (
        GATEWAY,
        "backendHttpSettingsCollection[*].connectionDraining.drainTimeoutInSec",
        1,
        3600,
        "SDK docstring, ApplicationGatewayConnectionDraining.drain_timeout_in_sec",
    ),
    (GATEWAY, "probes[*].interval", 1, 86400, "SDK docstring, ApplicationGatewayProbe.interval"),
    (GATEWAY, "probes[*].timeout", 1, 86400, "SDK docstring, ApplicationGatewayProbe.timeout"),
    (GATEWAY, "probes[*].unhealthyThreshold", 1, 20, f"{GATEWAY_DOCS}: probe"),
    (GATEWAY, "requestRoutingRules[*].priority", 1, 20000, f"{GATEWAY_DOCS}: request_routing_rule, priority"),
    (FIREWALL, "policySettings.fileUploadLimitInMb", 1, 4000, f"{FIREWALL_DOCS}: file_upload_limit_in_mb"),
    (FIREWALL, "policySettings.maxRequestBodySizeInKb", 8, 2000, f"{FIREWALL_DOCS}: max_request_body_size_in_kb"),
    (
        FIREWALL,
        "policySettings.jsChallengeCookieExpirationInMins",
        5,
        1440,
        f"{FIREWALL_DOCS}: js_challenge_cookie_expiration_in_minutes",
    ),
    (
        FIREWALL,
        "customRules[*].rateLimitThreshold",
        1,
        2147483647,
        "SDK docstring, WebApplicationFirewallCustomRule.rate_limit_threshold: at least 1",
    ),
    (PROFILE, "originResponseTimeoutSeconds", 16, 240, f"{FRONT_DOOR_DOCS}_profile: response_timeout_seconds"),
    (ORIGIN, "httpPort", 1, 65535, "SDK docstring, AFDOrigin.http_port"),
    (ORIGIN, "httpsPort", 1, 65535, "SDK docstring, AFDOrigin.https_port"),
    (ORIGIN, "priority", 1, 5, "SDK docstring, AFDOrigin.priority"),
    (ORIGIN, "weight", 1, 1000, "SDK docstring, AFDOrigin.weight"),
    (
        ORIGINS,
        "loadBalancingSettings.additionalLatencyInMilliseconds",
        0,
        1000,
        f"{FRONT_DOOR_DOCS}_origin_group: load_balancing",
    ),
    (ORIGINS, "loadBalancingSettings.sampleSize", 0, 255, f"{FRONT_DOOR_DOCS}_origin_group: load_balancing"),
    (
        ORIGINS,
        "loadBalancingSettings.successfulSamplesRequired",
        0,
        255,
        f"{FRONT_DOOR_DOCS}_origin_group: load_balancing",
    ),
    (ORIGINS, "healthProbeSettings.probeIntervalInSeconds", 1, 255, f"{FRONT_DOOR_DOCS}_origin_group: health_probe"),
    (
        ORIGINS,
        "trafficRestorationTimeToHealedOrNewEndpointsInMinutes",
        0,
        50,
        f"{FRONT_DOOR_DOCS}_origin_group: restore_traffic_time_to_healed_or_new_endpoint_in_minutes",
    ),
)

# tier -> the most instances
CAPACITIES: tuple[tuple[str, int], ...] = (
    ("Standard", 32),
    ("WAF", 32),
    ("Standard_v2", 125),
    ("WAF_v2", 125),
    ("Basic", 2),
)


def _own_subnet(inputs: Inputs, plan: Plan) -> Wrong:
    subnet = first(inputs, "gatewayIPConfigurations[*].subnet.id")
    if subnet is None:
        return
    for kind, path in TENANTS:
        for item in plan.of(kind):
            if first(item.inputs, path) == subnet:
                yield "gatewayIPConfigurations[0].subnet.id", f"a subnet of its own; {item.name} is in this one"


def _both_protocols(inputs: Inputs, _plan: Plan) -> Wrong:
    protocols = inputs.get("supportedProtocols")
    if isinstance(protocols, list) and not has_unknown(protocols) and {"Http", "Https"} - set(map(str, protocols)):
        yield "supportedProtocols", "Http and Https, because httpsRedirect is Enabled"


def _premium(inputs: Inputs, plan: Plan) -> Wrong:
    if not is_said(inputs, "sharedPrivateLinkResource"):
        return
    name = first(inputs, "profileName")
    profiles = [item for item in plan.of(PROFILE) if name is None or first(item.inputs, "profileName") == name]
    if profiles and all(first(item.inputs, "sku.name") == "Standard_AzureFrontDoor" for item in profiles):
        yield "sharedPrivateLinkResource", "nothing, because the profile is not Premium_AzureFrontDoor"


RULES: tuple[Rule, ...] = (
    *(Number(kind=kind, path=path, low=low, high=high, source=source) for kind, path, low, high, source in RANGES),
    *(
        Number(
            kind=GATEWAY,
            path="sku.capacity",
            low=1,
            high=most,
            when={"sku.tier": tier},
            source=f"{GATEWAY_DOCS}: sku, capacity",
        )
        for tier, most in CAPACITIES
    ),
    Needs(
        kind=GATEWAY,
        needs=("sku.capacity", "autoscaleConfiguration"),
        either=True,
        example="2",
        when={"sku.tier": ("Standard", "WAF", *V2)},
        source="Terraform azurerm, application_gateway_resource.go, applicationGatewayCustomizeDiff",
    ),
    Refuses(
        kind=GATEWAY,
        refuses=("autoscaleConfiguration", "trustedClientCertificates"),
        when={"sku.tier": "Basic"},
        source="Terraform azurerm, application_gateway_resource.go, checkBasicSkuFeatures",
    ),
    Within(
        kind=GATEWAY,
        path="requestRoutingRules[*]",
        rules=(
            Needs(
                needs=("priority",),
                example="100",
                source=f"{GATEWAY_DOCS}: request_routing_rule, priority is required with *_v2",
            ),
        ),
        when={"sku.tier": V2},
        source=GATEWAY_DOCS,
    ),
    Within(
        kind=GATEWAY,
        path="probes[*]",
        rules=(Ordered(paths=("timeout", "interval"), source=f"{GATEWAY_DOCS}: probe, timeout"),),
        source=GATEWAY_DOCS,
    ),
    Custom(
        kind=GATEWAY,
        check=_own_subnet,
        source="Microsoft, Application Gateway infrastructure configuration: dedicated subnet",
    ),
    Choice(
        kind=FIREWALL,
        path="managedRules.managedRuleSets[*].ruleSetType",
        allowed=("OWASP", "Microsoft_BotManagerRuleSet", "Microsoft_DefaultRuleSet"),
        source="Terraform azurerm, internal/services/network/validate/web_application_firewall_policy.go",
    ),
    Choice(
        kind=FIREWALL,
        path="managedRules.managedRuleSets[*].ruleSetVersion",
        allowed=("0.1", "1.0", "1.1", "2.1", "2.2", "2.2.9", "3.0", "3.1", "3.2"),
        source="Terraform azurerm, internal/services/network/validate/web_application_firewall_policy.go",
    ),
    Unique(
        kind=FIREWALL,
        path="customRules",
        properties=("priority",),
        source="Microsoft, Custom rules for Web Application Firewall v2: priority, unique",
    ),
    Text(
        kind=ORIGIN,
        path="sharedPrivateLinkResource.requestMessage",
        shortest=1,
        longest=140,
        says="1 to 140 characters. Example: for shop-prod",
        source=f"{FRONT_DOOR_DOCS}_origin: private_link",
    ),
    Refuses(
        kind=ORIGIN,
        refuses=("sharedPrivateLinkResource",),
        when={"enforceCertificateNameCheck": False},
        source="Terraform azurerm, cdn_frontdoor_origin_resource.go: private_link needs the certificate name check",
    ),
    Custom(kind=ORIGIN, check=_premium, source=f"{FRONT_DOOR_DOCS}_origin: private_link, Premium_AzureFrontDoor"),
    Needs(
        kind=ROUTE,
        needs=("customDomains",),
        when={"linkToDefaultDomain": "Disabled"},
        source="Terraform azurerm, cdn_frontdoor_route_resource.go: link_to_default_domain",
    ),
    Custom(
        kind=ROUTE,
        check=_both_protocols,
        when={"httpsRedirect": "Enabled"},
        source=f"{FRONT_DOOR_DOCS}_route: https_redirect_enabled",
    ),
    Needs(
        kind=DOMAIN,
        needs=("tlsSettings.secret",),
        when={"tlsSettings.certificateType": "CustomerCertificate"},
        source=f"{FRONT_DOOR_DOCS}_custom_domain: cdn_frontdoor_secret_id",
    ),
    Refuses(
        kind=DOMAIN,
        refuses=("tlsSettings.secret",),
        when={"tlsSettings.certificateType": "ManagedCertificate"},
        source=f"{FRONT_DOOR_DOCS}_custom_domain: cdn_frontdoor_secret_id",
    ),
    Text(
        kind=DOMAIN,
        path="hostName",
        longest=64,
        when={"tlsSettings.certificateType": "ManagedCertificate"},
        says="at most 64 characters with a managed certificate. Example: shop.example.com",
        source=f"{FRONT_DOOR_DOCS}_custom_domain: host_name",
    ),
)
