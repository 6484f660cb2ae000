"""Every sitemap is valid by the protocol's XML schema, and lists only existing pages."""

from collections.abc import Iterator

from lxml import etree

from audit.browser import Audit
from audit.figures import Figure, faults
from audit.pages import addresses_in
from audit.tools import FOLDER, module

NEWS = "/news-sitemap.xml"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def read_schema(urlset: bytes, extensions: dict[str, bytes]) -> etree.XMLSchema:
    """The schema of sitemaps, with the schemas of other namespaces (by file name) allowed in them.

    The protocol accepts elements of other namespaces only if their schema is known.
    """
    tree = etree.fromstring(urlset, PARSER)
    wrapper = [
        '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">',
        f'<xsd:import namespace="{tree.get("targetNamespace")}" schemaLocation="protocol.xsd"/>',
    ]
    for name, text in extensions.items():
        space = etree.fromstring(text, PARSER).get("targetNamespace")
        wrapper.append(f'<xsd:import namespace="{space}" schemaLocation="{name}"/>')
    files = {**extensions, "protocol.xsd": urlset}
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Files(files))
    return etree.XMLSchema(etree.fromstring("".join([*wrapper, "</xsd:schema>"]), parser))


class _Files(etree.Resolver):  # type: ignore[misc]  # lxml has no types
    """Resolves the schemas that another one imports from memory only."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def resolve(self, url: str, public: str, context: object) -> object:
        name = url.rpartition("/")[2]
        return self.resolve_string(self._files[name], context) if name in self._files else None


def schema_errors(sitemap: bytes, schema: etree.XMLSchema) -> list[str]:
    """The errors of a sitemap by the schema."""
    try:
        tree = etree.fromstring(sitemap, PARSER)
    except etree.XMLSyntaxError as error:
        return [f"is no XML: {error}"]
    schema.validate(tree)
    return [f"line {error.line}: {error.message}" for error in schema.error_log]


def check(audit: Audit) -> list[Figure]:
    """Counts schema errors, and listed pages that do not exist."""
    extensions = {file.name: file.read_bytes() for file in sorted((FOLDER / "schemas").glob("*.xsd"))}
    pages = read_schema(module("sitemap/schema/sitemap.xsd").read_bytes(), extensions)
    # The index has its own schema, in the same namespace.
    index = etree.XMLSchema(etree.fromstring((FOLDER / "schemas/index/siteindex.xsd").read_bytes(), PARSER))
    found = [f"/sitemap.xml: {fault}" for fault in schema_errors(audit.site.get("/sitemap.xml").body, index)]
    listed: list[str] = []
    sitemaps = list(_parts(audit))
    for path in sitemaps:
        body = audit.site.get(path).body
        if path == NEWS and not addresses_in(body):
            # The schema requires an entry; search engines accept an empty news sitemap.
            continue
        found += [f"{path}: {fault}" for fault in schema_errors(body, pages)]
        listed += addresses_in(body)
    absent = [
        f"{address} answers {status}"
        for address in dict.fromkeys(listed)
        if (status := audit.site.get(audit.site.path_of(address) or "/").status) != 200
    ]
    return [
        faults("sitemaps", "faults by the schema", found),
        faults("sitemaps", "listed pages that are not there", absent),
        Figure("sitemaps", "sitemaps", len(sitemaps) + 1),
        Figure("sitemaps", "pages listed", len(set(listed))),
    ]


def _parts(audit: Audit) -> Iterator[str]:
    for address in addresses_in(audit.site.get("/sitemap.xml").body):
        yield audit.site.path_of(address) or address
    yield NEWS
