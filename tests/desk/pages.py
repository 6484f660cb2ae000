"""Forms of the desk as a browser sends them: every input of the page, its version included."""

from bs4 import BeautifulSoup
from django.test import Client


def inputs_of(page: bytes, form: str) -> dict[str, list[str]]:
    """The names and values that a browser sends of a form of the page, without its buttons."""
    found = BeautifulSoup(page, "lxml").select_one(form)
    assert found is not None, f"There is no {form} on the page."
    sent: dict[str, list[str]] = {}
    for one in found.select("input, textarea, select"):
        name, kind = str(one.get("name", "")), str(one.get("type", "text"))
        if not name or kind in {"submit", "button", "file"}:
            continue
        if one.name == "select":
            options = one.select("option")
            chosen = [option for option in options if option.has_attr("selected")]
            chosen = chosen or ([] if one.has_attr("multiple") else options[:1])
            sent.setdefault(name, []).extend(str(option.get("value", option.text)) for option in chosen)
        elif kind in {"checkbox", "radio"}:
            if one.has_attr("checked"):
                sent.setdefault(name, []).append(str(one.get("value", "on")))
        elif one.name == "textarea":
            sent.setdefault(name, []).append(one.text.removeprefix("\n").replace("\n", "\r\n"))
        else:
            sent.setdefault(name, []).append(str(one.get("value", "")))
    return {name: values for name, values in sent.items() if "__prefix__" not in name}


class Window:
    """One editor's window: a page that was opened once, and is sent when the editor likes."""

    def __init__(self, client: Client, address: str, form: str = "#content-main form") -> None:
        self.client, self.address = client, address
        self.page = client.get(address)
        assert self.page.status_code == 200
        self.inputs = inputs_of(self.page.content, form)

    def send(self, **changes):
        """Sends the form with some inputs changed; None takes an input away, as of a box that is not ticked."""
        data = {**self.inputs, **changes}
        if data.get("reason") == [""]:
            data["reason"] = "So it is"
        if data.get("state") in ("withdrawn", ["withdrawn"]):
            data["post"] = "yes"  # seen what hangs on it
        data = {name: value for name, value in data.items() if value is not None}
        self.page = self.client.post(self.address, data)
        return self.page

    def choose(self, **answers):
        """Answers the page that asks about conflicts: `theirs` or `yours` by the end of the key's name."""
        self.inputs = inputs_of(self.page.content, "form.conflicts")
        page = BeautifulSoup(self.page.content, "lxml")
        for name in {str(one["name"]) for one in page.select("form.conflicts input[type=radio]")}:
            field = name.rpartition(":")[2] or "row"
            if field in answers:
                self.inputs[name] = [answers[field]]
        return self.send()
