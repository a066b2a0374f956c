from typing import Any

from tests.offline.rows.aws.samples import ROLE_ARN
from toolchain.offline.packages.aws import rules_eks as rules

# What AWS takes: of each type one resource that says much.
# fmt: off
GOOD: dict[str, dict[str, Any]] = {
    rules.CLUSTER: {"name": "shop-prod", "version": "1.33", "roleArn": ROLE_ARN, "bootstrapSelfManagedAddons": False,
     "vpcConfig": {"subnetIds": ["subnet-1", "subnet-2"], "endpointPrivateAccess": True,
     "endpointPublicAccess": False}, "enabledClusterLogTypes": ["api", "audit"],
     "accessConfig": {"authenticationMode": "API"}, "encryptionConfig": {"resources": ["secrets"],
     "provider": {"keyArn": "arn:1"}}, "computeConfig": {"enabled": True, "nodePools": ["general-purpose"],
     "nodeRoleArn": ROLE_ARN}, "kubernetesNetworkConfig": {"serviceIpv4Cidr": "172.20.0.0/16",
     "elasticLoadBalancing": {"enabled": True}}, "storageConfig": {"blockStorage": {"enabled": True}},
     "upgradePolicy": {"supportType": "STANDARD"}},
    rules.NODES: {"clusterName": "shop", "nodeRoleArn": ROLE_ARN, "subnetIds": ["subnet-1"],
     "nodeGroupName": "workers", "capacityType": "ON_DEMAND", "scalingConfig": {"minSize": 1, "desiredSize": 2,
     "maxSize": 3}, "updateConfig": {"maxUnavailable": 1}, "diskSize": 50},
    rules.ADDON: {"clusterName": "shop", "addonName": "vpc-cni", "resolveConflictsOnCreate": "OVERWRITE",
     "resolveConflictsOnUpdate": "PRESERVE"},
    rules.ENTRY: {"clusterName": "shop", "principalArn": ROLE_ARN, "type": "STANDARD",
     "kubernetesGroups": ["operators"]},
    rules.ACCESS: {"clusterName": "shop", "principalArn": ROLE_ARN,
     "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", "accessScope": {"type": "namespace",
     "namespaces": ["shop"]}},
}

