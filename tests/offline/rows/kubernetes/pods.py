"""Rules of pods, wherever they stand."""

from tests.offline.rows.kubernetes.samples import AMOUNT, IMAGE, LABEL, NODES, SUBDOMAIN, Row

VOLUME_SOURCES = (
    "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI",
    "emptyDir", "ephemeral", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath",
    "image", "iscsi", "nfs", "persistentVolumeClaim", "photonPersistentDisk", "portworxVolume", "projected",
    "quobyte", "rbd", "scaleIO", "secret", "storageos", "vsphereVolume",
)  # fmt: skip
CONTAINER = "spec.template.spec.containers[0]"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution[0]"
POD = "spec.template.spec"

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # pods
    (
        "Pod", {"spec.volumes": None, "spec.initContainers": None,
            "spec.containers[0].volumeMounts": [{"name": "config", "mountPath": "/a"}]},
        "spec.containers[0].volumeMounts[0].name is 'config'; allowed: a volume of the pod, which has none",
    ),
    (
        "StatefulSet", {f"{CONTAINER}.volumeMounts[0].name": "logs"},
        f"{CONTAINER}.volumeMounts[0].name is 'logs'; allowed: a volume of the pod: cache, config, data",
    ),
    (
        "Deployment", {f"{POD}.initContainers[0].name": "web"},
        f"{CONTAINER}.name is 'web'; allowed: a name that no other container of the pod has",
    ),
    ("Deployment", {f"{POD}.initContainers[0].image": ""}, f"{POD}.initContainers[0].image is ''; allowed: {IMAGE}"),
    (
        "Deployment", {f"{POD}.hostNetwork": True, f"{CONTAINER}.ports[0].hostPort": 80},
        f"{CONTAINER}.ports[0].hostPort is 80; allowed: 8080, its containerPort, because hostNetwork is true",
    ),
    (
        "Deployment", {f"{POD}.volumes[1]": {"name": "cache", "emptyDir": {}, "secret": {"secretName": "s"}}},
        f"{POD}.volumes[1].secret is said together with emptyDir; allowed: at most one of {', '.join(VOLUME_SOURCES)}",
    ),
    (
        "Deployment", {f"{POD}.volumes": [{"name": "config"}, {"name": "cache"}, {"name": "Logs"}]},
        f"{POD}.volumes[2].name is 'Logs'; allowed: {LABEL}",
    ),
    (
        "Deployment", {f"{POD}.volumes[1].emptyDir.sizeLimit": "big"},
        f"{POD}.volumes[1].emptyDir.sizeLimit is 'big'; allowed: {AMOUNT}",
    ),
    (
        "Deployment", {f"{POD}.volumes[0].configMap.defaultMode": 644},
        f"{POD}.volumes[0].configMap.defaultMode is 644; allowed: 0 to 511",
    ),
    (
        "Deployment", {f"{POD}.volumes[0]": {"name": "config", "secret": {"secretName": "s", "defaultMode": 1000}}},
        f"{POD}.volumes[0].secret.defaultMode is 1000; allowed: 0 to 511",
    ),
    (
        "Deployment", {f"{POD}.volumes[0]": {"name": "config", "projected": {"defaultMode": -1}}},
        f"{POD}.volumes[0].projected.defaultMode is -1; allowed: 0 to 511",
    ),
    (
        "Deployment", {f"{POD}.volumes": [{"name": "config"}, {"name": "cache"}, {"name": "cache"}]},
        f"{POD}.volumes[2].name is 'cache'; allowed: no name twice",
    ),
    (
        "Deployment", {f"{POD}.resources": {"limits": {"cpu": "many"}}},
        f"{POD}.resources.limits[cpu] is 'many'; allowed: {AMOUNT}",
    ),
    (
        "Deployment", {f"{POD}.securityContext.runAsUser": -1},
        f"{POD}.securityContext.runAsUser is -1; allowed: 0 to 2147483647",
    ),
    (
        "Deployment", {f"{POD}.securityContext.runAsGroup": -1},
        f"{POD}.securityContext.runAsGroup is -1; allowed: 0 to 2147483647",
    ),
    (
        "Deployment", {f"{POD}.securityContext.fsGroup": -1},
        f"{POD}.securityContext.fsGroup is -1; allowed: 0 to 2147483647",
    ),
    (
        "Deployment", {f"{POD}.securityContext.supplementalGroups": [-1]},
        f"{POD}.securityContext.supplementalGroups[0] is -1; allowed: 0 to 2147483647",
    ),
    (
        "Deployment", {f"{POD}.affinity.podAntiAffinity.{PREFERRED}.weight": 101},
        f"{POD}.affinity.podAntiAffinity.{PREFERRED}.weight is 101; allowed: 1 to 100",
    ),
    (
        "Deployment", {f"{POD}.affinity.podAntiAffinity.{PREFERRED}.podAffinityTerm.topologyKey": ""},
        f"{POD}.affinity.podAntiAffinity.{PREFERRED}.podAffinityTerm.topologyKey is ''; allowed: {NODES}",
    ),
    (
        "Deployment",
            {f"{POD}.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": ""}]},
        f"{POD}.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey is ''; allowed: "
        f"{NODES}",
    ),
    (
        "Deployment",
            {f"{POD}.affinity": {"podAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 0,
            "podAffinityTerm": {"topologyKey": "a"}}]}}},
        f"{POD}.affinity.podAffinity.{PREFERRED}.weight is 0; allowed: 1 to 100",
    ),
    (
        "Deployment",
            {f"{POD}.affinity": {"podAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1,
            "podAffinityTerm": {"topologyKey": ""}}]}}},
        f"{POD}.affinity.podAffinity.{PREFERRED}.podAffinityTerm.topologyKey is ''; allowed: {NODES}",
    ),
    (
        "Deployment",
        {f"{POD}.affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": ""}]}}},
        f"{POD}.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey is ''; allowed: "
        f"{NODES}",
    ),
    (
        "Deployment",
            {f"{POD}.affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 0,
            "preference": {}}]}}},
        f"{POD}.affinity.nodeAffinity.{PREFERRED}.weight is 0; allowed: 1 to 100",
    ),
    (
        "Deployment", {f"{POD}.tolerations[0].effect": "Evict"},
        f"{POD}.tolerations[0].effect is 'Evict'; allowed: NoSchedule, PreferNoSchedule or NoExecute",
    ),
    (
        "Deployment", {f"{POD}.tolerations[0].operator": "Exists"},
        f"{POD}.tolerations[0].value is 'db'; allowed: nothing, because operator is 'Exists'",
    ),
    (
        "Deployment", {f"{POD}.tolerations[0].key": None},
        f"{POD}.tolerations[0].operator is 'Equal'; allowed: Exists, because there is no key",
    ),
    (
        "Deployment", {f"{POD}.tolerations[0].tolerationSeconds": 60},
        f"{POD}.tolerations[0].effect is 'NoSchedule'; allowed: NoExecute, because tolerationSeconds is said",
    ),
    (
        "Deployment", {f"{POD}.topologySpreadConstraints[0].maxSkew": 0},
        f"{POD}.topologySpreadConstraints[0].maxSkew is 0; allowed: at least 1",
    ),
    (
        "Deployment", {f"{POD}.topologySpreadConstraints[0].minDomains": 0},
        f"{POD}.topologySpreadConstraints[0].minDomains is 0; allowed: at least 1",
    ),
    (
        "Deployment", {f"{POD}.topologySpreadConstraints[0].topologyKey": ""},
        f"{POD}.topologySpreadConstraints[0].topologyKey is ''; allowed: "
        "a label of nodes. Example: topology.kubernetes.io/zone",
    ),
    (
        "Deployment", {f"{POD}.topologySpreadConstraints[0].minDomains": None,
            f"{POD}.topologySpreadConstraints[0].whenUnsatisfiable": "Never"},
        f"{POD}.topologySpreadConstraints[0].whenUnsatisfiable is 'Never'; allowed: DoNotSchedule, ScheduleAnyway",
    ),
    (
        "Deployment", {f"{POD}.topologySpreadConstraints[0].whenUnsatisfiable": "ScheduleAnyway"},
        f"{POD}.topologySpreadConstraints[0].minDomains is 2; allowed: "
        "nothing, because whenUnsatisfiable is 'ScheduleAnyway'",
    ),
    (
        "Deployment", {f"{POD}.topologySpreadConstraints[0].labelSelector": {"matchExpressions": [{"key": "a",
            "operator": "Is"}]}},
        f"{POD}.topologySpreadConstraints[0].labelSelector.matchExpressions[0].operator is 'Is'; allowed: "
        "In, NotIn, Exists, DoesNotExist",
    ),
    (
        "Deployment", {f"{POD}.topologySpreadConstraints[0].labelSelector": {"matchExpressions": [{"key": "a",
            "operator": "In"}]}},
        f"{POD}.topologySpreadConstraints[0].labelSelector.matchExpressions[0].values is missing; allowed: "
        "at least one value, because operator is 'In'",
    ),
    (
        "Deployment", {f"{POD}.topologySpreadConstraints[0].labelSelector": {"matchExpressions": [{"key": "a",
            "operator": "Exists", "values": ["b"]}]}},
        f"{POD}.topologySpreadConstraints[0].labelSelector.matchExpressions[0].values is ['b']; allowed: "
        "nothing, because operator is 'Exists'",
    ),
    (
        "Deployment", {f"{POD}.topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone",
            "whenUnsatisfiable": "DoNotSchedule"}, {"maxSkew": 2, "topologyKey": "zone",
            "whenUnsatisfiable": "DoNotSchedule"}]},
        f"{POD}.topologySpreadConstraints[1].topologyKey is 'zone' and 'DoNotSchedule'; allowed: "
        "no topologyKey and whenUnsatisfiable twice",
    ),
    (
        "Deployment", {f"{POD}.terminationGracePeriodSeconds": -1},
        f"{POD}.terminationGracePeriodSeconds is -1; allowed: at least 0",
    ),
    ("Deployment", {f"{POD}.activeDeadlineSeconds": 0}, f"{POD}.activeDeadlineSeconds is 0; allowed: 1 to 2147483647"),
    ("Deployment", {f"{POD}.serviceAccountName": "Web"}, f"{POD}.serviceAccountName is 'Web'; allowed: {SUBDOMAIN}"),
    (
        "Deployment", {f"{POD}.dnsPolicy": "Cluster"},
        f"{POD}.dnsPolicy is 'Cluster'; allowed: ClusterFirst, ClusterFirstWithHostNet, Default, None",
    ),
    ("Deployment", {f"{POD}.restartPolicy": "Never"}, f"{POD}.restartPolicy is 'Never'; allowed: Always"),
    ("Job", {f"{POD}.restartPolicy": "Always"}, f"{POD}.restartPolicy is 'Always'; allowed: OnFailure, Never"),
    (
        "CronJob", {f"spec.jobTemplate.{POD}.restartPolicy": "Always"},
        f"spec.jobTemplate.{POD}.restartPolicy is 'Always'; allowed: OnFailure, Never",
    ),
    (
        "Pod", {"spec.restartPolicy": "Sometimes"},
        "spec.restartPolicy is 'Sometimes'; allowed: Always, OnFailure, Never",
    ),
)  # fmt: skip
