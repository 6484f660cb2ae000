"""Document: an official document cited by number, and the names of the codes in its number."""

from collections.abc import Iterable
from functools import cached_property

from django.db import models

from articles import addresses
from articles.models.kept import Placed
from articles.models.taxonomy import FALLBACK_LANGUAGES

PARTS_JOINED_BY = " · "


class Document(models.Model):
    """One official document, by its normalised number (25-NQ/TW).

    `kind` and `issuer` are the codes in the number (NQ, TW). `year` distinguishes documents whose numbers
    restart each year; it is empty if the number alone is unique or the year is unknown.
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
        return document_text(self.number, self.year)

    def get_absolute_url(self, edition: str = "vi") -> str:
        return addresses.document_address(edition, self.address)

    def title_in(self, language: str) -> str:
        """The title in `language`, else English, else Vietnamese, else empty."""
        rows = {row.language: row.title for row in self.names.all()}
        return next((rows[tag] for tag in (language, *FALLBACK_LANGUAGES) if tag in rows), "")

    def described_in(self, language: str) -> str:
        """Kind and issuer in words, such as "Nghị quyết · Quốc hội"; parts without a name are omitted."""
        return PARTS_JOINED_BY.join(name for _tag, name in self.description_in(language))

    def description_in(self, language: str) -> list[tuple[str, str]]:
        """The parts of `described_in`: for each the language of its name, and the name."""
        return described(self.kind, self.issuer, self.terms, language)

    @cached_property
    def terms(self) -> "TermNames":
        """The names of its codes; for many documents at once use `DocumentTerm.objects.attach`."""
        return DocumentTerm.objects.names_for([self])

    @property
    def address(self) -> str:
        """The number as in a URL, with the year if there is one."""
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


def document_text(number: str, year: int | None) -> str:
    """A document as it is cited: its number, and its year where the number does not hold it."""
    return f"{number} ({year})" if year and str(year) not in number else number


def described(kind: str, issuer: str, terms: TermNames, language: str) -> list[tuple[str, str]]:
    """Kind and issuer of a document in words: for each the language of its name, and the name.

    Names are in `language`, else in English, else in Vietnamese. Bodies that issue together have a hyphen between
    their codes (BNV-BTC); they are named one after the other if each has a name.
    """
    issuers = [issuer] if ("issuer", issuer) in terms else issuer.split("-")
    kinds = [_named(terms.get(("kind", kind), {}), language)]
    bodies = [_named(terms.get(("issuer", code), {}), language) for code in issuers]
    return [name for name in (*kinds, *(bodies if all(bodies) else ())) if name]


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
        """The documents with the names of their codes prefetched; one query, none for an empty list."""
        found = list(documents)
        if found:
            names = self.names_for(found)
            for document in found:
                document.terms = names
        return found


class DocumentTerm(models.Model):
    """The name of a code in one language: NQ is "Resolution", CP "Government"."""

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


class Citation(Placed):
    """An article's citation of a document, with its words."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="citations", db_index=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="citations")
    cited_as = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "document"], name="citation_once_an_article")
        ]
        indexes = [
            models.Index(
                fields=["document", "language", "-ordered_at", "-article"],
                name="citation_list",
                include=["is_lead", "source_id"],
                condition=models.Q(is_listed=True),
            ),
            models.Index(
                fields=["document", "-ordered_at", "-article"],
                name="citation_newest",
                condition=models.Q(is_listed=True),
            ),
        ]

    def __str__(self) -> str:
        return self.cited_as
