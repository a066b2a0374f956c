"""Rows of rules on disks and scale sets."""

from tests.offline.rows.azure_native.base import Row, because, of_range

DISK, SCALE_SET = "compute:Disk", "compute:VirtualMachineScaleSet"
PROBED = {"virtualMachineProfile": {"networkProfile": {"healthProbe": {"id": "probe"}}}}
HEALTH = "a health probe, or an ApplicationHealth extension"

ROWS: list[Row] = [
    *(
        (
            DISK,
            {"creationData": {"createOption": option, **needed}},
            {f"creationData.{lost}": None},
            because(f"creationData.{lost}", f"creationData.createOption = '{option}'"),
        )
        for option, needed, lost in (
            ("Import", {"sourceUri": "u", "storageAccountId": "a"}, "sourceUri"),
            ("ImportSecure", {"sourceUri": "u", "storageAccountId": "a"}, "storageAccountId"),
            ("Copy", {"sourceResourceId": "s"}, "sourceResourceId"),
            ("Upload", {"uploadSizeBytes": 1}, "uploadSizeBytes"),
        )
    ),
    *of_range(DISK, "diskSizeGB", 1, 65536),
    (
        DISK,
        {"burstingEnabled": True, "sku.name": "Premium_LRS"},
        {"sku.name": "StandardSSD_LRS"},
        "sku.name is 'StandardSSD_LRS'; allowed: Premium_LRS, Premium_ZRS",
    ),
    *(
        (
            SCALE_SET,
            {**PROBED, **watching},
            {"virtualMachineProfile.networkProfile": None},
            f"virtualMachineProfile.networkProfile.healthProbe is missing; allowed: {HEALTH}",
        )
        for watching in ({"upgradePolicy.mode": "Rolling"}, {"automaticRepairsPolicy.enabled": True})
    ),
    (
        SCALE_SET,
        {"zoneBalance": True, "zones": ["1", "2"]},
        {"zones": ["1"]},
        "zoneBalance is True; allowed: nothing, unless zones has more than one zone",
    ),
    (
        SCALE_SET,
        {"virtualMachineProfile": {"priority": "Spot", "evictionPolicy": "Delete"}},
        {"virtualMachineProfile.priority": "Regular"},
        "virtualMachineProfile.priority is 'Regular'; allowed: Spot",
    ),
    *(
        (
            SCALE_SET,
            {"automaticRepairsPolicy.gracePeriod": right},
            {"automaticRepairsPolicy.gracePeriod": wrong},
            f"automaticRepairsPolicy.gracePeriod is {wrong!r}; allowed: 10 to 90 minutes. Example: PT30M",
        )
        for right, wrong in (("PT10M", "PT9M"), ("PT90M", "PT91M"), ("PT1H30M", "PT2H"))
    ),
    (
        SCALE_SET,
        {"virtualMachineProfile.osProfile": {"adminUsername": "circman"}},
        {"virtualMachineProfile.osProfile": {"adminUsername": "Root"}},
        "virtualMachineProfile.osProfile.adminUsername is 'Root'; allowed: 1 to 64 characters, and no name that Azure "
        "forbids, such as admin, administrator, root, user or test",
    ),
]
