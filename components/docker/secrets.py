"""Where secrets lie in the containers of services."""

FOLDER = "/run/secrets"
AUTHORITY = f"{FOLDER}/authority.pem"  # what clients verify servers against


def file_name(variable: str) -> str:
    """Return the file of a secret, by the variable that the app knows it by: DATABASE_URL is in database-url."""
    return variable.lower().replace("_", "-")
