"""Pages for errors that come from Django without any: a method that an address does not take, a pause that is asked for."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from articles.views import errors

PAGES: Mapping[int, Callable[[HttpRequest], HttpResponse]] = {
    405: errors.method_not_allowed,
    429: errors.too_many_requests,
}


class BareErrorMiddleware:
    """Gives an error without a body the page of its status; its headers stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        page_of = PAGES.get(response.status_code)
        if page_of is None or response.streaming or response.content:
            return response
        page = page_of(request)
        for name, value in response.items():
            if name != "Content-Type":
                page.headers[name] = value
        return page
