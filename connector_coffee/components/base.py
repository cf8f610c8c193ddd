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


class CoffeeWorkContext(WorkContext):
    """Find the component that is nearest to the version of the backend.

    The framework filters components by collection, usage and model. This context
    also drops those of other versions and ranks the rest: the backend's version,
    then its parents from the nearest to the farthest, then the generic components,
    which declare no ``_backend_version``. Within one rank the framework's rule
    holds: a component for the very model beats one for any model.
    """

    @property
    def versions(self):
        """Versions whose components serve this backend, the nearest first."""
        return self.collection._version_lineage()

    def _rank(self, component_class):
        """Return how far a component is from the version, 0 being the nearest.

        :return: ``None`` for a component of a version that is not in the lineage
        """
        lineage = self.versions
        version = getattr(component_class, "_backend_version", None)
        if version is None:
            return len(lineage)
        return lineage.index(version) if version in lineage else None

    def _lookup_components(self, usage=None, model_name=None, **kw):
        """Keep the components of the lineage, the nearest first."""
        classes = super()._lookup_components(usage=usage, model_name=model_name, **kw)
        ours = [cls for cls in classes if self._rank(cls) is not None]
        return sorted(ours, key=self._rank)

    def _filter_components_by_collection(self, component_classes):
        """Of the components of this collection, keep those of the nearest rank.

        ``component()`` calls this when several components match.
        """
        classes = super()._filter_components_by_collection(component_classes)
        nearest = min(map(self._rank, classes), default=None)
        return [cls for cls in classes if self._rank(cls) == nearest]

    def _filter_components_by_model(self, component_classes, model_name):
        """Keep a tie as it is, so that the error names both components."""
        classes = super()._filter_components_by_model(component_classes, model_name)
        return classes or component_classes

    def component_by_name(self, name, model_name=None):
        """Return a component by its name, unless it is of another version.

        :raise NoComponentError: no such component, or not for this version
        """
        component_class = self._component_class_by_name(name)
        if self._rank(component_class) is None:
            raise NoComponentError(
                f"Component '{name}' is for version "
                f"'{component_class._backend_version}', not for any of {self.versions}."
            )
        return super().component_by_name(name, model_name=model_name)
