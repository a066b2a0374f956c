"""What load balancers, certificates and web ACLs enforce and the SDK's types do not say."""

from collections.abc import Sequence

from toolchain.offline.packages.aws.vocabulary import ITEM, Each, Judged, TwoZones, Within, Wrong, at
from toolchain.offline.paths import find, first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Inputs, Needs, NotTogether, Number, Refuses, Rule, Text

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
LISTENER = "aws:lb/listener:Listener"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule"
CERTIFICATE = "aws:acm/certificate:Certificate"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
WAF_LOGS = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"

NAMES = "terraform-provider-aws, internal/service/elbv2/validate.go"
BALANCERS = "terraform-provider-aws, internal/service/elbv2/load_balancer.go"
ALB = "User Guide for Application Load Balancers, Load balancer attributes"
ALB_ZONES = "User Guide for Application Load Balancers: subnets of at least two Availability Zones"
GROUPS = "terraform-provider-aws, internal/service/elbv2/target_group.go"
LISTENERS = "Elastic Load Balancing API Reference, CreateListener"
WAF = "AWS WAFV2 API Reference, WebACL and Rule"
WAF_LOGGING = "AWS WAF Developer Guide, Logging destinations: names begin with aws-waf-logs-"

BALANCER_SAYS = (
    "1 to 32 letters, digits and hyphens, no hyphen first or last, not beginning with internal-. Example: shop-prod"
)
TARGETS_SAY = "1 to 32 letters, digits and hyphens, no hyphen first or last. Example: shop-prod-edge"
SHORT_NAME = r"[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?"
DNS_NAME = r"(\*\.)?([0-9A-Za-z_]([0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?\.)*[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?"


