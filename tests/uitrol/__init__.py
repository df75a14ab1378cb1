"""Production as it is written down: docker-compose.yml and Dockerfile carried out without containers."""
