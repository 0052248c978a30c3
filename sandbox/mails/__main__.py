"""`python -m sandbox.mails`: the mail sink alone."""

import contextlib

import uvicorn

from sandbox.mails.app import create_app
from sandbox.mails.settings import MailsSettings
from shared.clock import clock_from


def main() -> None:
    settings = MailsSettings()
    config = uvicorn.Config(
        create_app(settings, clock_from(settings.clock_file)),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
