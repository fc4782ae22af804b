# The server in one image: docker build --tag seismo .
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /opt/seismo
COPY requirements.lock ./
RUN /opt/seismo/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN /opt/seismo/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home seismo \
    && install --directory --owner seismo --mode 0700 /var/lib/seismo
COPY --from=build /opt/seismo /opt/seismo
ENV PATH=/opt/seismo/bin:/usr/local/bin:/usr/bin:/bin
ENV SEISMO_DATA=/var/lib/seismo
ENV SEISMO_HOST=0.0.0.0
USER seismo
VOLUME /var/lib/seismo
EXPOSE 9000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9000/_health/', timeout=3)"]
ENTRYPOINT ["seismo"]
CMD ["serve"]
