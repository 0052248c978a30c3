"""The image holds the programs, their packages and nothing else, and runs them with no rights."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from sandbox.mails.settings import MailsSettings
from sandbox.phones.settings import PhonesSettings
from tests.support.installation import ROOT, SETTINGS, compose, text_of

# The target, and what it runs by default.
RUNNING = {"services": "booking", "phones": "phones", "mails": "mails"}


def stages() -> dict[str, list[str]]:
    """Each stage's instructions, in order, with the lines of one joined."""
    text = re.sub(r"\\\n", "", re.sub(r"^#.*\n", "", text_of("Dockerfile"), flags=re.MULTILINE))
    found: dict[str, list[str]] = {}
    for line in filter(None, text.split("\n")):
        if stage := re.fullmatch(r"FROM \S+ AS (\w+)", line):
            found[stage[1]] = []
        elif found:
            found[list(found)[-1]].append(line)
    return found


@contextmanager
def answering(status: int) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: the test's output stays readable."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/readyz"
        server.shutdown()
        thread.join()


def health_check(url: str) -> int:
    return subprocess.run(
        [sys.executable, ROOT / "deploy/healthy.py", url], capture_output=True, check=False
    ).returncode


def test_compose_builds_stages_that_are_there() -> None:
    services = compose()["services"].values()
    assert {each["build"]["target"] for each in services if "build" in each} == RUNNING.keys()
    assert RUNNING.keys() <= stages().keys()
    assert list(stages())[-1] == "services"


@pytest.mark.parametrize("target", sorted(RUNNING))
def test_a_program_runs_as_nobody_special_and_is_watched(target: str) -> None:
    lines = stages()[target]
    assert "USER meridian" in lines
    after = lines[lines.index("USER meridian") :]
    assert not [line for line in after if line.startswith(("RUN", "COPY", "USER root"))]
    assert [line for line in after if line.startswith("HEALTHCHECK")]


def test_the_default_program_is_one_and_is_asked_on_its_port() -> None:
    ports = {
        "services": SETTINGS["booking"].model_fields["port"].default,
        "phones": PhonesSettings.model_fields["port"].default,
        "mails": MailsSettings.model_fields["port"].default,
    }
    for target, port in ports.items():
        lines = stages()[target]
        program = re.fullmatch(r'CMD \["([\w.]+)"\]', lines[-1])
        assert program is not None
        assert importlib.util.find_spec(f"{program[1]}.__main__") is not None
        assert [line for line in lines if f"http://127.0.0.1:{port}/" in line]


def test_every_service_s_port_is_exposed() -> None:
    ports = {str(settings.model_fields["port"].default) for settings in SETTINGS.values()}
    exposed = next(line for line in stages()["services"] if line.startswith("EXPOSE"))
    assert set(exposed.split()[1:]) == ports


def test_packages_are_those_of_the_lock_files_and_need_no_compiler() -> None:
    installs = [line for stage in stages().values() for line in stage if "pip install" in line]
    assert len(installs) == 2
    for line in installs:
        assert "--require-hashes --only-binary :all:" in line


def test_the_base_is_a_release_of_a_python_that_the_product_supports() -> None:
    image = re.search(
        r"^ARG PYTHON=python:(\d+)\.(\d+)\.\d+-slim", text_of("Dockerfile"), re.MULTILINE
    )
    assert image is not None
    oldest = tomllib.loads(text_of("pyproject.toml"))["project"]["requires-python"]
    assert (int(image[1]), int(image[2])) >= tuple(map(int, oldest.strip(">=").split(".")))


def test_no_secret_is_in_the_image_or_its_build() -> None:
    assert not re.search(r"SECRET|PASSWORD|TOKEN|_KEY", text_of("Dockerfile"))
    assert ".env" not in text_of(".dockerignore")
    assert "\n*\n" in text_of(".dockerignore")


def test_what_is_copied_is_there_and_let_through() -> None:
    admitted = re.findall(r"^!(.+)$", text_of(".dockerignore"), re.MULTILINE)
    for lines in stages().values():
        for line in lines:
            if line.startswith("COPY") and "--from" not in line:
                for source in line.split()[1:-1]:
                    assert (ROOT / source).exists(), source
                    assert [each for each in admitted if f"{source}/".startswith(f"{each}/")], (
                        source
                    )


@pytest.mark.parametrize(("status", "exit_code"), [(200, 0), (503, 1), (404, 1)])
def test_the_health_check_believes_only_a_200(status: int, exit_code: int) -> None:
    with answering(status) as url:
        assert health_check(url) == exit_code


def test_the_health_check_fails_where_nobody_listens() -> None:
    with answering(200) as url:
        gone = url
    assert health_check(gone) == 1
