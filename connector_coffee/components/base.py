# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.addons.component.core import AbstractComponent, WorkContext
from odoo.addons.component.exception import NoComponentError


class CoffeeBase(AbstractComponent):
    """Root of all components of the connector.

    ``_backend_version`` is the version that a component is made for; ``None`` makes
    it generic. A version addon declares a component with its own ``_name`` and its
    version for whatever differs; see ``CoffeeWorkContext`` for which one is found.
    """

    _name = "coffee.base"
    _inherit = "base.connector"
    _collection = "coffee.backend"
    _backend_version = None

    @classmethod
    def _component_match(cls, work, usage=None, model_name=None, **kw):
        """Leave out what is made for another version than that of the machine."""
        matches = super()._component_match(work, usage, model_name, **kw)
        return matches and work.rank(cls) is not None


class Conversation:
    """What the work contexts of one job share: the client, if one was opened.

    :param timeout: seconds, to connect and between two bytes of an answer
    """

    def __init__(self, timeout):
        self.timeout, self.client = timeout, None

    def client_for(self, work):
        """Return the client; the first work context that asks for it opens it."""
        if self.client is None:
            self.client = work.component(usage="client")
            self.client.open(self.timeout)
        return self.client

    def close(self):
        """End the conversation, if it has begun."""
        if self.client is not None:
            self.client.close()


class CoffeeWorkContext(WorkContext):
    """Find the component that is nearest to the version of the backend.

    The framework filters components by collection, usage and model. This context
    also drops those of other versions and ranks the rest: the backend's version,
    then its parents from the nearest to the farthest, then the generic components,
    which declare no ``_backend_version``. Within one rank the framework's rule
    holds: a component for the very model beats one for any model.
    """

    @property
    def client(self):
        """The client of the conversation, opened when it is first asked for."""
        return self.conversation.client_for(self)

    @property
    def flow(self):
        """The ``coffee.flow`` of the model; empty for machines and orders."""
        flows = self.env["coffee.flow"]
        if self.model_name not in flows._labels():
            return flows
        return flows._of(self.collection, self.model_name)

    @property
    def versions(self):
        """Versions whose components serve this backend, the nearest first."""
        return self.collection._version_lineage()

    def rank(self, component_class):
        """Return how far a component is from the version, 0 being the nearest.

        :return: ``None`` for a component of a version that is not in the lineage
        """
        lineage = self.versions
        version = getattr(component_class, "_backend_version", None)
        if version is None:
            return len(lineage)
        return lineage.index(version) if version in lineage else None

    def many_components(self, usage=None, model_name=None, **kw):
        """Return components, the nearest first."""
        found = super().many_components(usage=usage, model_name=model_name, **kw)
        return sorted(found, key=lambda component: self.rank(type(component)))

    def _filter_components_by_collection(self, component_classes):
        """Of the components of this collection, keep those of the nearest rank.

        ``component()`` calls this when several components match.
        """
        classes = super()._filter_components_by_collection(component_classes)
        nearest = min(map(self.rank, classes), default=None)
        return [cls for cls in classes if self.rank(cls) == nearest]

    def _filter_components_by_model(self, component_classes, model_name):
        """Keep a tie as it is, so that the error names both components."""
        classes = super()._filter_components_by_model(component_classes, model_name)
        return classes or component_classes

    def component_by_name(self, name, model_name=None):
        """Return a component by its name, unless it is of another version.

        :raise NoComponentError: no such component, or not for this version
        """
        component_class = self._component_class_by_name(name)
        if self.rank(component_class) is None:
            raise NoComponentError(
                f"Component '{name}' is for version "
                f"'{component_class._backend_version}', not for any of {self.versions}."
            )
        return super().component_by_name(name, model_name=model_name)
