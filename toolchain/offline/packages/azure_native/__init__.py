"""Microsoft Azure, as the package azure-native names it; its clouds for China and US Government are not pretended.

Look-ups: functions.py says which, and why.
"""

from typing import Final

from toolchain.offline.package import Package
from toolchain.offline.packages.azure_native import (
    rules_compute,
    rules_containers,
    rules_database,
    rules_dns,
    rules_edge,
    rules_monitoring,
    rules_names,
    rules_network,
    rules_secrets,
)
from toolchain.offline.packages.azure_native.functions import FUNCTIONS
from toolchain.offline.packages.azure_native.identities import IDENTITIES, USUAL
from toolchain.offline.packages.azure_native.later import LATER
from toolchain.offline.packages.azure_native.makers import MAKERS, usual
from toolchain.offline.packages.azure_native.outputs import OUTPUTS, USUAL_OUTPUTS
from toolchain.offline.packages.azure_native.replacements import REPLACEMENTS

PACKAGE: Final = Package(
    name="azure-native",
    module="pulumi_azure_native",
    account={
        "subscriptionId": "11111111-1111-4111-8111-111111111111",
        "tenantId": "22222222-2222-4222-8222-222222222222",
        "clientId": "33333333-3333-4333-8333-333333333333",
        "objectId": "44444444-4444-4444-8444-444444444444",  # of who deploys
        "location": "westeurope",
        "kubernetesVersion": "1.33.5",  # what a cluster gets that asks for none
    },
    usual=USUAL,
    identities=IDENTITIES,
    outputs=OUTPUTS,
    usual_outputs=USUAL_OUTPUTS,
    makers=MAKERS,
    usual_maker=usual,
    replacements=REPLACEMENTS,
    later=LATER,
    rules=(
        *rules_names.RULES,
        *rules_network.RULES,
        *rules_dns.RULES,
        *rules_database.RULES,
        *rules_secrets.RULES,
        *rules_containers.RULES,
        *rules_compute.RULES,
        *rules_edge.RULES,
        *rules_monitoring.RULES,
    ),
    functions=FUNCTIONS,
    # New sizes of machines come every year. All other lists of values belong to the API version that the SDK speaks.
    open_enums={"VirtualMachineSizeTypes": r"(Standard|Basic)_[A-Z]\w+"},
)
