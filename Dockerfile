# The site and its commands in one image. What stands around it: compose.yaml.

ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE} AS build

# Where pip finds packages, for hosts that do not ask the usual index: docker build --build-arg PIP_INDEX_URL=…
ARG PIP_INDEX_URL
ARG PIP_FIND_LINKS
ARG PIP_NO_INDEX
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
RUN apt-get -qq update && apt-get -qq --yes --no-install-recommends install binutils >/dev/null \
    && python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

WORKDIR /app
COPY requirements*.txt deploy/compose/slim ./
# Further packages of the site: requirements-s3.txt or requirements-sentry.txt.
ARG MORE_REQUIREMENTS
# Bytecode is written below, of what the site imports alone: of all packages it would be twice as much.
RUN pip install --no-compile --requirement requirements.txt ${MORE_REQUIREMENTS:+--requirement $MORE_REQUIREMENTS} && ./slim /opt/venv && rm slim

COPY . .
# Static files go where the running site looks for them: $NEWSROOM_DATA_DIR/static. The settings want a secret key;
# this one lives as long as these commands and signs nothing.
RUN export NEWSROOM_ENV=local NEWSROOM_DATA_DIR=/data SECRET_KEY=only-while-building METRICS_BIND=127.0.0.1:9108 \
    && python manage.py compile_translations --verbosity 0 \
    && python manage.py collectstatic --no-input --verbosity 0 \
    && python deploy/compose/import_all.py \
    && find locale -name '*.po' -delete \
    # A volume: the models of languages are unpacked there once, for all containers.
    && rm -rf /opt/venv/share/newsroom && mkdir --parents /opt/venv/share && ln --symbolic /data/models /opt/venv/share/newsroom


FROM ${PYTHON_IMAGE}

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    NEWSROOM_ENV=production \
    NEWSROOM_DATA_DIR=/data

RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin newsroom \
    && install --directory --owner newsroom /data /data/media /data/backups /data/metrics /data/models /data/done /data/log
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY --from=build /data/static /data/static

WORKDIR /app
USER newsroom
EXPOSE 8000

# The site answers to the names in ALLOWED_HOSTS only, but here: `/healthz` answers whatever name is asked for.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]

# The rest stands in gunicorn.conf.py. More options, or others, come in GUNICORN_CMD_ARGS.
CMD ["gunicorn", "newsroom.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--worker-tmp-dir", "/dev/shm"]
