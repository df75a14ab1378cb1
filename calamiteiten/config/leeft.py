"""Whether the web server of this container answers: the health check of docker-compose.yml. Exit code 0 or 1.

    python calamiteiten/config/leeft.py [[ADRES:]POORT]

It comes by the name of the site, as every visitor does: by another name the answer is a refusal.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit


def leeft(plek: str, site: str) -> bool:
    """Ask `/livez` here, as the site with this address. `plek`: a port of this machine, or an address with one."""
    adres, _, poort = plek.rpartition(":")
    contact = http.client.HTTPConnection(adres or "127.0.0.1", int(poort), timeout=3)
    try:
        contact.request("GET", "/livez", headers={"Host": urlsplit(site).netloc})
        return contact.getresponse().status == 200
    except OSError:
        return False
    finally:
        contact.close()


if __name__ == "__main__":
    sys.exit(not leeft(sys.argv[1] if sys.argv[1:] else "8000", os.environ["SITE_URL"]))
