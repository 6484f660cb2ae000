"""Source: a publisher and its hosts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import addresses


class SourceQuerySet(models.QuerySet["Source"]):
    def for_host(self, host: str) -> "Source | None":
        """The source that owns `host` or a parent domain of it; the longest match wins."""
        labels = host.lower().rstrip(".").split(".")
        candidates = [".".join(labels[start:]) for start in range(len(labels) - 1)] or [host.lower()]
        domains = SourceDomain.objects.filter(host__in=candidates).select_related("source")
        best = max(domains, key=lambda domain: len(domain.host), default=None)
        return best.source if best else None


class Source(models.Model):
    """A publisher: a newspaper, an agency, a platform that republishes others."""

    class Kind(models.TextChoices):
        PARTY_PAPER = "party-paper", _("Party newspaper")
        PARTY_JOURNAL = "party-journal", _("Party journal")
        STATE_AGENCY = "state-agency", _("State news agency")
        GOVERNMENT = "government", _("Government portal")
        MINISTRY_PAPER = "ministry-paper", _("Ministry newspaper")
        ARMY_PAPER = "army-paper", _("Army newspaper")
        POLICE_PAPER = "police-paper", _("Police newspaper")
        FRONT_PAPER = "front-paper", _("Fatherland Front newspaper")
        PROVINCIAL_PAPER = "provincial-paper", _("Provincial newspaper")
        BROADCASTER = "broadcaster", _("Broadcaster")
        ASSOCIATION_PAPER = "union-or-association-paper", _("Union or association newspaper")
        PRIVATE = "private", _("Private publisher")
        FOREIGN = "foreign", _("Foreign publisher")
        PLATFORM = "platform", _("Republishing platform")
        UNKNOWN = "unknown", _("Publisher not described yet")

    class Rights(models.TextChoices):
        FULL = "full", _("Whole text")
        EXCERPT = "excerpt", _("Lead and link only")

    class Canonical(models.TextChoices):
        """What search engines are told of its articles."""

        OWN = "own", _("The page on this site")
        ORIGINAL = "original", _("The publisher's own page")
        NONE = "noindex", _("Nothing: they are to stay out of search engines")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200, help_text="As the publisher writes it.")
    homepage = models.URLField(max_length=500, blank=True)
    kind = models.CharField(max_length=30, choices=Kind, default=Kind.UNKNOWN)
    publisher = models.CharField(
        max_length=300,
        blank=True,
        help_text="The body that publishes it, in Vietnamese where it has such a name.",
    )
    place = models.CharField(max_length=120, blank=True)
    language = models.CharField(
        max_length=35, default="vi", help_text="Main language, a BCP 47 tag such as vi."
    )
    rights = models.CharField(
        max_length=10, choices=Rights, default=Rights.FULL, help_text="What may be shown of its articles."
    )
    pictures_allowed = models.BooleanField(
        default=True, help_text="Off where rights forbid showing its pictures."
    )
    canonical = models.CharField(
        "search engines list",
        max_length=10,
        choices=Canonical,
        default=Canonical.OWN,
        db_default=Canonical.OWN,
        help_text="What the publisher wishes of its articles on this site.",
    )
    withdraws_taken_back = models.BooleanField(
        "withdraw what it takes back",
        default=False,
        db_default=False,
        help_text="On: an article that one of its feeds declares deleted is withdrawn, unless an editor chose its state. "
        "Off: editors see it, and decide.",
    )
    category = models.ForeignKey(
        "articles.Category",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sources",
        help_text="For articles whose feed names no category.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self, edition: str = "vi") -> str:
        return addresses.source_address(edition, self.slug)


class SourceDomain(models.Model):
    """A host of a source. With `language` set, it is the source's own edition in that language.

    `path_prefix` limits an edition to a part of the host ("/en-US/").
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253, help_text="Lower case, without www. and without a scheme.")
    path_prefix = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=35, blank=True)

    class Meta:
        ordering = ["host", "path_prefix"]
        constraints = [
            models.UniqueConstraint(fields=["host", "path_prefix"], name="source_domain_once"),
            models.CheckConstraint(
                condition=~models.Q(host__contains="/") & ~models.Q(host=""), name="source_domain_is_host"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.host}{self.path_prefix}"
