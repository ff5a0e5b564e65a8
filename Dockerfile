# One image for every service; the command line picks which.
FROM python:3.11.14-slim-bookworm AS build

RUN pip install --no-cache-dir --disable-pip-version-check uv==0.9.7
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never \
    UV_PROJECT_ENVIRONMENT=/opt/onetwenty
WORKDIR /src

# What others wrote changes seldom, so it is a layer of its own.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --locked --no-dev --no-install-project

COPY services services
COPY shared shared
COPY verifier verifier
RUN uv sync --locked --no-dev --no-editable

FROM python:3.11.14-slim-bookworm

RUN groupadd --system --gid 10001 onetwenty \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin onetwenty \
 && install --directory --owner 10001 --group 10001 --mode 0700 /data /run/onetwenty/token
COPY --from=build /opt/onetwenty /opt/onetwenty

ENV PATH=/opt/onetwenty/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /
# Embedded, a folder and the list of erasures beside it lie in /data.
EXPOSE 8120
# Embedded there is no /healthz of the whole: any answer but a server's error means alive.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8120, timeout=2); c.request('GET', '/healthz'); exit(c.getresponse().status >= 500)"]
ENTRYPOINT ["onetwenty"]
CMD ["serve", "--host", "0.0.0.0", "--data", "/data/onetwenty"]
