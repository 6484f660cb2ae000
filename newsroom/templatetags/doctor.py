"""What the doctor found, at the desk's home."""

from typing import Any

from django import template

from newsroom.doctor import Finding, findings

register = template.Library()


@register.simple_tag(takes_context=True)
def what_is_wrong(context: dict[str, Any]) -> list[Finding]:
    """The findings, for administrators: nobody else can do anything about them."""
    user = getattr(context.get("request"), "user", None)
    return findings() if user is not None and user.is_superuser else []