def timeout_fits(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a time-out of a health check that lasts as long as the interval or longer."""
    timeout, interval = at(inputs, "healthCheck.timeout"), first(inputs, "healthCheck.interval") or 30
    if timeout.value is not None and timeout.value >= interval:
        yield timeout, f"less than {interval}, the interval"


def distinct_rules(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield names and priorities that two rules of a web ACL have."""
    for name in ("name", "priority"):
        seen: set[object] = set()
        for found in find(inputs, f"rules[*].{name}"):
            if found.value in seen:
                yield found, f"no {name} twice"
            seen.add(found.value)


def is_proved(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield the missing way to prove a name, where no authority of one's own signs."""
    ways = ("validationMethod", "certificateAuthorityArn")
    if is_said(inputs, "domainName") and not any(is_said(inputs, way) for way in ways):
        yield at(inputs, "validationMethod"), "a value, or one of certificateAuthorityArn, because of domainName"


def managed_rules_decide(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield the action of a rule that refers to a group of rules, which have their own."""
    action = at(inputs, "action")
    if action.value is not None and first(inputs, "statement.managedRuleGroupStatement") is not None:
        yield action, "nothing, but an overrideAction, because of statement.managedRuleGroupStatement"


RULES: Sequence[Rule] = [
    Text(
        kind=BALANCER, path="name", pattern=SHORT_NAME, longest=32, never="^internal-", says=BALANCER_SAYS, source=NAMES
    ),
    NotTogether(kind=BALANCER, paths=["name", "namePrefix"], source=BALANCERS),
    NotTogether(kind=BALANCER, paths=["subnets", "subnetMappings"], one=True, source=BALANCERS),
    TwoZones(kind=BALANCER, path="subnets", when={"loadBalancerType": (None, "application")}, source=ALB_ZONES),
    Choice(kind=BALANCER, path="loadBalancerType", allowed=("application", "gateway", "network"), source=BALANCERS),
    Number(kind=BALANCER, path="idleTimeout", low=1, high=4000, source=ALB),
    Number(kind=BALANCER, path="clientKeepAlive", low=60, high=604800, source=ALB),
    Choice(kind=BALANCER, path="desyncMitigationMode", allowed=("monitor", "defensive", "strictest"), source=BALANCERS),
    Choice(kind=BALANCER, path="xffHeaderProcessingMode", allowed=("append", "preserve", "remove"), source=BALANCERS),
    Text(kind=TARGETS, path="name", pattern=SHORT_NAME, longest=32, says=TARGETS_SAY, source=NAMES),
    NotTogether(kind=TARGETS, paths=["name", "namePrefix"], source=GROUPS),
    Number(kind=TARGETS, path="port", low=1, high=65535, source=GROUPS),
    Choice(
        kind=TARGETS,
        path="protocol",
        allowed=("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"),
        source=GROUPS,
    ),
    Choice(kind=TARGETS, path="targetType", allowed=("instance", "ip", "lambda", "alb"), source=GROUPS),
    Needs(
        kind=TARGETS,
        needs=["port", "protocol", "vpcId"],
        when={"targetType": ("instance", "ip", "alb")},
        source=f"{GROUPS}: customizeDiffTargetGroupTargetTypeNotLambda",
    ),
    Number(kind=TARGETS, path="deregistrationDelay", low=0, high=3600, source=GROUPS),
    Each(
        kind=TARGETS,
        path="slowStart",
        fits=lambda seconds: seconds == 0 or 30 <= seconds <= 900,
        says="0, or 30 to 900",
        source=GROUPS,
    ),
    Number(kind=TARGETS, path="healthCheck.healthyThreshold", low=2, high=10, source=GROUPS),
    Number(kind=TARGETS, path="healthCheck.unhealthyThreshold", low=2, high=10, source=GROUPS),
    Number(kind=TARGETS, path="healthCheck.interval", low=5, high=300, source=GROUPS),
    Number(kind=TARGETS, path="healthCheck.timeout", low=2, high=120, source=GROUPS),
    Text(
        kind=TARGETS,
        path="healthCheck.path",
        pattern="/.*",
        longest=1024,
        says="a path of at most 1024 characters that begins with a slash. Example: /health",
        source=GROUPS,
    ),
    Judged(
        kind=TARGETS,
        judge=timeout_fits,
        when={"protocol": ("HTTP", "HTTPS")},
        source="Elastic Load Balancing API Reference, CreateTargetGroup: the interval is greater than the time-out",
    ),
    Number(kind=TARGETS, path="stickiness.cookieDuration", low=0, high=604800, source=GROUPS),
    Number(kind=LISTENER, path="port", low=1, high=65535, source=LISTENERS),
    Choice(
        kind=LISTENER,
        path="protocol",
        allowed=("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"),
        source=LISTENERS,
    ),
    Needs(kind=LISTENER, needs=["certificateArn"], when={"protocol": ("HTTPS", "TLS")}, source=LISTENERS),
    Refuses(kind=LISTENER, refuses=["certificateArn", "sslPolicy"], when={"protocol": "HTTP"}, source=LISTENERS),
    Number(kind=LISTENER_RULE, path="priority", low=1, high=50000, source="Elastic Load Balancing API, CreateRule"),
    NotTogether(
        kind=CERTIFICATE,
        paths=["domainName", "privateKey", "privateKeyWo"],
        one=True,
        source="terraform-provider-aws, internal/service/acm/certificate.go: ExactlyOneOf",
    ),
    Text(
        kind=CERTIFICATE,
        path="domainName",
        pattern=DNS_NAME,
        longest=253,
        says="a domain name without a dot at its end. Example: shop.example.com",
        source="AWS Certificate Manager API Reference, RequestCertificate",
    ),
    Judged(
        kind=CERTIFICATE,
        judge=is_proved,
        source="terraform-provider-aws, internal/service/acm/certificate.go: resourceCertificateCreate",
    ),
    Choice(
        kind=CERTIFICATE,
        path="validationMethod",
        allowed=("DNS", "EMAIL", "HTTP", "NONE"),
        source="Terraform AWS provider documentation, aws_acm_certificate",
    ),
    Text(
        kind=WEB_ACL,
        path="name",
        pattern="[0-9A-Za-z_-]+",
        longest=128,
        says="1 to 128 letters, digits, hyphens and underscores. Example: shop-prod",
        source=WAF,
    ),
    Choice(kind=WEB_ACL, path="scope", allowed=("CLOUDFRONT", "REGIONAL"), source=WAF),
    Choice(kind=WEB_ACL, path="region", allowed=("us-east-1",), when={"scope": "CLOUDFRONT"}, source=WAF),
    Text(
        kind=WEB_ACL,
        path="visibilityConfig.metricName",
        pattern=r"[\w#:./-]+",
        longest=128,
        says="1 to 128 letters, digits and _#:./-. Example: shop-prod",
        source=WAF,
    ),
    Judged(kind=WEB_ACL, judge=distinct_rules, source=WAF),
    Within(
        kind=WEB_ACL,
        path="rules[*]",
        source=WAF,
        rules=[
            NotTogether(kind=ITEM, paths=["action", "overrideAction"], one=True, source=WAF),
            Number(kind=ITEM, path="statement.rateBasedStatement.limit", low=10, high=2_000_000_000, source=WAF),
            Judged(kind=ITEM, judge=managed_rules_decide, source=WAF),
        ],
    ),
    Text(
        kind=WAF_LOGS,
        path="logDestinationConfigs[*]",
        pattern="arn:.*[:/]aws-waf-logs-.*",
        says="the ARN of a log group, bucket or stream whose name begins with aws-waf-logs-",
        source=WAF_LOGGING,
    ),
]
