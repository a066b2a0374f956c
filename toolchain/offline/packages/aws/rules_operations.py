"""What CloudWatch, EventBridge, SNS, SQS and Systems Manager enforce and the SDK's types do not say."""

import re
from collections.abc import Sequence
from typing import Any

from toolchain.offline.packages.aws.policies import AS_JSON, is_json
from toolchain.offline.paths import first
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Each, Inputs, Number, Rule, Text, Wrong, at, is_hidden
from toolchain.offline.rules_times import Schedule
from toolchain.offline.rules_together import Needs, NotTogether, Ordered, Refuses
from toolchain.offline.schedules import SYNTAXES, Syntax

LOGS = "aws:cloudwatch/logGroup:LogGroup"
LOG_METRIC = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
EVENTS = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
TOPIC = "aws:sns/topic:Topic"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
QUEUE = "aws:sqs/queue:Queue"
PARAMETER = "aws:ssm/parameter:Parameter"
DOCUMENT = "aws:ssm/document:Document"
SCHEDULE = "aws:scheduler/schedule:Schedule"

LOG_API = "Amazon CloudWatch Logs API Reference, CreateLogGroup, in botocore 1.43.11"
LOG_FILE = "terraform-provider-aws, internal/service/logs/group.go at 0073593e7d69"
LOG_NAMES = "terraform-provider-aws, internal/service/logs/validate.go at 1c6c26318f8e"
ALARM_FILE = "terraform-provider-aws, internal/service/cloudwatch/metric_alarm.go"
DASHBOARD_FILE = "terraform-provider-aws, internal/service/cloudwatch/dashboard.go at 0620f2a6a126"
DASHBOARDS = "terraform-provider-aws, internal/service/cloudwatch/validate.go at 01f431114674: validDashboardName"
EVENT_API = "Amazon EventBridge API Reference, PutRule and Target, in botocore 1.43.11"
EVENT_FILE = "terraform-provider-aws, internal/service/events/rule.go at 0cdab4ae09a9"
TARGET_FILE = "terraform-provider-aws, internal/service/events/target.go at 0762c41e2027"
SNS = "Amazon SNS API Reference, CreateTopic and Subscribe, in botocore 1.43.11"
SQS = "terraform-provider-aws, internal/service/sqs/queue.go at 00a35305dc1b"
SSM = "AWS Systems Manager API Reference, PutParameter, in botocore 1.43.11"
DOCUMENTS = "AWS Systems Manager API Reference, CreateDocument, in botocore 1.43.11"
SCHEDULER = "Amazon EventBridge Scheduler API Reference, CreateSchedule, in botocore 1.43.11"

