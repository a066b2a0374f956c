"""Rules of what holds data and shares it out."""

from tests.offline.rows.kubernetes.samples import AMOUNT, CLAIM_SIZE, DATA_KEY, SUBDOMAIN, Row

# type, what is changed in its sample (None: left out), and what is said of that
ROWS: tuple[Row, ...] = (
    # data
    ("ConfigMap", {"data": {"a/b": "c"}}, f"data is with the key 'a/b'; allowed: {DATA_KEY}"),
    ("ConfigMap", {"data": {"..data": "c"}}, f"data is with the key '..data'; allowed: {DATA_KEY}"),
    ("ConfigMap", {"binaryData": {"a b": "YQ=="}}, f"binaryData is with the key 'a b'; allowed: {DATA_KEY}"),
    (
        "ConfigMap", {"binaryData": {"logo.png": "not base64"}},
        "binaryData[logo.png] is 'not base64'; allowed: text in base64; clear text goes into data",
    ),
    (
        "ConfigMap", {"data": {"a": "a" * (1048577)}},
        "data is 1048585 bytes; allowed: up to 1048576 bytes of values together",
    ),
    (
        "ConfigMap", {"binaryData": {"app.yaml": "YQ=="}},
        "data[app.yaml] is said in binaryData too; allowed: a key of data or of binaryData",
    ),
    ("Secret", {"data": {"a b": "YQ==", "tls.crt": ""}}, f"data is with the key 'a b'; allowed: {DATA_KEY}"),
    ("Secret", {"stringData": {"a b": "c", "tls.key": ""}}, f"stringData is with the key 'a b'; allowed: {DATA_KEY}"),
    (
        "Secret", {"data": {"tls.crt": "clear text!"}},
        "data[tls.crt] is [secret]; allowed: text in base64; clear text goes into stringData",
    ),
    (
        "Secret", {"stringData": {"tls.key": "a" * (1048576)}},
        "data is 1048582 bytes; allowed: up to 1048576 bytes of values together",
    ),
    ("Secret", {"stringData": None}, "data[tls.key] is missing; allowed: a value, because type is 'kubernetes.io/tls'"),
    (
        "Secret", {"type": "kubernetes.io/dockerconfigjson"},
        "data[.dockerconfigjson] is missing; allowed: a value, because type is 'kubernetes.io/dockerconfigjson'",
    ),
    (
        "Secret", {"type": "kubernetes.io/basic-auth"},
        "data[username] is missing; allowed: username, password or both, because type is 'kubernetes.io/basic-auth'",
    ),
    (
        "Secret", {"type": "kubernetes.io/service-account-token"},
        "metadata.annotations[kubernetes.io/service-account.name] is missing; allowed: "
        "a service account's name, because type is 'kubernetes.io/service-account-token'",
    ),
    (
        "PersistentVolumeClaim", {"spec.accessModes": None},
        "spec.accessModes is missing; allowed: a value. Example: ReadWriteOnce",
    ),
    (
        "PersistentVolumeClaim", {"spec.resources": None},
        "spec.resources.requests.storage is missing; allowed: a value. Example: 10Gi",
    ),
    (
        "PersistentVolumeClaim", {"spec.accessModes": ["ReadWriteMost"]},
        "spec.accessModes[0] is 'ReadWriteMost'; allowed: "
        "ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod",
    ),
    (
        "PersistentVolumeClaim", {"spec.accessModes": ["ReadWriteOncePod", "ReadOnlyMany"]},
        "spec.accessModes[0] is 'ReadWriteOncePod'; allowed: ReadWriteOncePod alone, or the others without it",
    ),
    (
        "PersistentVolumeClaim", {"spec.resources.requests": {"storage": "0"}},
        f"spec.resources.requests.storage is '0'; allowed: {CLAIM_SIZE}",
    ),
    (
        "PersistentVolumeClaim", {"spec.resources.requests": {"storage": "10GB"}},
        f"spec.resources.requests.storage is '10GB'; allowed: {CLAIM_SIZE}",
    ),
    (
        "PersistentVolumeClaim", {"spec.storageClassName": "Fast"},
        f"spec.storageClassName is 'Fast'; allowed: {SUBDOMAIN}",
    ),
    ("PersistentVolumeClaim", {"spec.volumeMode": "Raw"}, "spec.volumeMode is 'Raw'; allowed: Filesystem, Block"),
    (
        "PersistentVolumeClaim", {"spec.selector": {"matchExpressions": [{"key": "a", "operator": "In"}]}},
        "spec.selector.matchExpressions[0].values is missing; allowed: at least one value, because operator is 'In'",
    ),
    (
        "StatefulSet", {"spec.volumeClaimTemplates[0].spec.accessModes": []},
        "spec.volumeClaimTemplates[0].spec.accessModes is []; allowed: a value. Example: ReadWriteOnce",
    ),
    (
        "PersistentVolume", {"spec.accessModes": None},
        "spec.accessModes is missing; allowed: a value. Example: ReadWriteOnce",
    ),
    ("PersistentVolume", {"spec.capacity": None}, "spec.capacity.storage is missing; allowed: a value. Example: 10Gi"),
    (
        "PersistentVolume", {"spec.capacity": {"storage": "big"}},
        f"spec.capacity.storage is 'big'; allowed: {CLAIM_SIZE}",
    ),
    (
        "PersistentVolume", {"spec.csi": None, "spec.local": {"path": "/disk"}},
        "spec.nodeAffinity is missing; allowed: a value, because of spec.local",
    ),
    (
        "PersistentVolume", {"spec.csi": None},
        "spec.awsElasticBlockStore is missing; allowed: exactly one of spec.awsElasticBlockStore, "
        "spec.azureDisk, spec.azureFile, spec.cephfs, spec.cinder, spec.csi, spec.fc, spec.flexVolume, "
        "spec.flocker, spec.gcePersistentDisk, spec.glusterfs, spec.hostPath, spec.iscsi, spec.local, "
        "spec.nfs, spec.photonPersistentDisk, spec.portworxVolume, spec.quobyte, spec.rbd, "
        "spec.scaleIO, spec.storageos, spec.vsphereVolume",
    ),
    (
        "PersistentVolume", {"spec.hostPath": {"path": "/disk"}},
        "spec.hostPath is said together with spec.csi; allowed: exactly one of "
        "spec.awsElasticBlockStore, spec.azureDisk, spec.azureFile, spec.cephfs, spec.cinder, spec.csi, "
        "spec.fc, spec.flexVolume, spec.flocker, spec.gcePersistentDisk, spec.glusterfs, spec.hostPath, "
        "spec.iscsi, spec.local, spec.nfs, spec.photonPersistentDisk, spec.portworxVolume, "
        "spec.quobyte, spec.rbd, spec.scaleIO, spec.storageos, spec.vsphereVolume",
    ),
    (
        "PersistentVolume", {"spec.accessModes": ["Once"]},
        "spec.accessModes[0] is 'Once'; allowed: ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod",
    ),
    (
        "PersistentVolume", {"spec.persistentVolumeReclaimPolicy": "Keep"},
        "spec.persistentVolumeReclaimPolicy is 'Keep'; allowed: Retain, Delete, Recycle",
    ),
    ("StorageClass", {"reclaimPolicy": "Recycle"}, "reclaimPolicy is 'Recycle'; allowed: Delete, Retain"),
    (
        "StorageClass", {"volumeBindingMode": "Later"},
        "volumeBindingMode is 'Later'; allowed: Immediate, WaitForFirstConsumer",
    ),
    ("ResourceQuota", {"spec.hard": {"pods": "many"}}, f"spec.hard[pods] is 'many'; allowed: {AMOUNT}"),
    (
        "ResourceQuota", {"spec.scopes": ["Fast"]},
        "spec.scopes[0] is 'Fast'; allowed: "
        "Terminating, NotTerminating, BestEffort, NotBestEffort, PriorityClass, CrossNamespacePodAffinity, "
        "VolumeAttributesClass",
    ),
    (
        "ResourceQuota", {"spec.scopes": ["Terminating", "NotTerminating"]},
        "spec.scopes is ['Terminating', 'NotTerminating']; allowed: Terminating or NotTerminating, not both",
    ),
    (
        "LimitRange", {"spec.limits[0].type": "Volume"},
        "spec.limits[0].type is 'Volume'; allowed: Pod, Container, PersistentVolumeClaim",
    ),
    ("LimitRange", {"spec.limits[0].min": {"cpu": "fast"}}, f"spec.limits[0].min[cpu] is 'fast'; allowed: {AMOUNT}"),
    (
        "LimitRange", {"spec.limits[0].defaultRequest": {"cpu": "fast"}},
        f"spec.limits[0].defaultRequest[cpu] is 'fast'; allowed: {AMOUNT}",
    ),
    (
        "LimitRange", {"spec.limits[0].default": {"cpu": "fast"}},
        f"spec.limits[0].default[cpu] is 'fast'; allowed: {AMOUNT}",
    ),
    ("LimitRange", {"spec.limits[0].max": {"cpu": "fast"}}, f"spec.limits[0].max[cpu] is 'fast'; allowed: {AMOUNT}"),
    (
        "LimitRange", {"spec.limits[0].maxLimitRequestRatio": {"cpu": "fast"}},
        f"spec.limits[0].maxLimitRequestRatio[cpu] is 'fast'; allowed: {AMOUNT}",
    ),
    (
        "LimitRange", {"spec.limits[0].min": {"cpu": "200m"}},
        "spec.limits[0].min[cpu] is '200m'; allowed: up to '100m', the defaultRequest",
    ),
    (
        "LimitRange", {"spec.limits[0].max": {"cpu": "400m"}},
        "spec.limits[0].default[cpu] is '500m'; allowed: up to '400m', the max",
    ),
    (
        "LimitRange", {"spec.limits[1].default": {"memory": "1Gi"}},
        "spec.limits[1].default is {'memory': '1Gi'}; allowed: nothing, because type is 'Pod'",
    ),
    (
        "LimitRange", {"spec.limits[2].max": None},
        "spec.limits[2].max.storage is missing; allowed: "
        "min.storage or max.storage, because type is 'PersistentVolumeClaim'",
    ),
    ("LimitRange", {"spec.limits[1].type": "Container"}, "spec.limits[1].type is 'Container'; allowed: no type twice"),
)  # fmt: skip
