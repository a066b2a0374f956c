"""What is known of Google Cloud beyond the types of pulumi_gcp 10.2.

Read from the Terraform provider that pulumi_gcp is made from (google-beta, whose schemas fit the SDK's property by
property) and from Google's own documentation; each row names its source.
"""

from toolchain.offline.package import Package
from toolchain.offline.packages.gcp.choices import CHOICES
from toolchain.offline.packages.gcp.guards import GUARDS, LATER
from toolchain.offline.packages.gcp.identities import IDENTITIES, USUAL
from toolchain.offline.packages.gcp.makers import MAKERS
from toolchain.offline.packages.gcp.makers_data import labelled
from toolchain.offline.packages.gcp.outputs import OUTPUTS, USUAL_OUTPUTS
from toolchain.offline.packages.gcp.replacements import REPLACEMENTS
from toolchain.offline.packages.gcp.rules_balancing import BALANCING
from toolchain.offline.packages.gcp.rules_data import DATA
from toolchain.offline.packages.gcp.rules_names import NAMES
from toolchain.offline.packages.gcp.rules_network import NETWORK
from toolchain.offline.packages.gcp.rules_operations import OPERATIONS
from toolchain.offline.packages.gcp.rules_platform import PLATFORM
from toolchain.offline.packages.gcp.rules_sql import SQL

PACKAGE = Package(
    name="gcp",
    module="pulumi_gcp",
    account={
        "project": "moorage-offline",
        "projectNumber": "123456789012",
        "region": "europe-west1",
        "zone": "europe-west1-b",
    },
    usual=USUAL,
    identities=IDENTITIES,
    outputs=OUTPUTS,
    usual_outputs=USUAL_OUTPUTS,
    makers=MAKERS,
    usual_maker=labelled,
    replacements=REPLACEMENTS,
    later=LATER,
    guards=GUARDS,
    rules=(*NAMES, *CHOICES, *NETWORK, *BALANCING, *SQL, *DATA, *PLATFORM, *OPERATIONS),
)
