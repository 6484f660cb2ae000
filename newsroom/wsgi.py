"""The WSGI application for gunicorn: the page cache, and Django behind it."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.logs import context

context.is_web()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
handler = get_wsgi_application()

# Here alone, so that commands have no limit.
from newsroom.logs.sessions import name_sessions  # noqa: E402  # they need the settings
from newsroom.page_cache.beginning import in_front_of  # noqa: E402
from newsroom.statement_limits import limit_this_process  # noqa: E402

limit_this_process()
name_sessions()
application = in_front_of(handler)
