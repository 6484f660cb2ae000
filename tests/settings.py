"""The project's settings for tests, with a data folder of their own and faster choices."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
os.environ["NEWSROOM_DATA_DIR"] = str(REPOSITORY / "var" / "test")
os.environ["NEWSROOM_ENV"] = "local"

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASE_URL, DATABASES, STATIC_ROOT  # noqa: E402

# WhiteNoise warns if its folder is missing; tests collect nothing into it.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A fast password hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
FETCH_ALLOW_LOOPBACK = True
AXES_ENABLED = False
if not DATABASE_URL:
    # Tests may lose their data, so they need not wait for the disk.
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
