from typing import Any

import pytest

from tests.offline.aws_samples import CERTIFICATE_ARN, broken
from toolchain.offline.packages.aws import rules_edge as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.BALANCER: {"name": "shop-prod", "subnets": ["subnet-1", "subnet-2"], "loadBalancerType": "application",
     "idleTimeout": 60, "clientKeepAlive": 3600, "desyncMitigationMode": "defensive",
     "xffHeaderProcessingMode": "append"},
    rules.TARGETS: {"name": "shop-prod-edge", "port": 8080, "protocol": "HTTP", "vpcId": "vpc-1", "targetType": "ip",
     "deregistrationDelay": 30, "slowStart": 0, "healthCheck": {"path": "/health", "interval": 15, "timeout": 5,
     "healthyThreshold": 2, "unhealthyThreshold": 3}, "stickiness": {"type": "lb_cookie", "cookieDuration": 3600}},
    rules.LISTENER: {"loadBalancerArn": "arn:1", "port": 443, "protocol": "HTTPS", "certificateArn": CERTIFICATE_ARN,
     "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06", "defaultActions": [{"type": "forward"}]},
    rules.LISTENER_RULE: {"listenerArn": "arn:1", "priority": 10, "actions": [{"type": "forward"}],
     "conditions": [{}]},
    rules.CERTIFICATE: {"domainName": "*.shop.example.com", "validationMethod": "DNS"},
    rules.WEB_ACL: {"name": "shop-prod", "scope": "REGIONAL", "defaultAction": {},
     "visibilityConfig": {"metricName": "shop-prod", "cloudwatchMetricsEnabled": True,
     "sampledRequestsEnabled": True}, "rules": [{"name": "rate", "priority": 1, "action": {},
     "statement": {"rateBasedStatement": {"limit": 2000}}}, {"name": "common", "priority": 2, "overrideAction": {},
     "statement": {"managedRuleGroupStatement": {"name": "AWSManagedRulesCommonRuleSet"}}}]},
    rules.WAF_LOGS: {"resourceArn": "arn:1",
     "logDestinationConfigs": ["arn:aws:logs:eu-central-1:111122223333:log-group:aws-waf-logs-shop"]},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.BALANCER, {"name": "internal-shop"},
     "name is 'internal-shop'; allowed: 1 to 32 letters, digits and hyphens, no hyphen first or last, not "
     "beginning with internal-. Example: shop-prod"),
    (rules.BALANCER, {"name": "a-load-balancer-of-more-than-32-characters"},
     "name is 'a-load-balancer-of-more-than-32-characters'; allowed: 1 to 32 letters, digits and hyphens, no "
     "hyphen first or last, not beginning with internal-. Example: shop-prod"),
    (rules.BALANCER, {"name": "shop_prod"},
     "name is 'shop_prod'; allowed: 1 to 32 letters, digits and hyphens, no hyphen first or last, not beginning "
     "with internal-. Example: shop-prod"),
    (rules.BALANCER, {"namePrefix": "shop"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.BALANCER, {"subnets": None},
     "subnets is missing; allowed: exactly one of subnets, subnetMappings"),
    (rules.BALANCER, {"subnetMappings": [{"subnetId": "subnet-1"}]},
     "subnetMappings is said together with subnets; allowed: exactly one of subnets, subnetMappings"),
    (rules.BALANCER, {"subnets": ["subnet-1"]},
     "subnets is a list of 1; allowed: subnets of two zones"),
    (rules.BALANCER, {"loadBalancerType": "classic"},
     "loadBalancerType is 'classic'; allowed: application, gateway, network"),
    (rules.BALANCER, {"idleTimeout": 5000},
     "idleTimeout is 5000; allowed: 1 to 4000"),
    (rules.BALANCER, {"clientKeepAlive": 10},
     "clientKeepAlive is 10; allowed: 60 to 604800"),
    (rules.BALANCER, {"desyncMitigationMode": "off"},
     "desyncMitigationMode is 'off'; allowed: monitor, defensive, strictest"),
    (rules.BALANCER, {"xffHeaderProcessingMode": "drop"},
     "xffHeaderProcessingMode is 'drop'; allowed: append, preserve, remove"),
    (rules.TARGETS, {"name": "-shop"},
     "name is '-shop'; allowed: 1 to 32 letters, digits and hyphens, no hyphen first or last. Example: "
     "shop-prod-edge"),
    (rules.TARGETS, {"name": "a-target-group-of-more-than-32-characters"},
     "name is 'a-target-group-of-more-than-32-characters'; allowed: 1 to 32 letters, digits and hyphens, no hyphen "
     "first or last. Example: shop-prod-edge"),
    (rules.TARGETS, {"namePrefix": "shop"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.TARGETS, {"port": 0},
     "port is 0; allowed: 1 to 65535"),
    (rules.TARGETS, {"protocol": "FTP"},
     "protocol is 'FTP'; allowed: HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC"),
    (rules.TARGETS, {"targetType": "pod"},
     "targetType is 'pod'; allowed: instance, ip, lambda, alb"),
    (rules.TARGETS, {"vpcId": None},
     "vpcId is missing; allowed: a value, because of targetType = 'ip'"),
    (rules.TARGETS, {"deregistrationDelay": 4000},
     "deregistrationDelay is 4000; allowed: 0 to 3600"),
    (rules.TARGETS, {"slowStart": 10},
     "slowStart is 10; allowed: 0, or 30 to 900"),
    (rules.TARGETS, {"healthCheck": {"healthyThreshold": 1}},
     "healthCheck.healthyThreshold is 1; allowed: 2 to 10"),
    (rules.TARGETS, {"healthCheck": {"unhealthyThreshold": 11}},
     "healthCheck.unhealthyThreshold is 11; allowed: 2 to 10"),
    (rules.TARGETS, {"healthCheck": {"interval": 301}},
     "healthCheck.interval is 301; allowed: 5 to 300"),
    (rules.TARGETS, {"healthCheck": {"timeout": 121, "interval": 300}},
     "healthCheck.timeout is 121; allowed: 2 to 120"),
    (rules.TARGETS, {"healthCheck": {"path": "health"}},
     "healthCheck.path is 'health'; allowed: a path of at most 1024 characters that begins with a slash. Example: "
     "/health"),
    (rules.TARGETS, {"healthCheck": {"interval": 10, "timeout": 10}},
     "healthCheck.timeout is 10; allowed: less than 10, the interval"),
    (rules.TARGETS, {"stickiness": {"type": "lb_cookie", "cookieDuration": 604801}},
     "stickiness.cookieDuration is 604801; allowed: 0 to 604800"),
    (rules.LISTENER, {"port": 65536},
     "port is 65536; allowed: 1 to 65535"),
    (rules.LISTENER, {"protocol": "SSH"},
     "protocol is 'SSH'; allowed: HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC"),
    (rules.LISTENER, {"certificateArn": None},
     "certificateArn is missing; allowed: a value, because of protocol = 'HTTPS'"),
    (rules.LISTENER, {"protocol": "HTTP"},
     "certificateArn is 'arn:aws:acm:us-east-1:111122223333:certificate/1'; allowed: nothing, because protocol is "
     "'HTTP'",
     "sslPolicy is 'ELBSecurityPolicy-TLS13-1-2-2021-06'; allowed: nothing, because protocol is 'HTTP'"),
    (rules.LISTENER_RULE, {"priority": 0},
     "priority is 0; allowed: 1 to 50000"),
    (rules.CERTIFICATE, {"domainName": None},
     "domainName is missing; allowed: exactly one of domainName, privateKey, privateKeyWo"),
    (rules.CERTIFICATE, {"domainName": "shop.example.com."},
     "domainName is 'shop.example.com.'; allowed: a domain name without a dot at its end. Example: shop.example.com"),
    (rules.CERTIFICATE, {"validationMethod": "TXT"},
     "validationMethod is 'TXT'; allowed: DNS, EMAIL, HTTP, NONE"),
    (rules.CERTIFICATE, {"validationMethod": None},
     "validationMethod is missing; allowed: a value, or one of certificateAuthorityArn, because of domainName"),
    (rules.WEB_ACL, {"name": "shop prod"},
     "name is 'shop prod'; allowed: 1 to 128 letters, digits, hyphens and underscores. Example: shop-prod"),
    (rules.WEB_ACL, {"scope": "GLOBAL"},
     "scope is 'GLOBAL'; allowed: CLOUDFRONT, REGIONAL"),
    (rules.WEB_ACL, {"scope": "CLOUDFRONT", "region": "eu-central-1"},
     "region is 'eu-central-1'; allowed: us-east-1"),
    (rules.WEB_ACL, {"visibilityConfig": {"metricName": "shop prod"}},
     "visibilityConfig.metricName is 'shop prod'; allowed: 1 to 128 letters, digits and _#:./-. Example: shop-prod"),
    (rules.WEB_ACL, {"rules": [{"name": "rate", "priority": 1, "action": {}, "statement": {}}, {"name": "rate",
     "priority": 1, "action": {}, "statement": {}}]},
     "rules[1].name is 'rate'; allowed: no name twice",
     "rules[1].priority is 1; allowed: no priority twice"),
    (rules.WEB_ACL, {"rules": [{"name": "rate", "priority": 1, "statement": {}}]},
     "rules[0].action is missing; allowed: exactly one of action, overrideAction"),
    (rules.WEB_ACL, {"rules": [{"name": "rate", "priority": 1, "action": {},
     "statement": {"rateBasedStatement": {"limit": 5}}}]},
     "rules[0].statement.rateBasedStatement.limit is 5; allowed: 10 to 2000000000"),
    (rules.WEB_ACL, {"rules": [{"name": "common", "priority": 1, "action": {},
     "statement": {"managedRuleGroupStatement": {"name": "X"}}}]},
     "rules[0].action is {}; allowed: nothing, but an overrideAction, because of "
     "statement.managedRuleGroupStatement"),
    (rules.WAF_LOGS, {"logDestinationConfigs": ["arn:aws:logs:eu-central-1:111122223333:log-group:waf"]},
     "logDestinationConfigs[0] is 'arn:aws:logs:eu-central-1:111122223333:log-group:waf'; allowed: the ARN of a "
     "log group, bucket or stream whose name begins with aws-waf-logs-"),
]
# fmt: on


@pytest.mark.parametrize("kind", GOOD)
def test_what_aws_takes_is_taken(kind: str) -> None:
    assert broken(kind, GOOD[kind]) == []


@pytest.mark.parametrize("case", BAD)
def test_what_aws_refuses_is_refused(case: tuple[Any, ...]) -> None:
    kind, change, *messages = case
    assert broken(kind, {**GOOD[kind], **change}) == messages
