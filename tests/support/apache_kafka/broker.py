"""One Apache Kafka process, broker and controller in one, alone or in a small cluster."""

import base64
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sandbox.servers.kafka_protocol import answers_api_versions
from sandbox.servers.ports import LOOPBACK, free_ports
from sandbox.servers.server import ServerUnavailableError

# For a short life in little memory; the JVM's defaults are for a long one.
JVM_FLAGS = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
LOG_FLAGS = ("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",)


@dataclass(frozen=True)
class Node:
    id: int
    port: int
    controller_port: int


@dataclass(frozen=True)
class Cluster:
    id: str
    nodes: tuple[Node, ...]

    @property
    def bootstrap(self) -> str:
        return ",".join(f"{LOOPBACK}:{node.port}" for node in self.nodes)

    @property
    def replicas(self) -> int:
        return min(3, len(self.nodes))


def new_cluster(size: int = 1) -> Cluster:
    ports = free_ports(2 * size)
    nodes = tuple(Node(i + 1, ports[2 * i], ports[2 * i + 1]) for i in range(size))
    return Cluster(base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("="), nodes)


@dataclass(frozen=True)
class ApacheKafka:
    """Keeps its records in `directory` over restarts."""

    directory: Path
    jars: Path
    cluster: Cluster
    node: Node
    # It hands its partitions over first, so the clients of a cluster hardly notice.
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def name(self) -> str:
        return f"kafka-{self.node.id}"

    def prepare(self) -> None:
        if (self._records / "meta.properties").exists():
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        lines = [f"{key}={value}" for key, value in self._settings().items()]
        self._configuration.write_text("\n".join(lines))
        options = ["--cluster-id", self.cluster.id, "--config", str(self._configuration)]
        formatted = subprocess.run(
            self._java("kafka.tools.StorageTool", "format", *options),
            capture_output=True,
            text=True,
            check=False,
        )
        if formatted.returncode:
            raise ServerUnavailableError(f"Kafka's storage was not made: {formatted.stderr}")

    def command(self) -> list[str]:
        return self._java("kafka.Kafka", str(self._configuration))

    def environment(self) -> dict[str, str]:
        return {}

    def ready(self) -> bool:
        return answers_api_versions(self.node.port)

    @property
    def _configuration(self) -> Path:
        return self.directory / "server.properties"

    @property
    def _records(self) -> Path:
        return self.directory / "records"

    def _java(self, main_class: str, *arguments: str) -> list[str]:
        class_path = str(self.jars / "*")
        return ["java", *JVM_FLAGS, *LOG_FLAGS, "-cp", class_path, main_class, *arguments]

    def _settings(self) -> dict[str, object]:
        return {**self._addresses(), **self._replication(), **self._for_tests()}

    def _addresses(self) -> dict[str, object]:
        voters = (f"{n.id}@{LOOPBACK}:{n.controller_port}" for n in self.cluster.nodes)
        clients = f"PLAINTEXT://{LOOPBACK}:{self.node.port}"
        return {
            "process.roles": "broker,controller",
            "node.id": self.node.id,
            "controller.quorum.voters": ",".join(voters),
            "controller.listener.names": "CONTROLLER",
            "listeners": f"{clients},CONTROLLER://{LOOPBACK}:{self.node.controller_port}",
            "advertised.listeners": clients,
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs": self._records,
        }

    def _replication(self) -> dict[str, object]:
        replicas = self.cluster.replicas
        in_sync = min(2, replicas)
        return {
            "default.replication.factor": replicas,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": replicas,
            "transaction.state.log.replication.factor": replicas,
            "transaction.state.log.min.isr": in_sync,
        }

    def _for_tests(self) -> dict[str, object]:
        return {
            "auto.create.topics.enable": "false",
            "group.initial.rebalance.delay.ms": 0,
            "group.min.session.timeout.ms": 1000,
            # A killed broker may come back once the others gave it up: by default after 9 s.
            "broker.session.timeout.ms": 2000,
            "broker.heartbeat.interval.ms": 500,
            # Few partitions and a small buffer: less to make at the start, less memory.
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.num.partitions": 4,
            "log.cleaner.dedupe.buffer.size": 8 << 20,
        }
