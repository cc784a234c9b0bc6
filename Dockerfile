# The portal as one image; compose.yaml starts it as web, worker and scheduler.
FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
WORKDIR /portal
COPY requirements.txt .
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY . .
RUN .venv/bin/python scripts/compile_messages.py

FROM python:3.11-slim-bookworm
# A user of its own; the data folder is the only place it writes to.
RUN useradd --system --uid 10001 --create-home portal && install -d -o portal -m 700 /data
WORKDIR /portal
COPY --from=build /portal /portal
ENV PATH=/portal/.venv/bin:$PATH PYTHONUNBUFFERED=1 SOLOKOP_DATA_DIR=/data SOLOKOP_ENV_FILE=/nonexistent \
    SOLOKOP_LOG_FORMAT=json
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "deploy/is_up.py"]
CMD ["gunicorn", "solokop.wsgi", "--bind", "0.0.0.0:8000", "--config", "deploy/gunicorn.conf.py"]
