#!/usr/bin/env python
"""Django's command line for this project. What is wrong with settings or database is said in one sentence."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import DatabaseError
    except ImportError as error:
        sys.exit(f"Django cannot be imported ({error}). Run `make setup` and use .venv/bin/python manage.py.")
    try:
        execute_from_command_line(sys.argv)
    except BrokenPipeError:
        # Whoever read the output (`preview … | head`) has seen enough. What is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except DatabaseError as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        sys.exit(f"The database cannot be used: {reason}. Check DATABASE_URL, then run `manage.py migrate`.")


if __name__ == "__main__":
    main()
