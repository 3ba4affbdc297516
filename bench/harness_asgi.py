"""The product behind ASGI, for the servers that speak it; the product itself has no such door."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvita.config.settings")
application = get_asgi_application()
