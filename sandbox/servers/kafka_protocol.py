"""The smallest question of the Kafka protocol, to see whether a broker is up."""

import struct

from sandbox.servers.ports import answers

API_VERSIONS = 18
CORRELATION_ID = 1


def answers_api_versions(port: int) -> bool:
    """Ask for ApiVersions v0 and look for our correlation id in the answer."""
    client = b"ready"
    header = struct.pack(
        f">hhih{len(client)}s", API_VERSIONS, 0, CORRELATION_ID, len(client), client
    )
    answer = answers(port, struct.pack(">i", len(header)) + header)
    return answer[4:8] == struct.pack(">i", CORRELATION_ID)
