"""Make `jars.lock.toml` anew: `python -m streams.broker.lock [VERSION]`, for an upgrade of Apache Kafka.

Kafka is resolved alone: asked for in the same breath, other coordinates have mixed an old kafka-clients in. The one
addition is the plainest backend of slf4j, since without one Kafka logs nothing; its version is the one of
the slf4j-api that Kafka brings.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jgo
from jgo.env import LockFile
from jgo.maven import Dependency

KAFKA = "org.apache.kafka:kafka_2.13"


def lock(version: str) -> LockFile:
    """Resolve Kafka of this version and hash every jar.

    Raises:
        ValueError: jars of Kafka of more than one version would be mixed.
    """
    jars = jgo.resolve(f"{KAFKA}:{version}")
    (slf4j,) = (jar.version for jar in jars if jar.artifactId == "slf4j-api")
    jars += jgo.resolve(f"org.slf4j:slf4j-simple:{slf4j}")
    if mixed := sorted({jar.version for jar in jars if jar.groupId == "org.apache.kafka"} - {version}):
        raise ValueError(f"jars of Apache Kafka {', '.join(mixed)} are mixed in with {version}")
    return LockFile.from_resolved_dependencies(
        [Dependency(jar) for jar in {jar.key: jar for jar in jars}.values()], environment_name="apache-kafka"
    )


if __name__ == "__main__":
    lock(*sys.argv[1:] or ["4.3.0"]).save(Path(__file__).with_name("jars.lock.toml"))
