# One image for the four services (`python -m services.NAME`), one each for the phone simulator and
# the mail sink.
# Neither holds a secret: all configuration comes from the environment.
ARG PYTHON=python:3.11.14-slim-bookworm

FROM ${PYTHON} AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/runtime.txt /build/
RUN python3 -m venv /opt/meridian \
 && /opt/meridian/bin/pip install --require-hashes --only-binary :all: -r /build/runtime.txt

# The same Node, bundler and lock file as `make assets`.
FROM packages AS assets
WORKDIR /build
COPY requirements/sandbox.txt ./
RUN /opt/meridian/bin/pip install --require-hashes --only-binary :all: -r sandbox.txt
COPY package.json package-lock.json .npmrc ./
COPY shared ./shared
RUN /opt/meridian/bin/python -m shared.web.build

FROM ${PYTHON} AS base
ENV PATH=/opt/meridian/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN groupadd --system --gid 10001 meridian \
 && useradd --system --uid 10001 --gid meridian --home-dir /app --no-create-home --shell /usr/sbin/nologin meridian
WORKDIR /app
COPY LICENSE ./
COPY deploy/healthy.py ./deploy/healthy.py
COPY --from=packages /opt/meridian /opt/meridian
COPY shared ./shared
RUN python -m compileall -q shared
ENTRYPOINT ["python", "-m"]

# docker build --target phones .
FROM base AS phones
COPY sandbox/__init__.py ./sandbox/__init__.py
COPY sandbox/phones ./sandbox/phones
RUN python -m compileall -q sandbox && install -d -o meridian -g meridian /data
ENV MERIDIAN_PHONES_HOST=0.0.0.0 MERIDIAN_PHONES_DATA_FILE=/data/phones.sqlite
USER meridian
VOLUME /data
EXPOSE 8004
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "deploy/healthy.py", "http://127.0.0.1:8004/healthz"]
CMD ["sandbox.phones"]

# docker build --target mails .
FROM base AS mails
COPY --from=assets /opt/meridian /opt/meridian
COPY sandbox/__init__.py ./sandbox/__init__.py
COPY sandbox/phones/static ./sandbox/phones/static
COPY sandbox/mails ./sandbox/mails
RUN python -m compileall -q sandbox && install -d -o meridian -g meridian /data
ENV MERIDIAN_MAILS_HOST=0.0.0.0 MERIDIAN_MAILS_DATA_DIRECTORY=/data
USER meridian
VOLUME /data
EXPOSE 8008 8009
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "deploy/healthy.py", "http://127.0.0.1:8008/healthz"]
CMD ["sandbox.mails"]

# docker build .
FROM base AS services
COPY --from=assets /build/shared/web/static/dist ./shared/web/static/dist
COPY services ./services
RUN python -m compileall -q services
ENV MERIDIAN_HOST=0.0.0.0
USER meridian
EXPOSE 8000 8001 8002 8003
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "deploy/healthy.py", "http://127.0.0.1:8000/readyz"]
CMD ["services.booking"]
