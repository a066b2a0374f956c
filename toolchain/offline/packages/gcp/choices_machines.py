"""The values that the provider takes for text of machines, their groups and their disks."""

from collections.abc import Sequence

from toolchain.offline.packages.gcp.choices_network import choices
from toolchain.offline.rules import Rule

MACHINES: Sequence[Rule] = (
    *choices(
        "gcp:compute/instanceTemplate:InstanceTemplate",
        "compute/resource_compute_instance_template.go",
        {
            "networkInterfaces[*].nicType": "GVNIC VIRTIO_NET MRDMA IRDMA IDPF",
            "networkInterfaces[*].stackType": "IPV4_ONLY IPV4_IPV6 IPV6_ONLY",
            "reservationAffinity.type": "ANY_RESERVATION SPECIFIC_RESERVATION NO_RESERVATION",
        },
    ),
    *choices(
        "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
        "compute/resource_compute_region_instance_template.go",
        {
            "networkInterfaces[*].nicType": "GVNIC VIRTIO_NET MRDMA IRDMA IDPF",
            "networkInterfaces[*].stackType": "IPV4_ONLY IPV4_IPV6 IPV6_ONLY",
            "reservationAffinity.type": "ANY_RESERVATION SPECIFIC_RESERVATION NO_RESERVATION",
        },
    ),
    *choices(
        "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager",
        "compute/resource_compute_region_instance_group_manager.go",
        {
            "instanceLifecyclePolicy.forceUpdateOnRepair": "YES NO",
            "listManagedInstancesResults": "PAGELESS PAGINATED",
            "targetSizePolicies[*].mode": "BULK INDIVIDUAL",
            "updatePolicy.instanceRedistributionType": "PROACTIVE NONE",
            "updatePolicy.minimalAction": "NONE REFRESH RESTART REPLACE",
            "updatePolicy.mostDisruptiveAllowedAction": "NONE REFRESH RESTART REPLACE",
            "updatePolicy.replacementMethod": "RECREATE SUBSTITUTE",
            "updatePolicy.type": "OPPORTUNISTIC PROACTIVE",
            "waitForInstancesStatus": "STABLE UPDATED",
        },
    ),
    *choices(
        "gcp:compute/instanceGroupManager:InstanceGroupManager",
        "compute/resource_compute_instance_group_manager.go",
        {
            "listManagedInstancesResults": "PAGELESS PAGINATED",
            "targetSizePolicies[*].mode": "BULK INDIVIDUAL",
            "updatePolicy.minimalAction": "NONE REFRESH RESTART REPLACE",
            "updatePolicy.mostDisruptiveAllowedAction": "NONE REFRESH RESTART REPLACE",
            "updatePolicy.replacementMethod": "RECREATE SUBSTITUTE",
            "updatePolicy.type": "OPPORTUNISTIC PROACTIVE",
            "waitForInstancesStatus": "STABLE UPDATED",
        },
    ),
    *choices(
        "gcp:compute/regionAutoscaler:RegionAutoscaler",
        "compute/resource_compute_region_autoscaler.go",
        {
            "autoscalingPolicy.metrics[*].type": "GAUGE DELTA_PER_SECOND DELTA_PER_MINUTE",
        },
    ),
    *choices(
        "gcp:compute/autoscaler:Autoscaler",
        "compute/resource_compute_autoscaler.go",
        {
            "autoscalingPolicy.metrics[*].type": "GAUGE DELTA_PER_SECOND DELTA_PER_MINUTE",
        },
    ),
    *choices(
        "gcp:compute/instance:Instance",
        "compute/resource_compute_instance.go",
        {
            "attachedDisks[*].mode": "READ_WRITE READ_ONLY",
            "bootDisk.initializeParams.architecture": "X86_64 ARM64",
            "bootDisk.interface": "SCSI NVME",
            "bootDisk.mode": "READ_WRITE READ_ONLY",
            "desiredStatus": "RUNNING TERMINATED SUSPENDED",
            "networkInterfaces[*].nicType": "GVNIC VIRTIO_NET IDPF MRDMA IRDMA",
            "networkInterfaces[*].stackType": "IPV4_ONLY IPV4_IPV6 IPV6_ONLY",
            "reservationAffinity.type": "ANY_RESERVATION SPECIFIC_RESERVATION NO_RESERVATION",
            "scratchDisks[*].interface": "SCSI NVME",
        },
    ),
    *choices(
        "gcp:compute/regionDisk:RegionDisk",
        "compute/resource_compute_region_disk.go",
        {
            "guestOsFeatures[*].type": (
                "MULTI_IP_SUBNET SECURE_BOOT SEV_CAPABLE UEFI_COMPATIBLE VIRTIO_SCSI_MULTIQUEUE WINDOWS "
                "GVNIC SEV_LIVE_MIGRATABLE SEV_SNP_CAPABLE SUSPEND_RESUME_COMPATIBLE TDX_CAPABLE "
                "SEV_LIVE_MIGRATABLE_V2 SNP_SVSM_CAPABLE"
            ),
        },
    ),
    *choices(
        "gcp:compute/resourcePolicy:ResourcePolicy",
        "compute/resource_compute_resource_policy.go",
        {
            "groupPlacementPolicy.collocation": "COLLOCATED",
            "snapshotSchedulePolicy.retentionPolicy.onSourceDiskDelete": "KEEP_AUTO_SNAPSHOTS APPLY_RETENTION_POLICY",
        },
    ),
    *choices(
        "gcp:compute/snapshot:Snapshot",
        "compute/resource_compute_snapshot.go",
        {
            "snapshotType": "ARCHIVE STANDARD",
        },
    ),
)
