"""The desk's formats in this language; Django asks this module."""

from newsroom.formats import *  # noqa: F403 - the constants are the module
