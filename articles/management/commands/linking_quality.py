"""Report how right suggestions and links were by editors' answers, and propose thresholds."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError

from articles.linking.quality import ANSWERS_AT_LEAST, Quality, linking_quality
from articles.linking.thresholds import Thresholds, current_thresholds


class Command(BaseCommand):
    help = (
        "Says how often editors confirmed suggestions by shared facts, for each kind of evidence, and from how many bits on "
        "they would be right nine times in ten. Changes nothing: an editor sets the thresholds in the admin."
    )
    requires_system_checks = ()

    def handle(self, *args: str, **options: Any) -> None:
        try:
            quality, thresholds = linking_quality(), current_thresholds()
        except (DatabaseError, ImproperlyConfigured) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CommandError(f"The database cannot be used: {reason}. Check DATABASE_URL.") from error
        for line in _report(quality, thresholds):
            self.stdout.write(line)


def _report(quality: Quality, thresholds: Thresholds) -> list[str]:
    lines = [
        f"{kind}: {right} of {answers} right ({right / answers:.0%})"
        for kind, (answers, right) in sorted(quality.kinds.items())
    ] or ["No suggestion by shared facts has been answered yet."]
    lines.append(f"Links by rule: {quality.linked}, of which editors parted {quality.parted}.")
    for name, proposed, present in (
        ("Suggested", quality.suggest_at, thresholds.suggest_at),
        ("Joined", quality.join_at, thresholds.join_at),
    ):
        said = (
            f"the answers bear out {proposed:.1f}"
            if proposed is not None
            else f"fewer than {ANSWERS_AT_LEAST} answers bear out another"
        )
        lines.append(f"{name} from {present:g} bits on; {said}.")
    return lines
