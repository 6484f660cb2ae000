"""Whole installations: a bare Debian host in a folder (`test_bare_host.py`), the containers of Compose (`make compose-test`).

Root alone may make them, with Debian's own tools. What they download is kept in `var/test/hosts`.
"""
