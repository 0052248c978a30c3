"""Apache Kafka's jars, fetched once by Maven into build/kafka."""

import fcntl
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
CACHE = Path(__file__).parents[3] / "build" / "kafka"
OLDEST_JAVA = 17  # what Kafka 4 brokers ask for
FETCH_WITHIN_SECONDS = 300


class KafkaUnavailableError(Exception):
    """Apache Kafka cannot run on this machine; the message says what is missing."""


def kafka_jars() -> Path:
    """The directory with all jars. Raises KafkaUnavailableError."""
    _require_java()
    CACHE.mkdir(parents=True, exist_ok=True)
    jars = CACHE / sha256(POM.read_bytes()).hexdigest()[:12]
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the processes of a parallel run come at once
        if not jars.exists():
            _fetch(jars)
    return jars


def _require_java() -> None:
    java = shutil.which("java")
    if java is None:
        raise KafkaUnavailableError("Apache Kafka needs Java, and there is no `java` here")
    shown = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', shown)
    if version is None or int(version[1]) < OLDEST_JAVA:
        raise KafkaUnavailableError(f"Apache Kafka needs Java {OLDEST_JAVA} or newer")


def _fetch(jars: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaUnavailableError("fetching Apache Kafka needs Maven, and there is no `mvn` here")
    partial = jars.with_suffix(".partial")
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={partial}"]
    fetched = subprocess.run(
        [maven, "--batch-mode", "--quiet", "--file", str(POM), *goal],
        capture_output=True,
        text=True,
        timeout=FETCH_WITHIN_SECONDS,
        check=False,
    )
    if fetched.returncode:
        raise KafkaUnavailableError(f"Maven could not fetch Apache Kafka: {fetched.stdout[:300]}")
    partial.rename(jars)
