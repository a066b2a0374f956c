"""What Azure enforces of disks and of sets of virtual machines."""

from typing import Final

from toolchain.offline.paths import find, is_said
from toolchain.offline.plan import Plan
from toolchain.offline.rules import Choice, Custom, Inputs, Number, Rule, Text, Wrong
from toolchain.offline.rules_together import Needs

DISK: Final = "azure-native:compute:Disk"
SCALE_SET: Final = "azure-native:compute:VirtualMachineScaleSet"
DISK_DOCS: Final = "Terraform azurerm docs, managed_disk"
SCALE_SET_DOCS: Final = "Terraform azurerm docs, linux_virtual_machine_scale_set"
PROFILE: Final = "virtualMachineProfile"


def _watched(inputs: Inputs, _plan: Plan) -> Wrong:
    extensions = find(inputs, f"{PROFILE}.extensionProfile.extensions[*].type")
    probed = is_said(inputs, f"{PROFILE}.networkProfile.healthProbe")
    if not probed and not any(str(found.value).startswith("ApplicationHealth") for found in extensions):
        yield f"{PROFILE}.networkProfile.healthProbe", "a health probe, or an ApplicationHealth extension"


def _zones_to_balance(inputs: Inputs, _plan: Plan) -> Wrong:
    zones = inputs.get("zones")
    if zones is None or (isinstance(zones, list) and len(zones) < 2):
        yield "zoneBalance", "nothing, unless zones has more than one zone"


RULES: tuple[Rule, ...] = (
    *(
        Needs(
            kind=DISK,
            needs=(f"creationData.{needed}",),
            when={"creationData.createOption": options},
            source=f"{DISK_DOCS}: create_option",
        )
        for needed, options in (
            ("sourceUri", ("Import", "ImportSecure")),
            ("storageAccountId", ("Import", "ImportSecure")),
            ("sourceResourceId", ("Copy", "Restore")),
            ("uploadSizeBytes", ("Upload",)),
        )
    ),
    Number(kind=DISK, path="diskSizeGB", low=1, high=65536, source=f"{DISK_DOCS}: disk_size_gb"),
    Choice(
        kind=DISK,
        path="sku.name",
        allowed=("Premium_LRS", "Premium_ZRS"),
        when={"burstingEnabled": True},
        source=f"{DISK_DOCS}: on_demand_bursting_enabled",
    ),
    Custom(
        kind=SCALE_SET,
        check=_watched,
        when={"upgradePolicy.mode": ("Rolling", "Automatic"), "orchestrationMode": (None, "Uniform")},
        source=f"{SCALE_SET_DOCS}: upgrade_mode, health_probe_id",
    ),
    Custom(
        kind=SCALE_SET,
        check=_watched,
        when={"automaticRepairsPolicy.enabled": True},
        source=f"{SCALE_SET_DOCS}: automatic_instance_repair",
    ),
    Custom(
        kind=SCALE_SET,
        check=_zones_to_balance,
        when={"zoneBalance": True},
        source="SDK docstring, VirtualMachineScaleSet.zone_balance",
    ),
    Choice(
        kind=SCALE_SET,
        path=f"{PROFILE}.priority",
        allowed=("Spot",),
        when={f"{PROFILE}.evictionPolicy": ("Deallocate", "Delete")},
        source=f"{SCALE_SET_DOCS}: eviction_policy",
    ),
    Text(
        kind=SCALE_SET,
        path="automaticRepairsPolicy.gracePeriod",
        pattern=r"PT([1-8]\d|90)M|PT1H([1-2]?\dM|30M)?",
        says="10 to 90 minutes. Example: PT30M",
        source="SDK docstring, AutomaticRepairsPolicy.grace_period",
    ),
    Text(
        kind=SCALE_SET,
        path=f"{PROFILE}.osProfile.adminUsername",
        longest=64,
        never=r"(?i)^(administrator|admin|user|user1|test|user2|test1|user3|admin1|1|123|a|actuser|adm|admin2|aspnet"
        r"|backup|console|david|guest|john|owner|root|server|sql|support|support_388945a0|sys|test2|test3|user4|user5)$",
        says="1 to 64 characters, and no name that Azure forbids, such as admin, administrator, root, user or test",
        source="Terraform azurerm, internal/services/compute/validate/linux_admin_username.go",
    ),
)
