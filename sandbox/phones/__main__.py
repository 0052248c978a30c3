"""`python -m sandbox.phones`: the phone simulator alone."""

import contextlib

from sandbox.phones.app import create_app
from sandbox.phones.server import PhonesServer
from sandbox.phones.settings import PhonesSettings
from shared.clock import clock_from


def main() -> None:
    settings = PhonesSettings()
    app = create_app(settings, clock_from(settings.clock_file))
    with contextlib.suppress(KeyboardInterrupt):
        PhonesServer(app, settings.host, settings.port).run()


if __name__ == "__main__":
    main()
