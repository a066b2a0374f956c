from typing import Any

import pytest

from tests.offline.aws_samples import broken
from toolchain.offline.packages.aws import rules_operations as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.LOGS: {"name": "/shop/prod", "retentionInDays": 30, "logGroupClass": "STANDARD"},
    rules.LOG_METRIC: {"name": "errors", "pattern": "ERROR", "logGroupName": "/shop/prod"},
    rules.ALARM: {"name": "shop", "comparisonOperator": "GreaterThanThreshold", "evaluationPeriods": 3,
     "datapointsToAlarm": 2, "metricName": "CPUUtilization", "namespace": "AWS/RDS", "period": 60,
     "statistic": "Average", "threshold": 80, "treatMissingData": "breaching"},
    rules.DASHBOARD: {"dashboardName": "shop-prod", "dashboardBody": '{"widgets": []}'},
    rules.EVENTS: {"name": "nightly", "scheduleExpression": "cron(30 2 * * ? *)", "state": "ENABLED",
     "eventPattern": '{"source": ["aws.backup"]}'},
    rules.EVENT_TARGET: {"rule": "nightly", "arn": "arn:1", "targetId": "alerts", "input": "{}"},
    rules.TOPIC: {"name": "alerts"},
    rules.SUBSCRIPTION: {"topic": "arn:1", "protocol": "email", "endpoint": "operations@example.com"},
    rules.QUEUE: {"name": "orders", "delaySeconds": 0, "maxMessageSize": 262144, "messageRetentionSeconds": 345600,
     "receiveWaitTimeSeconds": 20, "visibilityTimeoutSeconds": 30, "kmsMasterKeyId": "alias/shop",
     "kmsDataKeyReusePeriodSeconds": 300, "redrivePolicy": '{"maxReceiveCount": 3}'},
    rules.PARAMETER: {"name": "/shop/prod/url", "type": "String", "value": "https://shop.example.com",
     "tier": "Standard"},
    rules.DOCUMENT: {"name": "shop-prod", "documentType": "Command", "documentFormat": "JSON",
     "content": '{"schemaVersion": "2.2"}'},
    rules.SCHEDULE: {"name": "nightly", "scheduleExpression": "at(2027-01-01T02:30:00)",
     "flexibleTimeWindow": {"mode": "FLEXIBLE", "maximumWindowInMinutes": 15}, "state": "ENABLED", "target": {}},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.LOGS, {"retentionInDays": 10},
     "retentionInDays is 10; allowed: 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, "
     "1827, 2192, 2557, 2922, 3288, 3653"),
    (rules.LOGS, {"name": "shop prod"},
     "name is 'shop prod'; allowed: 1 to 512 letters, digits and .-_/#, not beginning with aws/. Example: "
     "/shop/prod"),
    (rules.LOGS, {"name": "aws/shop"},
     "name is 'aws/shop'; allowed: 1 to 512 letters, digits and .-_/#, not beginning with aws/. Example: /shop/prod"),
    (rules.LOGS, {"namePrefix": "x"},
     "namePrefix is said together with name; allowed: at most one of name, namePrefix"),
    (rules.LOGS, {"logGroupClass": "CHEAP"},
     "logGroupClass is 'CHEAP'; allowed: DELIVERY, INFREQUENT_ACCESS, STANDARD"),
    (rules.LOG_METRIC, {"name": "a:b"},
     "name is 'a:b'; allowed: 1 to 512 characters without : and *"),
    (rules.LOG_METRIC, {"pattern": "x" * 1025},
     "pattern is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; allowed: at "
     "most 1024 characters"),
    (rules.ALARM, {"comparisonOperator": ">"},
     "comparisonOperator is '>'; allowed: GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, "
     "LessThanOrEqualToThreshold, LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold, "
     "GreaterThanUpperThreshold"),
    (rules.ALARM, {"treatMissingData": "bad"},
     "treatMissingData is 'bad'; allowed: breaching, ignore, missing, notBreaching"),
    (rules.ALARM, {"statistic": "p99"},
     "statistic is 'p99'; allowed: Average, Maximum, Minimum, SampleCount, Sum"),
    (rules.ALARM, {"metricQueries": [{"id": "a"}]},
     "metricName is said together with metricQueries; allowed: at most one of metricQueries, metricName",
     "namespace is said together with metricQueries; allowed: at most one of metricQueries, namespace",
     "period is said together with metricQueries; allowed: at most one of metricQueries, period",
     "statistic is said together with metricQueries; allowed: at most one of metricQueries, statistic"),
    (rules.ALARM, {"metricName": None, "namespace": None, "period": None, "statistic": None,
     "metricQueries": [{"id": "a"}], "dimensions": {"a": "b"}},
     "dimensions is said together with metricQueries; allowed: at most one of metricQueries, dimensions"),
    (rules.ALARM, {"metricName": None, "namespace": "AWS/RDS", "period": None, "statistic": None,
     "metricQueries": [{"id": "a"}]},
     "namespace is said together with metricQueries; allowed: at most one of metricQueries, namespace"),
    (rules.ALARM, {"metricName": None, "namespace": None, "period": 60, "statistic": None,
     "metricQueries": [{"id": "a"}]},
     "period is said together with metricQueries; allowed: at most one of metricQueries, period"),
    (rules.ALARM, {"metricName": None, "namespace": None, "period": None, "statistic": "Sum",
     "metricQueries": [{"id": "a"}]},
     "statistic is said together with metricQueries; allowed: at most one of metricQueries, statistic"),
    (rules.ALARM, {"metricName": None, "namespace": None, "period": None, "statistic": None,
     "metricQueries": [{"id": "a"}], "extendedStatistic": "p99"},
     "extendedStatistic is said together with metricQueries; allowed: at most one of metricQueries, "
     "extendedStatistic"),
    (rules.ALARM, {"extendedStatistic": "p99"},
     "extendedStatistic is said together with statistic; allowed: at most one of statistic, extendedStatistic"),
    (rules.ALARM, {"thresholdMetricId": "e1"},
     "thresholdMetricId is said together with threshold; allowed: at most one of threshold, thresholdMetricId"),
    (rules.ALARM, {"statistic": None},
     "statistic is missing; allowed: a value, or one of extendedStatistic, because of metricName"),
    (rules.ALARM, {"period": 45},
     "period is 45; allowed: 10, 20, 30 or a multiple of 60"),
    (rules.ALARM, {"evaluationPeriods": 0, "datapointsToAlarm": None},
     "evaluationPeriods is 0; allowed: at least 1"),
    (rules.ALARM, {"datapointsToAlarm": 4},
     "datapointsToAlarm is 4; allowed: at most 3, the evaluationPeriods"),
    (rules.DASHBOARD, {"dashboardName": "shop prod"},
     "dashboardName is 'shop prod'; allowed: 1 to 255 letters, digits, hyphens and underscores. Example: shop-prod"),
    (rules.DASHBOARD, {"dashboardBody": "widgets"},
     "dashboardBody is 'widgets'; allowed: an object in JSON. Example: {\"key\": \"value\"}"),
    (rules.EVENTS, {"name": "every night"},
     "name is 'every night'; allowed: 1 to 64 letters, digits and .-_. Example: nightly"),
    (rules.EVENTS, {"scheduleExpression": "30 2 * * *"},
     "scheduleExpression is '30 2 * * *'; allowed: rate(N minutes|hours|days), or cron() with six fields, one of "
     "day and weekday a question mark. Example: cron(30 2 * * ? *)"),
    (rules.EVENTS, {"eventPattern": "all"},
     "eventPattern is 'all'; allowed: an object in JSON. Example: {\"key\": \"value\"}"),
    (rules.EVENTS, {"isEnabled": True},
     "state is said together with isEnabled; allowed: at most one of isEnabled, state"),
    (rules.EVENTS, {"state": "ON"},
     "state is 'ON'; allowed: DISABLED, ENABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
    (rules.EVENT_TARGET, {"targetId": "to alerts"},
     "targetId is 'to alerts'; allowed: 1 to 64 letters, digits and .-_. Example: nightly"),
    (rules.EVENT_TARGET, {"inputPath": "$.detail"},
     "inputPath is said together with input; allowed: at most one of input, inputPath, inputTransformer"),
    (rules.TOPIC, {"name": "our alerts"},
     "name is 'our alerts'; allowed: 1 to 256 letters, digits, hyphens and underscores. Example: alerts"),
    (rules.TOPIC, {"fifoTopic": True},
     "name is 'alerts'; allowed: a name that ends in .fifo. Example: orders.fifo"),
    (rules.TOPIC, {"name": "alerts.fifo"},
     "name is 'alerts.fifo'; allowed: a name that does not end in .fifo, or a queue or topic that keeps the order"),
    (rules.SUBSCRIPTION, {"protocol": "pager"},
     "protocol is 'pager'; allowed: application, email, email-json, firehose, http, https, lambda, sms, sqs"),
    (rules.SUBSCRIPTION, {"endpoint": "operations"},
     "endpoint is 'operations'; allowed: an address. Example: operations@example.com, because protocol is 'email'"),
    (rules.SUBSCRIPTION, {"protocol": "https", "endpoint": "http://example.com"},
     "endpoint is 'http://example.com'; allowed: a URL that begins with https://, because protocol is 'https'"),
    (rules.QUEUE, {"name": "our orders"},
     "name is 'our orders'; allowed: 1 to 80 letters, digits, hyphens and underscores. Example: orders"),
    (rules.QUEUE, {"fifoQueue": True},
     "name is 'orders'; allowed: a name that ends in .fifo. Example: orders.fifo"),
    (rules.QUEUE, {"delaySeconds": 901},
     "delaySeconds is 901; allowed: 0 to 900"),
    (rules.QUEUE, {"maxMessageSize": 1000},
     "maxMessageSize is 1000; allowed: 1024 to 1048576"),
    (rules.QUEUE, {"messageRetentionSeconds": 59},
     "messageRetentionSeconds is 59; allowed: 60 to 1209600"),
    (rules.QUEUE, {"receiveWaitTimeSeconds": 21},
     "receiveWaitTimeSeconds is 21; allowed: 0 to 20"),
    (rules.QUEUE, {"visibilityTimeoutSeconds": 43201},
     "visibilityTimeoutSeconds is 43201; allowed: 0 to 43200"),
    (rules.QUEUE, {"kmsDataKeyReusePeriodSeconds": 59},
     "kmsDataKeyReusePeriodSeconds is 59; allowed: 60 to 86400"),
    (rules.QUEUE, {"sqsManagedSseEnabled": True},
     "sqsManagedSseEnabled is said together with kmsMasterKeyId; allowed: at most one of kmsMasterKeyId, "
     "sqsManagedSseEnabled"),
    (rules.QUEUE, {"redrivePolicy": "three times"},
     "redrivePolicy is 'three times'; allowed: an object in JSON. Example: {\"key\": \"value\"}"),
    (rules.PARAMETER, {"name": "shop/prod/url"},
     "name is 'shop/prod/url'; allowed: letters, digits and _.-, a slash before each part of a path, not beginning "
     "with aws or ssm. Example: /shop/prod/url"),
    (rules.PARAMETER, {"name": "/aws/url"},
     "name is '/aws/url'; allowed: letters, digits and _.-, a slash before each part of a path, not beginning with "
     "aws or ssm. Example: /shop/prod/url"),
    (rules.PARAMETER, {"insecureValue": "x"},
     "insecureValue is said together with value; allowed: exactly one of value, insecureValue, valueWo"),
    (rules.PARAMETER, {"value": None},
     "value is missing; allowed: exactly one of value, insecureValue, valueWo"),
    (rules.PARAMETER, {"type": "SecureString", "value": None, "insecureValue": "x"},
     "insecureValue is 'x'; allowed: nothing, because type is 'SecureString'"),
    (rules.PARAMETER, {"tier": "Large"},
     "tier is 'Large'; allowed: Advanced, Intelligent-Tiering, Standard"),
    (rules.PARAMETER, {"value": "x" * 4097},
     "value is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; allowed: at "
     "most 4096 bytes in this tier"),
    (rules.DOCUMENT, {"name": "aws-shop"},
     "name is 'aws-shop'; allowed: 3 to 128 letters, digits and _.-, not beginning with aws, amazon or amzn. "
     "Example: shop-prod"),
    (rules.DOCUMENT, {"documentFormat": "TOML"},
     "documentFormat is 'TOML'; allowed: JSON, TEXT, YAML"),
    (rules.DOCUMENT, {"content": "schemaVersion: '2.2'"},
     "content is \"schemaVersion: '2.2'\"; allowed: an object in JSON. Example: {\"key\": \"value\"}"),
    (rules.SCHEDULE, {"name": "every night"},
     "name is 'every night'; allowed: 1 to 64 letters, digits and .-_. Example: nightly"),
    (rules.SCHEDULE, {"scheduleExpression": "daily"},
     "scheduleExpression is 'daily'; allowed: at(), rate() or cron(). Example: cron(30 2 * * ? *)"),
    (rules.SCHEDULE, {"flexibleTimeWindow": {"mode": "LATER"}},
     "flexibleTimeWindow.mode is 'LATER'; allowed: FLEXIBLE, OFF"),
    (rules.SCHEDULE, {"flexibleTimeWindow": {"mode": "FLEXIBLE"}},
     "flexibleTimeWindow.maximumWindowInMinutes is missing; allowed: a value, because of flexibleTimeWindow.mode = "
     "'FLEXIBLE'"),
    (rules.SCHEDULE, {"flexibleTimeWindow": {"mode": "FLEXIBLE", "maximumWindowInMinutes": 1441}},
     "flexibleTimeWindow.maximumWindowInMinutes is 1441; allowed: 1 to 1440"),
    (rules.SCHEDULE, {"state": "ON"},
     "state is 'ON'; allowed: DISABLED, ENABLED"),
]
# fmt: on


@pytest.mark.parametrize("kind", GOOD)
def test_what_aws_takes_is_taken(kind: str) -> None:
    assert broken(kind, GOOD[kind]) == []


@pytest.mark.parametrize("case", BAD)
def test_what_aws_refuses_is_refused(case: tuple[Any, ...]) -> None:
    kind, change, *messages = case
    assert broken(kind, {**GOOD[kind], **change}) == messages
