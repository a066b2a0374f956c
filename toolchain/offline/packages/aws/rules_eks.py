"""What EKS enforces of clusters and the SDK's types do not say."""

from collections.abc import Sequence

from toolchain.offline.packages.aws.zones import TwoZones
from toolchain.offline.paths import first, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong, at, is_hidden
from toolchain.offline.rules_networks import Cidr
from toolchain.offline.rules_together import Needs, NotTogether, Ordered

CLUSTER = "aws:eks/cluster:Cluster"
NODES = "aws:eks/nodeGroup:NodeGroup"
ADDON = "aws:eks/addon:Addon"
ENTRY = "aws:eks/accessEntry:AccessEntry"
ACCESS = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"

EKS = "Amazon EKS API Reference, CreateCluster and CreateNodegroup, in botocore 1.43.11"
EKS_FILE = "terraform-provider-aws, internal/service/eks/cluster.go"
EKS_SUBNETS = "pulumi_aws 7.51.1, eks.Cluster: vpc_config.subnet_ids of at least two availability zones"
EKS_ACCESS = "Amazon EKS API Reference, CreateAccessEntry and AccessScope, in botocore 1.43.11"
NODE_GROUPS = "terraform-provider-aws, internal/service/eks/node_group.go"
ADDONS = "pulumi_aws 7.51.1, eks.Addon: resolve_conflicts_on_create and resolve_conflicts_on_update"

AUTO_MODE = (
    "computeConfig.enabled",
    "kubernetesNetworkConfig.elasticLoadBalancing.enabled",
    "storageConfig.blockStorage.enabled",
)


def auto_mode(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield the settings of EKS Auto Mode that are not all on or all off, and what Auto Mode does without."""
    said = [at(inputs, path) for path in AUTO_MODE]
    on = any(found.value is True for found in said)
    for found in said if on else []:
        if found.value is not True and not (found.value is None and is_said(inputs, found.path)):
            yield found, f"true, because EKS Auto Mode takes {', '.join(AUTO_MODE)} together"
    addons = at(inputs, "bootstrapSelfManagedAddons")
    if first(inputs, AUTO_MODE[0]) is True and addons.value is not False and not is_hidden(inputs, addons.path):
        yield addons, "false, because of computeConfig.enabled"


def reachable(inputs: Inputs, _plan: Plan) -> Wrong:
    """Yield the endpoint of a cluster that nobody could reach."""
    found = at(inputs, "vpcConfig.endpointPublicAccess")
    private = "vpcConfig.endpointPrivateAccess"
    if found.value is False and not first(inputs, private) and not is_hidden(inputs, private):
        yield found, f"true, or {private} true"


RULES: Sequence[Rule] = [
    Text(
        kind=CLUSTER,
        path="name",
        pattern="[0-9A-Za-z][0-9A-Za-z_-]*",
        longest=100,
        says="1 to 100 letters, digits, hyphens and underscores, a letter or digit first. Example: shop-prod",
        source=EKS,
    ),
    Text(kind=CLUSTER, path="version", pattern=r"1\.\d\d", says="a minor version. Example: 1.33", source=EKS),
    Choice(
        kind=CLUSTER,
        path="enabledClusterLogTypes[*]",
        allowed=("api", "audit", "authenticator", "controllerManager", "scheduler"),
        source=EKS,
    ),
    Choice(
        kind=CLUSTER,
        path="accessConfig.authenticationMode",
        allowed=("API", "API_AND_CONFIG_MAP", "CONFIG_MAP"),
        source=EKS,
    ),
    Choice(kind=CLUSTER, path="encryptionConfig.resources[*]", allowed=("secrets",), source=EKS),
    Choice(kind=CLUSTER, path="computeConfig.nodePools[*]", allowed=("general-purpose", "system"), source=EKS_FILE),
    Choice(kind=CLUSTER, path="upgradePolicy.supportType", allowed=("EXTENDED", "STANDARD"), source=EKS),
    Cidr(
        kind=CLUSTER,
        path="kubernetesNetworkConfig.serviceIpv4Cidr",
        shortest=12,
        longest=24,
        source=f"{EKS_FILE}: 12-24",
    ),
    Text(
        kind=CLUSTER,
        path="kubernetesNetworkConfig.serviceIpv4Cidr",
        pattern=r"(10|172\.(1[6-9]|2\d|3[01])|192\.168)\..*",
        says="a network of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
        source=f"{EKS_FILE}: validateIPv4CIDRPrivateRange",
    ),
    TwoZones(kind=CLUSTER, path="vpcConfig.subnetIds", source=EKS_SUBNETS),
    Custom(
        kind=CLUSTER,
        check=reachable,
        source="Amazon EKS API Reference, UpdateClusterConfig: private and public access can't both be false",
    ),
    Custom(kind=CLUSTER, check=auto_mode, source=f"{EKS_FILE}: validateAutoModeCustomizeDiff, and its documentation"),
    Text(
        kind=NODES,
        path="nodeGroupName",
        pattern="[0-9A-Za-z][0-9A-Za-z_-]*",
        longest=63,
        says="1 to 63 letters, digits, hyphens and underscores, a letter or digit first. Example: workers",
        source=NODE_GROUPS,
    ),
    Ordered(
        kind=NODES, paths=["scalingConfig.minSize", "scalingConfig.desiredSize", "scalingConfig.maxSize"], source=EKS
    ),
    Number(kind=NODES, path="scalingConfig.maxSize", low=1, source=NODE_GROUPS),
    Choice(kind=NODES, path="capacityType", allowed=("CAPACITY_BLOCK", "ON_DEMAND", "SPOT"), source=EKS),
    NotTogether(
        kind=NODES,
        paths=["updateConfig.maxUnavailable", "updateConfig.maxUnavailablePercentage"],
        source=NODE_GROUPS,
    ),
    NotTogether(
        kind=NODES,
        paths=["launchTemplate", "diskSize"],
        source="Amazon EKS API Reference, CreateNodegroup: diskSize, in botocore 1.43.11",
    ),
    NotTogether(
        kind=NODES,
        paths=["launchTemplate", "remoteAccess"],
        source="pulumi_aws 7.51.1, eks.NodeGroup: launch_template conflicts with remote_access",
    ),
    Choice(kind=ADDON, path="resolveConflictsOnCreate", allowed=("NONE", "OVERWRITE"), source=ADDONS),
    Choice(kind=ADDON, path="resolveConflictsOnUpdate", allowed=("NONE", "OVERWRITE", "PRESERVE"), source=ADDONS),
    Choice(
        kind=ENTRY,
        path="type",
        allowed=("STANDARD", "EC2", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "HYBRID_LINUX", "HYPERPOD_LINUX"),
        source=EKS_ACCESS,
    ),
    Text(
        kind=ENTRY,
        path="kubernetesGroups[*]",
        never="^(system|eks|aws|amazon|iam):",
        says="a group that does not begin with system:, eks:, aws:, amazon: or iam:",
        source="Amazon EKS User Guide, Create access entries",
    ),
    Choice(kind=ACCESS, path="accessScope.type", allowed=("cluster", "namespace"), source=EKS_ACCESS),
    Needs(kind=ACCESS, needs=["accessScope.namespaces"], when={"accessScope.type": "namespace"}, source=EKS_ACCESS),
    Text(
        kind=ACCESS,
        path="policyArn",
        pattern=r"arn:[\w-]+:eks::aws:cluster-access-policy/\w+",
        says="an access policy of EKS. Example: arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
        source="Amazon EKS User Guide, access policy permissions",
    ),
]
