"""Where the copies of all backups go: off the host, its disks and, if it can be, its building."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from stacks import _validators as allow
from stacks._groups import Strict

BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"  # Amazon S3 User Guide, "General purpose bucket naming rules"
ENDPOINT = r"[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?"


class SecondRepository(Strict):
    """A folder of this host that is on another disk, or a bucket of any service that speaks S3 over TLS.

    With neither, copies are on a second volume of the same host: they survive what happens to the first, not what
    happens to the host.
    """

    folder: Annotated[str, AfterValidator(allow.folder)] | None = Field(
        default=None, examples=["secondRepository.folder /mnt/copies"]
    )
    bucket: Annotated[str, Field(pattern=rf"^{BUCKET}$")] | None = Field(
        default=None, description="the name of a bucket", examples=["secondRepository.bucket clo-prod-copies"]
    )
    endpoint: Annotated[str, Field(pattern=rf"^{ENDPOINT}$")] | None = Field(
        default=None,
        description="a host name, with a port if it is not 443, and without https://",
        examples=["secondRepository.endpoint s3.eu-west-1.amazonaws.com"],
    )
    region: Annotated[str, allow.matching(allow.REGION, "a region's name, as its service writes it")] = Field(
        default="us-east-1", examples=["secondRepository.region eu-west-1"]
    )
    key_id: SecretStr | None = Field(
        default=None, description="the id of an access key", examples=["secondRepository.keyId <id> --secret"]
    )
    key: SecretStr | None = Field(
        default=None, description="an access key", examples=["secondRepository.key <key> --secret"]
    )
    authority: Annotated[str, AfterValidator(allow.file)] | None = Field(
        default=None, examples=["secondRepository.authority certificates/storage-authority.pem"]
    )

    @property
    def remote(self) -> bool:
        """Whether copies leave the host."""
        return self.bucket is not None

    def fault(self) -> str:
        """Return what does not fit together, as key|value|explanation, or nothing."""
        bucket = {"endpoint": self.endpoint, "keyId": self.key_id, "key": self.key}
        if self.folder and self.bucket:
            return f"secondRepository.folder|{self.folder}|allowed: a folder or a bucket, not both"
        if self.bucket and (missing := [name for name, value in bucket.items() if value is None]):
            return f"secondRepository.{missing[0]}||required with secondRepository.bucket"
        if not self.bucket and (said := [name for name, value in bucket.items() if value is not None]):
            return f"secondRepository.{said[0]}||allowed only with secondRepository.bucket"
        return ""
