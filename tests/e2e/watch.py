"""What is true of a deployed system at a moment, in one word each."""

from tests.e2e.client import Client
from tests.e2e.docker import containers, role
from tests.e2e.stack import Stack


def served(client: Client) -> set[str]:
    """Return the versions that serve; every dependency of theirs must answer."""
    answers = [client.get("/ready") for _ in range(6)]
    assert {answer.status for answer in answers} == {200}, [answer.text for answer in answers]
    return {answer.json["version"] for answer in answers}


def running(stack: Stack) -> dict[str, str]:
    return {role(item): item["Id"] for item in containers(stack.name, running=True)}
