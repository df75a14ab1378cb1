FROM python:3.11-slim-trixie

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 \
    DJANGO_SETTINGS_MODULE=calamiteiten.config.settings

# Pango and a font are for the PDF only; pg_dump and pg_restore must not be older than the server in docker-compose.yml.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /product calamiteiten \
    && install -d -o calamiteiten -m 700 /back-ups /gegevens

WORKDIR /product
COPY requirements/productie.txt requirements/
RUN pip install --require-hashes --no-deps -r requirements/productie.txt

COPY manage.py pyproject.toml ./
COPY basis basis
COPY calamiteiten calamiteiten
COPY communicatie communicatie
COPY contacten contacten
COPY escalatie escalatie
COPY templates templates
COPY static static
COPY docs/gebruik docs/gebruik
RUN CALAMITEITEN_DATA=/tmp/bouw python manage.py collectstatic --noinput --verbosity 0
# Nobody can write here later, so what is not compiled now is compiled anew by every process, and by every round of the watch.
RUN python -m compileall -q basis calamiteiten communicatie contacten escalatie

USER calamiteiten
EXPOSE 8000
# What it runs, docker-compose.yml says, for each part.
