from django.http import HttpRequest, HttpResponse
def search(request: HttpRequest, edition: str) -> HttpResponse: return HttpResponse("")
