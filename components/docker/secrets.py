"""Where secrets lie in the containers of services, and how they are generated."""

import pulumi_random as random
from pulumi import Output, ResourceOptions

PASSWORD_LENGTH = 32

FOLDER = "/run/secrets"
AUTHORITY = f"{FOLDER}/authority.pem"  # what clients verify servers against


def file_name(variable: str) -> str:
    """Return the file of a secret, by the variable that the app knows it by: DATABASE_URL is in database-url."""
    return variable.lower().replace("_", "-")


def generate(name: str, opts: ResourceOptions, length: int = PASSWORD_LENGTH) -> Output[str]:
    """Generate a secret of letters and digits, once; 32 of them are 190 bits."""
    return random.RandomPassword(name, length=length, special=False, opts=opts).result
