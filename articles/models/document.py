"""Document: an official document that articles cite by number, and what the codes in the number are called."""

from collections.abc import Iterable
from functools import cached_property

from django.db import models
from django.urls import reverse

from articles.models.taxonomy import FALLBACK_LANGUAGES

PARTS_JOINED_BY = " · "


class Document(models.Model):
    """One official document, in one normal form of its number (25-NQ/TW) whatever language cites it.

    `kind` and `issuer` are the codes in the number (NQ, TW). `year` tells apart documents whose numbers start anew
    each year; it is empty where the number alone is certain or nobody knows.
    """

    number = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    issuer = models.CharField(max_length=40, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    articles = models.ManyToManyField(
        "articles.Article", through="articles.Citation", related_name="documents"
    )

    class Meta:
        ordering = ["number", "year"]
        constraints = [
            models.UniqueConstraint(fields=["number", "year"], name="document_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return (
            f"{self.number} ({self.year})" if self.year and str(self.year) not in self.number else self.number
        )

    def get_absolute_url(self, edition: str = "vi") -> str:
        return reverse("articles:document", kwargs={"edition": edition, "number": self.address})

    def title_in(self, language: str) -> str:
        """What the document is about, in `language`, else English, else Vietnamese, else empty."""
        rows = {row.language: row.title for row in self.names.all()}
        return next((rows[tag] for tag in (language, *FALLBACK_LANGUAGES) if tag in rows), "")

    def described_in(self, language: str) -> str:
        """Kind and issuer in words, such as "Nghị quyết · Quốc hội"; what has no name is left out."""
        return PARTS_JOINED_BY.join(name for _tag, name in self.description_in(language))

    def description_in(self, language: str) -> list[tuple[str, str]]:
        """What `described_in` joins: for each part the language that its name is in, and the name.

        A part is named in `language`, else in English, else in Vietnamese. Bodies that issue together stand with a
        hyphen between their codes (BNV-BTC); they are named one after the other where each of them has a name.
        """
        issuers = [self.issuer] if ("issuer", self.issuer) in self.terms else self.issuer.split("-")
        kinds = [_named(self.terms.get(("kind", self.kind), {}), language)]
        bodies = [_named(self.terms.get(("issuer", code), {}), language) for code in issuers]
        return [name for name in (*kinds, *(bodies if all(bodies) else ())) if name]

    @cached_property
    def terms(self) -> "TermNames":
        """The names of its codes; a page with many documents asks for all at once (`DocumentTerm.objects.attach`)."""
        return DocumentTerm.objects.names_for([self])

    @property
    def address(self) -> str:
        """The number as it stands in an address; the year follows where the number alone would be two documents."""
        return f"{self.number}~{self.year}" if self.year else self.number


class DocumentName(models.Model):
    document = models.ForeignKey(Document, models.CASCADE, related_name="names")
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "language"], name="document_name_once_a_language")
        ]

    def __str__(self) -> str:
        return self.title


TermNames = dict[tuple[str, str], dict[str, str]]
"""(part, code) → language → name."""


class DocumentTermManager(models.Manager["DocumentTerm"]):
    def names_for(self, documents: Iterable[Document]) -> TermNames:
        """The names of all codes in the numbers of `documents`, in one query."""
        kinds, issuers = set(), set()
        for document in documents:
            kinds.add(document.kind)
            issuers |= {document.issuer, *document.issuer.split("-")}
        wanted = models.Q(part=DocumentTerm.Part.KIND, code__in=kinds - {""})
        wanted |= models.Q(part=DocumentTerm.Part.ISSUER, code__in=issuers - {""})
        names: TermNames = {}
        for part, code, language, name in self.filter(wanted).values_list("part", "code", "language", "name"):
            names.setdefault((part, code), {})[language] = name
        return names

    def attach(self, documents: Iterable[Document]) -> list[Document]:
        """The documents, each with the names of its codes at hand; one query for all, none where there are none."""
        found = list(documents)
        if found:
            names = self.names_for(found)
            for document in found:
                document.terms = names
        return found


class DocumentTerm(models.Model):
    """What a code in the numbers of documents is called in one language: NQ is "Resolution", CP "Government"."""

    class Part(models.TextChoices):
        KIND = "kind"
        ISSUER = "issuer"

    part = models.CharField(max_length=10, choices=Part)
    code = models.CharField(max_length=40, help_text="As in the number: NQ, CP.")
    language = models.CharField(max_length=35, help_text="A BCP 47 tag in lower case, such as zh-hans.")
    name = models.CharField(max_length=200)

    objects = DocumentTermManager()

    class Meta:
        ordering = ["part", "code", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "code", "language"], name="document_term_once_a_language"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="document_term_name_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.name} ({self.language})"


def _named(names: dict[str, str], language: str) -> tuple[str, str] | None:
    return next(((tag, names[tag]) for tag in (language, *FALLBACK_LANGUAGES) if tag in names), None)


class Citation(models.Model):
    """An article cites a document, in these words."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="citations")
    document = models.ForeignKey(Document, models.CASCADE, related_name="citations")
    cited_as = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "document"], name="citation_once_an_article")
        ]

    def __str__(self) -> str:
        return self.cited_as
