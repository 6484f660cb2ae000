"""Django's form, admin and paginator classes with type arguments, such as `ModelForm[Article]`.

The stubs declare these classes generic, but Django's own cannot be subscripted. For mypy the names below are Django's
classes; at run time they are subclasses whose subscript is the class itself.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, StackedInline, TabularInline
    from django.core.paginator import Paginator
    from django.forms import BaseInlineFormSet, ModelForm
else:
    from django import forms
    from django.contrib import admin
    from django.core import paginator

    class _Subscriptable:
        def __class_getitem__(cls, arguments: object) -> type:
            return cls

    class Paginator(_Subscriptable, paginator.Paginator):
        pass

    class ModelForm(_Subscriptable, forms.ModelForm):
        pass

    class BaseInlineFormSet(_Subscriptable, forms.BaseInlineFormSet):
        pass

    class ModelAdmin(_Subscriptable, admin.ModelAdmin):
        pass

    class StackedInline(_Subscriptable, admin.StackedInline):
        pass

    class TabularInline(_Subscriptable, admin.TabularInline):
        pass


__all__ = ["BaseInlineFormSet", "ModelAdmin", "ModelForm", "Paginator", "StackedInline", "TabularInline"]