# Type, what is changed of the good one (None takes it away), and every message that follows.
BAD: list[tuple[Any, ...]] = [
    (rules.CLUSTER, {"name": "shop prod"},
     "name is 'shop prod'; allowed: 1 to 100 letters, digits, hyphens and underscores, a letter or digit first. "
     "Example: shop-prod"),
    (rules.CLUSTER, {"version": "1.33.1"},
     "version is '1.33.1'; allowed: a minor version. Example: 1.33"),
    (rules.CLUSTER, {"enabledClusterLogTypes": ["kubelet"]},
     "enabledClusterLogTypes[0] is 'kubelet'; allowed: api, audit, authenticator, controllerManager, scheduler"),
    (rules.CLUSTER, {"accessConfig": {"authenticationMode": "IAM"}},
     "accessConfig.authenticationMode is 'IAM'; allowed: API, API_AND_CONFIG_MAP, CONFIG_MAP"),
    (rules.CLUSTER, {"encryptionConfig": {"resources": ["configmaps"]}},
     "encryptionConfig.resources[0] is 'configmaps'; allowed: secrets"),
    (rules.CLUSTER, {"computeConfig": {"enabled": True, "nodePools": ["gpu"]}},
     "computeConfig.nodePools[0] is 'gpu'; allowed: general-purpose, system"),
    (rules.CLUSTER, {"upgradePolicy": {"supportType": "FOREVER"}},
     "upgradePolicy.supportType is 'FOREVER'; allowed: EXTENDED, STANDARD"),
    (rules.CLUSTER, {"kubernetesNetworkConfig": {"serviceIpv4Cidr": "172.20.0.0/25",
     "elasticLoadBalancing": {"enabled": True}}},
     "kubernetesNetworkConfig.serviceIpv4Cidr is '172.20.0.0/25'; allowed: a prefix from /12 to /24. Example: "
     "10.0.0.0/20"),
    (rules.CLUSTER, {"kubernetesNetworkConfig": {"serviceIpv4Cidr": "8.8.0.0/16",
     "elasticLoadBalancing": {"enabled": True}}},
     "kubernetesNetworkConfig.serviceIpv4Cidr is '8.8.0.0/16'; allowed: a network of 10.0.0.0/8, 172.16.0.0/12 or "
     "192.168.0.0/16"),
    (rules.CLUSTER, {"vpcConfig": {"subnetIds": ["subnet-1"]}},
     "vpcConfig.subnetIds is a list of 1; allowed: subnets of two zones"),
    (rules.CLUSTER, {"vpcConfig": {"subnetIds": ["subnet-1", "subnet-2"], "endpointPublicAccess": False}},
     "vpcConfig.endpointPublicAccess is False; allowed: true, or vpcConfig.endpointPrivateAccess true"),
    (rules.CLUSTER, {"storageConfig": None},
     "storageConfig.blockStorage.enabled is missing; allowed: true, because EKS Auto Mode takes "
     "computeConfig.enabled, kubernetesNetworkConfig.elasticLoadBalancing.enabled, "
     "storageConfig.blockStorage.enabled together"),
    (rules.CLUSTER, {"bootstrapSelfManagedAddons": None},
     "bootstrapSelfManagedAddons is missing; allowed: false, because of computeConfig.enabled"),
    (rules.NODES, {"nodeGroupName": "-workers"},
     "nodeGroupName is '-workers'; allowed: 1 to 63 letters, digits, hyphens and underscores, a letter or digit "
     "first. Example: workers"),
    (rules.NODES, {"scalingConfig": {"minSize": 3, "desiredSize": 2, "maxSize": 3}},
     "scalingConfig.minSize is 3; allowed: at most 2, the scalingConfig.desiredSize"),
    (rules.NODES, {"scalingConfig": {"minSize": 0, "desiredSize": 0, "maxSize": 0}},
     "scalingConfig.maxSize is 0; allowed: at least 1"),
    (rules.NODES, {"capacityType": "RESERVED"},
     "capacityType is 'RESERVED'; allowed: CAPACITY_BLOCK, ON_DEMAND, SPOT"),
    (rules.NODES, {"updateConfig": {"maxUnavailable": 1, "maxUnavailablePercentage": 10}},
     "updateConfig.maxUnavailablePercentage is said together with updateConfig.maxUnavailable; "
        "allowed: at most one of updateConfig.maxUnavailable, updateConfig.maxUnavailablePercentage"),
    (rules.NODES, {"launchTemplate": {"id": "lt-1"}},
     "diskSize is said together with launchTemplate; allowed: at most one of launchTemplate, diskSize"),
    (rules.NODES, {"diskSize": None, "launchTemplate": {"id": "lt-1"}, "remoteAccess": {"ec2SshKey": "x"}},
     "remoteAccess is said together with launchTemplate; allowed: at most one of launchTemplate, remoteAccess"),
    (rules.ADDON, {"resolveConflictsOnCreate": "PRESERVE"},
     "resolveConflictsOnCreate is 'PRESERVE'; allowed: NONE, OVERWRITE"),
    (rules.ADDON, {"resolveConflictsOnUpdate": "MERGE"},
     "resolveConflictsOnUpdate is 'MERGE'; allowed: NONE, OVERWRITE, PRESERVE"),
    (rules.ENTRY, {"type": "USER"},
     "type is 'USER'; allowed: STANDARD, EC2, EC2_LINUX, EC2_WINDOWS, FARGATE_LINUX, HYBRID_LINUX, HYPERPOD_LINUX"),
    (rules.ENTRY, {"kubernetesGroups": ["system:masters"]},
     "kubernetesGroups[0] is 'system:masters'; allowed: a group that does not begin with system:, eks:, aws:, "
     "amazon: or iam:"),
    (rules.ACCESS, {"accessScope": {"type": "pod"}},
     "accessScope.type is 'pod'; allowed: cluster, namespace"),
    (rules.ACCESS, {"accessScope": {"type": "namespace"}},
     "accessScope.namespaces is missing; allowed: a value, because of accessScope.type = 'namespace'"),
    (rules.ACCESS, {"policyArn": "arn:aws:iam::aws:policy/AmazonEKSViewPolicy"},
     "policyArn is 'arn:aws:iam::aws:policy/AmazonEKSViewPolicy'; allowed: an access policy of EKS. Example: "
     "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"),
]
# fmt: on
