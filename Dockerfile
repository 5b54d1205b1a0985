# docker build -t sightline . && docker run -p 8000:8000 -v sightline:/data sightline
# Several containers share SIGHTLINE_DATABASE_URL; without it, one container keeps PostgreSQL in /data.
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
WORKDIR /source
RUN python3 -m venv /opt/build && python3 -m venv /opt/sightline
COPY requirements/main.txt requirements/build.txt requirements/
RUN /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
RUN /opt/sightline/bin/pip install --no-cache-dir --require-hashes -r requirements/main.txt
COPY pyproject.toml README.md LICENSE ./
COPY service service
COPY schema schema
COPY migrations migrations
COPY web web
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /opt/sightline/bin/pip install --no-cache-dir --no-deps --no-index /wheel/*.whl \
 && /opt/sightline/bin/pip uninstall --yes --quiet pip

FROM ${BASE}
RUN groupadd --gid 10001 sightline \
 && useradd --uid 10001 --gid sightline --no-create-home --shell /usr/sbin/nologin sightline \
 && install --directory --mode 0700 --owner sightline --group sightline /data
COPY --from=build /opt/sightline /opt/sightline
ENV PATH=/opt/sightline/bin:$PATH PYTHONUNBUFFERED=1 SIGHTLINE_DATA_DIR=/data SIGHTLINE_LOG_FORMAT=json
USER sightline
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-c", \
  "import os, urllib.request as web; web.urlopen(f\"http://127.0.0.1:{os.environ.get('SIGHTLINE_PORT', 8000)}/health/live\", timeout=3)"]
ENTRYPOINT ["sightline"]
CMD ["serve", "--host", "0.0.0.0"]
