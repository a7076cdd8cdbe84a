# One image for every role: `biaogan serve`, `biaogan work`, `biaogan init`. Built from the hash-pinned requirements only.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements-dev.txt requirements.txt ./
RUN python -m venv /opt/biaogan \
 && /opt/biaogan/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
# the build backend comes from the pinned development set, into an environment of its own that is thrown away
RUN python -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-dev.txt
COPY pyproject.toml README.md LICENSE ./
COPY domain domain
COPY ledger ledger
COPY projections projections
COPY graphql graphql
COPY console console
COPY app app
COPY cycles cycles
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /opt/biaogan/bin/pip install --no-cache-dir --no-deps --no-index /wheel/*.whl

FROM python:3.11-slim-bookworm
# printed reports carry its glyphs along: a reader of PDF without Chinese fonts shows them all the same
RUN apt-get update && apt-get install -y --no-install-recommends fonts-wqy-microhei && rm -rf /var/lib/apt/lists/*
ENV BIAOGAN_FONT=/usr/share/fonts/truetype/wqy/wqy-microhei.ttc
RUN useradd --system --uid 10001 --create-home biaogan && install -d -o biaogan /data
COPY --from=build /opt/biaogan /opt/biaogan
ENV PATH=/opt/biaogan/bin:$PATH PYTHONUNBUFFERED=1 BIAOGAN_DATA=/data BIAOGAN_HOST=0.0.0.0
USER biaogan
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["biaogan", "doctor", "--url", "http://127.0.0.1:8000"]
CMD ["biaogan", "serve"]
