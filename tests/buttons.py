"""Every button of ours that calls a method, as the views have them."""

from typing import NamedTuple

from lxml import etree

VIEWS = ("tree", "list", "kanban", "form")


class Button(NamedTuple):
    """Where a button stands, and what it calls.

    :ivar screen: model of the view
    :ivar view: type of the view; the header of a list counts as one
    :ivar model: whose method it calls; another one in a list within a form
    :ivar name: of the method
    """

    screen: str
    view: str
    model: str
    name: str


def buttons(env) -> set[Button]:
    """Return the buttons of the views that our addons bring, also in other's forms."""
    ours = env["ir.model.data"].search(
        [("module", "=like", "connector_coffee%"), ("model", "=", "ir.ui.view")]
    )
    views = env["ir.ui.view"].browse(ours.mapped("res_id")).exists()
    return {
        Button(
            view.model,
            type_of(view, element),
            model_of(env, view.model, element),
            element.get("name"),
        )
        for view in views
        for element in etree.fromstring(view.arch_db).iter("button", "a")
        if element.get("type") == "object"
    }


def type_of(view, element) -> str:
    """Return the type of the view that an element stands in, by its present name."""
    if view.type not in ("tree", "list"):
        return view.type
    return "list header" if element.getparent().tag == "header" else "list"


def model_of(env, model_name, element) -> str:
    """Return the model whose records an element of a view is shown for."""
    outwards = list(element.iterancestors())
    for inner, outer in reversed(list(zip(outwards, outwards[1:], strict=False))):
        if outer.tag == "field" and inner.tag in VIEWS:
            model_name = env[model_name]._fields[outer.get("name")].comodel_name
    return model_name
