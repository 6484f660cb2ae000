"""Imports every module of the site, so that Python writes the bytecode of all that it needs, of its packages too."""

import os
import sys
from importlib import import_module
from pathlib import Path

SITE = ("articles", "desk", "feeds", "newsroom")
# Wants a package that is not installed where SENTRY_DSN is not set.
LEFT_OUT = {"newsroom.watching.sentry"}

sys.path.insert(0, os.getcwd())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django  # noqa: E402

django.setup()
# Registers what the addresses of single apps are written with.
import_module("newsroom.urls")
for package in SITE:
    for file in sorted(Path(package).rglob("*.py")):
        name = ".".join(file.with_suffix("").parts).removesuffix(".__init__")
        if name not in LEFT_OUT and ".embedded" not in name:
            import_module(name)
# What the site imports when it is wanted.
for name in (
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "prometheus_client",
    "pyrage",
    "qrcode.image.svg",
):
    import_module(name)
