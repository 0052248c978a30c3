"""A container's health check: python deploy/healthy.py URL exits 0 if the address answers 200."""

import http.client
import sys
from urllib.parse import urlsplit

PATIENCE_SECONDS = 3


def main(url: str) -> None:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", address.path)
        status = connection.getresponse().status
    except OSError as error:
        sys.exit(f"no answer: {type(error).__name__}")
    if status != http.client.OK:
        sys.exit(f"answered {status}")


if __name__ == "__main__":
    main(sys.argv[1])
