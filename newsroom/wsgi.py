"""The WSGI application for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()

# Here alone, so that commands have no limit.
from newsroom.statement_limits import limit_this_process  # noqa: E402  # it needs the settings

limit_this_process()
