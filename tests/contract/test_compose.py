"""docker-compose.yml is held to what the code needs."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from shared.kafka import topics
from shared.runtime import DRAIN_SECONDS
from tests.support.installation import ROOT, SETTINGS, compose, interpolate, with_simulator

COMPOSE = compose()
SERVICES: Mapping[str, Any] = COMPOSE["services"]
ONCE = {name for name, service in SERVICES.items() if service["restart"] == "on-failure"}
ALWAYS = sorted(set(SERVICES) - ONCE)
STORES = {"postgres": "/var/lib/postgresql", "kafka": "/var/lib/kafka/data"}
OUR_IMAGES = ("meridian:", "meridian-phones:", "meridian-mails:")


def is_ours(service: Mapping[str, Any]) -> bool:
    return str(service["image"]).startswith(OUR_IMAGES)


def port_of_health_check(name: str) -> int | None:
    return urlsplit(str(SERVICES[name]["healthcheck"]["test"][-1])).port


@pytest.mark.parametrize("name", ALWAYS)
def test_what_runs_all_the_time_is_watched_restarted_bounded_and_logs_little(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert {"test", "interval", "timeout", "retries"} <= service["healthcheck"].keys()
    assert {"cpus", "memory", "pids"} <= service["deploy"]["resources"]["limits"].keys()
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_gets_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    # Apache Kafka's image writes its configuration where its programs are.
    assert service.get("read_only", False) == (name != "kafka")
    assert not (is_ours(service) and "cap_add" in service)


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_service_starts_after_its_tables_and_the_topics(name: str) -> None:
    done = {"condition": "service_completed_successfully"}
    assert SERVICES[name]["command"] == [f"services.{name}"]
    assert SERVICES[name]["depends_on"] == {f"{name}-tables": done, "topics": done}
    tables = SERVICES[f"{name}-tables"]
    assert tables["command"] == [f"services.{name}", "migrate"]
    assert tables["environment"] == SERVICES[name]["environment"]
    assert tables["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_topics_are_made_once_the_broker_is_well() -> None:
    assert topics()
    assert SERVICES["topics"]["command"] == ["shared.kafka", "create-topics"]
    assert SERVICES["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    for name in SETTINGS:
        shared = SERVICES["topics"]["environment"].items()
        assert shared <= SERVICES[name]["environment"].items()


def test_the_one_offs_are_these_and_no_more() -> None:
    assert {f"{name}-tables" for name in SETTINGS} | {"topics"} == ONCE


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_service_is_asked_on_its_own_port_whether_it_is_ready(name: str) -> None:
    assert port_of_health_check(name) == SETTINGS[name].model_fields["port"].default
    assert SERVICES[name]["healthcheck"]["test"][-1].endswith("/readyz")


def test_a_service_is_given_the_time_to_finish_its_work_in_hand() -> None:
    for name in SETTINGS:
        grace = re.fullmatch(r"(\d+)s", SERVICES[name]["stop_grace_period"])
        assert grace is not None
        assert int(grace[1]) > DRAIN_SECONDS


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_an_image_is_ours_or_pinned_to_a_release(name: str) -> None:
    image = SERVICES[name]["image"]
    if is_ours(SERVICES[name]):
        assert image.endswith(":${IMAGE_VERSION:-latest}")
    else:
        assert re.search(r":\d+\.\d+(\.\d+)?$", image), image


def test_the_broker_is_the_version_that_the_bus_suite_runs_on() -> None:
    pom = ET.parse(ROOT / "tests/support/apache_kafka/pom.xml").getroot()  # noqa: S314 - our own
    maven = {"": "http://maven.apache.org/POM/4.0.0"}
    versions = {
        found.findtext("artifactId", namespaces=maven): found.findtext("version", namespaces=maven)
        for found in pom.iterfind("dependencies/dependency", maven)
    }
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{versions['kafka_2.13']}"


def test_producers_are_idempotent_and_all_use_the_same_topics() -> None:
    shared = SERVICES["topics"]["environment"]
    assert shared["MERIDIAN_KAFKA_IDEMPOTENCE"] == "true"
    assert shared["MERIDIAN_KAFKA_TOPIC_PREFIX"] == ""
    assert SERVICES["kafka"]["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_the_topics_are_kept_for_the_dashboard_to_be_rebuilt_from() -> None:
    assert SERVICES["kafka"]["environment"]["KAFKA_LOG_RETENTION_MS"] == "-1"


@pytest.mark.parametrize("name", sorted(STORES))
def test_what_must_outlive_a_container_is_in_a_named_volume(name: str) -> None:
    volumes = dict(volume.split(":")[:2] for volume in SERVICES[name]["volumes"])
    assert [source for source, target in volumes.items() if target == STORES[name]] == [name]
    assert name in COMPOSE["volumes"]


def test_redis_keeps_nothing_for_it_holds_only_what_may_vanish() -> None:
    assert "volumes" not in SERVICES["redis"]
    command = SERVICES["redis"]["command"]
    assert command[command.index("--save") + 1] == ""
    assert command[command.index("--appendonly") + 1] == "no"


def test_only_the_proxy_listens_to_the_world_and_the_simulators_to_this_machine() -> None:
    published = {
        name: [interpolate(port, with_simulator()) for port in service["ports"]]
        for name, service in SERVICES.items()
        if "ports" in service
    }
    assert published == {
        "proxy": ["80:80", "443:443", "0.0.0.0:8443:8443"],
        "phones": ["127.0.0.1:8004:8004"],
        "mails": ["127.0.0.1:8008:8008"],
    }


def test_stores_are_on_a_network_that_leads_nowhere() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "kafka", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_each_service_has_a_database_and_a_role_of_its_own() -> None:
    script = (ROOT / "deploy/postgres/create-databases.sh").read_text("utf-8")
    made = dict(re.findall(r'^create_database (\w+) "\$(\w+)"$', script, re.MULTILINE))
    assert made.keys() == SETTINGS.keys()
    for name, password in made.items():
        environment = SERVICES[name]["environment"]
        url = urlsplit(
            interpolate(environment[f"MERIDIAN_{name.upper()}_DATABASE_URL"], {password: "p"})
        )
        assert (url.username, url.password, url.path) == (name, "p", f"/{name}")
        assert password in SERVICES["postgres"]["environment"]
