# PostgreSQL 17 with pgvector, supervised by Patroni. Build from the root of the repository:
# docker build -f apps/database/postgres.Dockerfile .
ARG BASE=docker.io/library/debian:trixie-slim@sha256:a29215f6a35e51e22adffa17f89e9d2ef06214e64a2bad10d765c46aea49f11f

FROM ${BASE}
# Patroni makes the cluster; Debian's own would take the data folder. The user id is the one that the pod runs as:
# the socket's peer login compares names, so it must have the name postgres.
RUN groupadd --gid 999 postgres \
 && useradd --uid 999 --gid 999 --home-dir /var/lib/postgresql --shell /usr/sbin/nologin postgres \
 && mkdir -p /etc/postgresql-common \
 && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
 && apt-get update \
 && apt-get install --yes --no-install-recommends patroni postgresql-17 postgresql-17-pgvector \
 && rm -rf /var/lib/apt/lists/* \
 && install --directory --owner=postgres --group=postgres --mode=0700 /var/lib/postgresql/data
COPY apps/database/bootstrap.sql apps/database/postgres/post-bootstrap /usr/share/perchoir/
COPY apps/database/postgres/entrypoint /usr/local/bin/entrypoint
# Debian puts the server's own programs outside the usual path.
ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/bin:/usr/bin:/bin
USER 999:999
EXPOSE 5432 8008
# Fast shutdown is Patroni's affair: it hands the lock over first.
STOPSIGNAL SIGTERM
ENTRYPOINT ["entrypoint"]