# Days; 0 keeps for ever.
RETENTIONS = (
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
COMPARISONS = (
    "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold",
)  # fmt: skip
ONE_METRIC = ("metricName", "dimensions", "namespace", "period", "statistic", "extendedStatistic")
PROTOCOLS = (
    "application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs",
)  # fmt: skip
# What an endpoint of a protocol looks like, and how that is said.
ENDPOINTS = {
    "email": (r"[^@\s]+@[^@\s]+", "an address. Example: operations@example.com"),
    "email-json": (r"[^@\s]+@[^@\s]+", "an address. Example: operations@example.com"),
    "http": (r"http://\S+", "a URL that begins with http://"),
    "https": (r"https://\S+", "a URL that begins with https://"),
    "sms": (r"\+?\d{4,15}", "a telephone number. Example: +4930901820"),
    "sqs": (r"arn:\S+:sqs:\S+", "the ARN of a queue"),
    "lambda": (r"arn:\S+:lambda:\S+", "the ARN of a function"),
    "firehose": (r"arn:\S+:firehose:\S+", "the ARN of a stream"),
}
MOST_OF_TIER = {"Standard": 4096, "Advanced": 8192}
EVENT_NAME = r"[.\-_A-Za-z0-9]+"
EVENT_NAME_SAYS = "1 to 64 letters, digits and .-_. Example: nightly"


def is_period(seconds: Any) -> bool:
    """Tell whether an alarm can look at a metric every so many seconds."""
    return seconds in {10, 20, 30} or (seconds > 0 and seconds % 60 == 0)


def is_schedule(text: Any) -> bool:
    """Tell whether EventBridge Scheduler reads a text as a schedule: a rate, a cron, or one point in time."""
    if not isinstance(text, str):
        return False
    return SYNTAXES[Syntax.AWS][0](text) or re.fullmatch(r"at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)", text) is not None


def fifo_name(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a name that says the wrong thing of the order in a queue or a topic."""
    name = at(inputs, "name")
    fifo = first(inputs, "fifoQueue") or first(inputs, "fifoTopic") or False
    if name.value is None or is_hidden(inputs, "fifoQueue") or is_hidden(inputs, "fifoTopic"):
        return
    if fifo and not str(name.value).endswith(".fifo"):
        yield name, "a name that ends in .fifo. Example: orders.fifo"
    if not fifo and str(name.value).endswith(".fifo"):
        yield name, "a name that does not end in .fifo, or a queue or topic that keeps the order"


def reaches(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield an endpoint that its protocol can't reach."""
    pattern, says = ENDPOINTS.get(str(first(inputs, "protocol")), ("", ""))
    endpoint = at(inputs, "endpoint")
    if pattern and isinstance(endpoint.value, str) and not re.fullmatch(pattern, endpoint.value):
        yield endpoint, f"{says}, because protocol is {first(inputs, 'protocol')!r}"


def fits_tier(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield a parameter that is too long for its tier."""
    most = MOST_OF_TIER.get(str(first(inputs, "tier") or "Standard"))
    for path in ("value", "insecureValue"):
        found = at(inputs, path)
        if most and isinstance(found.value, str) and len(found.value.encode()) > most:
            yield found, f"at most {most} bytes in this tier"


RULES: Sequence[Rule] = [
    Choice(kind=LOGS, path="retentionInDays", allowed=RETENTIONS, source=LOG_FILE),
    Text(
        kind=LOGS,
        path="name",
        pattern=r"[.\-_/#A-Za-z0-9]+",
        longest=512,
        never="^aws/",
        says="1 to 512 letters, digits and .-_/#, not beginning with aws/. Example: /shop/prod",
        source=LOG_API,
    ),
    NotTogether(kind=LOGS, paths=["name", "namePrefix"], source=LOG_FILE),
    Choice(kind=LOGS, path="logGroupClass", allowed=("DELIVERY", "INFREQUENT_ACCESS", "STANDARD"), source=LOG_API),
    Text(
        kind=LOG_METRIC,
        path="name",
        pattern="[^:*]+",
        longest=512,
        says="1 to 512 characters without : and *",
        source=f"{LOG_NAMES}: validLogMetricFilterName",
    ),
    Text(
        kind=LOG_METRIC,
        path="pattern",
        longest=1024,
        says="at most 1024 characters",
        source="terraform-provider-aws, internal/service/logs/metric_filter.go at 0f14e6f61f91",
    ),
    Choice(kind=ALARM, path="comparisonOperator", allowed=COMPARISONS, source=ALARM_FILE),
    Choice(
        kind=ALARM,
        path="treatMissingData",
        allowed=("breaching", "ignore", "missing", "notBreaching"),
        source=ALARM_FILE,
    ),
    Choice(
        kind=ALARM,
        path="statistic",
        allowed=("Average", "Maximum", "Minimum", "SampleCount", "Sum"),
        source=ALARM_FILE,
    ),
    *(NotTogether(kind=ALARM, paths=["metricQueries", path], source=ALARM_FILE) for path in ONE_METRIC),
    NotTogether(kind=ALARM, paths=["statistic", "extendedStatistic"], source=ALARM_FILE),
    NotTogether(kind=ALARM, paths=["threshold", "thresholdMetricId"], source=ALARM_FILE),
    Needs(kind=ALARM, path="metricName", needs=["statistic", "extendedStatistic"], either=True, source=ALARM_FILE),
    Each(
        kind=ALARM,
        path="period",
        fits=is_period,
        says="10, 20, 30 or a multiple of 60",
        source=ALARM_FILE,
    ),
    Number(kind=ALARM, path="evaluationPeriods", low=1, source=ALARM_FILE),
    Ordered(
        kind=ALARM,
        paths=["datapointsToAlarm", "evaluationPeriods"],
        source="Amazon CloudWatch API Reference, PutMetricAlarm: DatapointsToAlarm, in botocore 1.43.11",
    ),
    Text(
        kind=DASHBOARD,
        path="dashboardName",
        pattern="[A-Za-z0-9_-]+",
        longest=255,
        says="1 to 255 letters, digits, hyphens and underscores. Example: shop-prod",
        source=DASHBOARDS,
    ),
    Each(kind=DASHBOARD, path="dashboardBody", fits=is_json, says=AS_JSON, source=DASHBOARD_FILE),
    Text(kind=EVENTS, path="name", pattern=EVENT_NAME, longest=64, says=EVENT_NAME_SAYS, source=EVENT_API),
    Schedule(kind=EVENTS, path="scheduleExpression", syntax=Syntax.AWS, source=EVENT_API),
    Each(kind=EVENTS, path="eventPattern", fits=is_json, says=AS_JSON, source=EVENT_FILE),
    Needs(kind=EVENTS, needs=["scheduleExpression", "eventPattern"], either=True, source=f"{EVENT_FILE}: AtLeastOneOf"),
    NotTogether(kind=EVENTS, paths=["isEnabled", "state"], source=f"{EVENT_FILE}: ConflictsWith"),
    Choice(
        kind=EVENTS,
        path="state",
        allowed=("DISABLED", "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
        source=EVENT_API,
    ),
    Text(kind=EVENT_TARGET, path="targetId", pattern=EVENT_NAME, longest=64, says=EVENT_NAME_SAYS, source=EVENT_API),
    NotTogether(kind=EVENT_TARGET, paths=["input", "inputPath", "inputTransformer"], source=TARGET_FILE),
    Text(
        kind=TOPIC,
        path="name",
        pattern=r"[A-Za-z0-9_-]+(\.fifo)?",
        longest=256,
        says="1 to 256 letters, digits, hyphens and underscores. Example: alerts",
        source=SNS,
    ),
    Custom(kind=TOPIC, check=fifo_name, source=SNS),
    Choice(kind=SUBSCRIPTION, path="protocol", allowed=PROTOCOLS, source=SNS),
    Custom(kind=SUBSCRIPTION, check=reaches, source=SNS),
    Text(
        kind=QUEUE,
        path="name",
        pattern=r"[A-Za-z0-9_-]+(\.fifo)?",
        longest=80,
        says="1 to 80 letters, digits, hyphens and underscores. Example: orders",
        source=SQS,
    ),
    Custom(kind=QUEUE, check=fifo_name, source=SQS),
    Number(kind=QUEUE, path="delaySeconds", low=0, high=900, source=SQS),
    Number(kind=QUEUE, path="maxMessageSize", low=1024, high=1_048_576, source=SQS),
    Number(kind=QUEUE, path="messageRetentionSeconds", low=60, high=1_209_600, source=SQS),
    Number(kind=QUEUE, path="receiveWaitTimeSeconds", low=0, high=20, source=SQS),
    Number(kind=QUEUE, path="visibilityTimeoutSeconds", low=0, high=43_200, source=SQS),
    Number(kind=QUEUE, path="kmsDataKeyReusePeriodSeconds", low=60, high=86_400, source=SQS),
    NotTogether(
        kind=QUEUE,
        paths=["kmsMasterKeyId", "sqsManagedSseEnabled"],
        source=f"{SQS}: ConflictsWith",
    ),
    Each(kind=QUEUE, path="redrivePolicy", fits=is_json, says=AS_JSON, source=SQS),
    Text(
        kind=PARAMETER,
        path="name",
        pattern=r"/?[a-zA-Z0-9_.-]+|(/[a-zA-Z0-9_.-]+)+",
        longest=2048,
        never="(?i)^/?(aws|ssm)",
        says="letters, digits and _.-, a slash before each part of a path, not beginning with aws or ssm."
        " Example: /shop/prod/url",
        source=SSM,
    ),
    NotTogether(
        kind=PARAMETER,
        paths=["value", "insecureValue", "valueWo"],
        one=True,
        source="terraform-provider-aws, internal/service/ssm/parameter.go at 0073593e7d69: ExactlyOneOf",
    ),
    Refuses(
        kind=PARAMETER,
        refuses=["insecureValue"],
        when={"type": "SecureString"},
        source="pulumi_aws 7.51.1, ssm.Parameter: insecure_value",
    ),
    Choice(kind=PARAMETER, path="tier", allowed=("Advanced", "Intelligent-Tiering", "Standard"), source=SSM),
    Custom(kind=PARAMETER, check=fits_tier, source=f"{SSM}: Tier"),
    Text(
        kind=DOCUMENT,
        path="name",
        pattern=r"[a-zA-Z0-9_.-]+",
        shortest=3,
        longest=128,
        never="(?i)^(aws|amazon|amzn)",
        says="3 to 128 letters, digits and _.-, not beginning with aws, amazon or amzn. Example: shop-prod",
        source=DOCUMENTS,
    ),
    Choice(kind=DOCUMENT, path="documentFormat", allowed=("JSON", "TEXT", "YAML"), source=DOCUMENTS),
    Each(
        kind=DOCUMENT,
        path="content",
        fits=is_json,
        says=AS_JSON,
        when={"documentFormat": (None, "JSON")},
        source=f"{DOCUMENTS}: Content",
    ),
    Text(
        kind=SCHEDULE,
        path="name",
        pattern=r"[0-9a-zA-Z_.-]+",
        longest=64,
        says="1 to 64 letters, digits and .-_. Example: nightly",
        source=SCHEDULER,
    ),
    Each(
        kind=SCHEDULE,
        path="scheduleExpression",
        fits=is_schedule,
        says="at(), rate() or cron(). Example: cron(30 2 * * ? *)",
        source=SCHEDULER,
    ),
    Choice(kind=SCHEDULE, path="flexibleTimeWindow.mode", allowed=("FLEXIBLE", "OFF"), source=SCHEDULER),
    Needs(
        kind=SCHEDULE,
        needs=["flexibleTimeWindow.maximumWindowInMinutes"],
        when={"flexibleTimeWindow.mode": "FLEXIBLE"},
        source=SCHEDULER,
    ),
    Number(kind=SCHEDULE, path="flexibleTimeWindow.maximumWindowInMinutes", low=1, high=1440, source=SCHEDULER),
    Choice(kind=SCHEDULE, path="state", allowed=("DISABLED", "ENABLED"), source=SCHEDULER),
]
