"""What load balancers, certificates and web ACLs enforce and the SDK's types do not say."""

from collections.abc import Sequence

from toolchain.offline.packages.aws.zones import TwoZones
from toolchain.offline.paths import first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong, at
from toolchain.offline.rules_parts import Unique, Within
from toolchain.offline.rules_together import Needs, NotTogether, Refuses

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
LISTENER = "aws:lb/listener:Listener"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule"
CERTIFICATE = "aws:acm/certificate:Certificate"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
WAF_LOGS = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"

NAMES = "terraform-provider-aws, internal/service/elbv2/validate.go"
BALANCERS = "terraform-provider-aws, internal/service/elbv2/load_balancer.go"
ALB = "Elastic Load Balancing API Reference, LoadBalancerAttribute, in botocore 1.43.11"
ALB_ZONES = "Elastic Load Balancing API Reference, CreateLoadBalancer: Subnets, in botocore 1.43.11"
GROUPS = "terraform-provider-aws, internal/service/elbv2/target_group.go"
LISTENERS = "Elastic Load Balancing API Reference, CreateListener, in botocore 1.43.11"
LISTENER_RULES = "terraform-provider-aws, internal/service/elbv2/listener_rule.go at 032c4f076a6c"
WAF = "AWS WAFV2 API Reference, WebACL, Rule and RateBasedStatement, in botocore 1.43.11"
WAF_SCOPE = "pulumi_aws 7.51.1, wafv2.WebAcl: scope"
WAF_LOGGING = "pulumi_aws 7.51.1, wafv2.WebAclLoggingConfiguration: log_destination_configs"

BALANCER_SAYS = (
    "1 to 32 letters, digits and hyphens, no hyphen first or last, not beginning with internal-. Example: shop-prod"
)
TARGETS_SAY = "1 to 32 letters, digits and hyphens, no hyphen first or last. Example: shop-prod-edge"
SHORT_NAME = r"[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?"
CERTIFIED_NAME = r"(\*\.)?([0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?\.)+[0-9A-Za-z][0-9A-Za-z-]{0,61}[0-9A-Za-z]"
DNS_NAME = r"(\*\.)?([0-9A-Za-z_]([0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?\.)*[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?"


def timeout_fits(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a time-out of a health check that lasts as long as the interval or longer."""
    timeout, interval = at(inputs, "healthCheck.timeout"), first(inputs, "healthCheck.interval") or 30
    if timeout.value is not None and timeout.value >= interval:
        yield timeout, f"less than {interval}, the interval"


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
    Number(
        kind=TARGETS,
        path="slowStart",
        low=30,
        high=900,
        or_zero=True,
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
    Custom(
        kind=TARGETS,
        check=timeout_fits,
        when={"protocol": ("HTTP", "HTTPS")},
        source="Elastic Load Balancing answers: Health check interval must be greater than the timeout",
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
    Number(kind=LISTENER_RULE, path="priority", low=1, high=50000, source=LISTENER_RULES),
    NotTogether(
        kind=CERTIFICATE,
        paths=["domainName", "privateKey", "privateKeyWo"],
        one=True,
        source="terraform-provider-aws, internal/service/acm/certificate.go: ExactlyOneOf",
    ),
    Text(
        kind=CERTIFICATE,
        path="domainName",
        pattern=CERTIFIED_NAME,
        longest=64,
        says="a domain name of at most 64 characters, without a dot at its end. Example: shop.example.com",
        source="AWS Certificate Manager API Reference, RequestCertificate: DomainName, in botocore 1.43.11",
    ),
    Needs(
        kind=CERTIFICATE,
        path="domainName",
        needs=["validationMethod", "certificateAuthorityArn"],
        either=True,
        source="terraform-provider-aws, internal/service/acm/certificate.go: resourceCertificateCreate",
    ),
    Choice(
        kind=CERTIFICATE,
        path="validationMethod",
        allowed=("DNS", "EMAIL", "HTTP", "NONE"),
        source="AWS Certificate Manager API Reference, ValidationMethod, in botocore 1.43.11; the provider has NONE",
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
    Choice(kind=WEB_ACL, path="region", allowed=("us-east-1",), when={"scope": "CLOUDFRONT"}, source=WAF_SCOPE),
    Text(
        kind=WEB_ACL,
        path="visibilityConfig.metricName",
        pattern="[0-9A-Za-z_-]+",
        longest=128,
        says="1 to 128 letters, digits, hyphens and underscores. Example: shop-prod",
        source="pulumi_aws 7.51.1, wafv2.WebAcl: visibility_config.metric_name",
    ),
    Unique(kind=WEB_ACL, path="rules", properties=("name",), source=WAF),
    Unique(kind=WEB_ACL, path="rules", properties=("priority",), source=WAF),
    Within(
        kind=WEB_ACL,
        path="rules[*]",
        source=WAF,
        rules=[
            NotTogether(paths=["action", "overrideAction"], one=True, source=WAF),
            Number(path="statement.rateBasedStatement.limit", low=10, high=2_000_000_000, source=WAF),
            Custom(check=managed_rules_decide, source=WAF),
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
