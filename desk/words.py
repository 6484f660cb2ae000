"""The names of models, fields and choices in the language of the desk.

Models say them in English, as Django derives them from the code. Here they are looked up when they are shown, so that a
new field is translated as soon as the catalogue of the desk (`locale/desk/`) has its name.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import Field
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy

# Others' apps that the desk shows and that do not come in Vietnamese.
OTHERS = frozenset({"axes", "otp_totp", "otp_static"})
OWN = frozenset({"articles", "comments", "desk", "feeds", "newsletters", "notices"})


def translate_names() -> None:
    """Has all names looked up when they are shown. The migrations' comparison of models sees none of it, as the names
    are the same in English."""
    for config in _configs():
        config.verbose_name = _shown(config.verbose_name)
        for model in config.get_models():
            options = model._meta
            if "verbose_name_plural" not in options.original_attrs:
                options.verbose_name_plural = (
                    f"{options.verbose_name}s"  # as Django makes it, but of a translation
                )
            options.verbose_name_plural = _shown(options.verbose_name_plural)
            options.verbose_name = _shown(options.verbose_name)
            for field in _fields(model):
                field.verbose_name = _shown(field.verbose_name)
                field.help_text = _shown(field.help_text)
                # What a function gives at each look it gives translated (`feeds.models.kind_choices`).
                if field.choices and not isinstance(field.choices, CallableChoiceIterator):
                    field.choices = [(value, _shown(label)) for value, label in field.flatchoices]


def names() -> Iterator[tuple[str, str]]:
    """Each name in English, with the label of the model that has it."""
    for config in _configs():
        yield str(config.verbose_name), config.label
        for model in config.get_models():
            options = model._meta
            said = [options.verbose_name, options.verbose_name_plural]
            for field in _fields(model):
                said += [field.verbose_name, field.help_text, *(label for _v, label in field.flatchoices)]
            yield from ((str(name), options.label) for name in said if name)


def _configs() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.label in OWN | OTHERS]


def _fields(model: Any) -> "list[Field[Any, Any]]":
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def _shown(name: Any) -> Any:
    """A name that is looked up when it is shown; what is looked up already, or empty, as it is."""
    return gettext_lazy(name) if isinstance(name, str) and name.strip() else name
