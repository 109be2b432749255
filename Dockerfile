# The bridge, all of it in one process, on the embedded store in /data.
FROM python:3.13-slim AS build
# requirements-semantic.lock for what a model of meaning needs, too
ARG LOCK=requirements.lock
WORKDIR /src
COPY . .
RUN python -m venv /opt/ideabridge \
 && /opt/ideabridge/bin/pip install --no-cache-dir --require-hashes -r "$LOCK" \
 && /opt/ideabridge/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
COPY --from=build /opt/ideabridge /opt/ideabridge
RUN useradd --system --uid 10001 ideabridge && install -d -o ideabridge -g ideabridge -m 0700 /data
USER ideabridge
ENV PATH=/opt/ideabridge/bin:$PATH IDEABRIDGE_DATA=/data IDEABRIDGE_HOST=0.0.0.0
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/readyz', timeout=2)"]
STOPSIGNAL SIGINT
CMD ["ideabridge", "run"]
