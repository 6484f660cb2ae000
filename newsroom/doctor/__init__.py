"""What is wrong with this installation, in sentences that say what to do (`manage.py doctor`, the desk's home, `/readyz`)."""

from newsroom.doctor.checks import CHECKS, NEEDED_TO_SERVE, Finding, findings

__all__ = ["CHECKS", "NEEDED_TO_SERVE", "Finding", "findings"]
