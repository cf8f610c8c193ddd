# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import math
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field

import msgspec
import psycopg2

from odoo import _, fields
from odoo.exceptions import AccessError, MissingError, UserError

from odoo.addons.component.core import Component

from .. import const
from ..exceptions import (
    CoffeeConfigurationError,
    CoffeeError,
    CoffeeProtocolError,
    CoffeeRowError,
)

# What the database or a model's own checks say to a row that they do not want. A
# ValueError is psycopg2's answer to a NUL byte in a string, a limit is exceeded by a
# text that is too long for an index.
REFUSALS = (
    psycopg2.DataError,
    psycopg2.IntegrityError,
    psycopg2.errors.ProgramLimitExceeded,
    UserError,
    ValueError,
    ArithmeticError,
)


class CoffeeBatchImporter(Component):
    """Import one page of a flow: the work of one job.

    Everything happens in the transaction of the job: the rows are written, the
    position moves past them, the run counts them, the next page is enqueued. A crash
    at any point undoes all of it, so a row is neither lost nor doubled.
    """

    _name = "coffee.batch.importer"
    _inherit = ["base.importer", "coffee.base"]
    _usage = "batch.importer"

    #: what Odoo has of the rows of the page, where it was looked up already
    _bindings = None

    def run(self):
        """Import the page after the position.

        :return: str, what was done, for the job
        :raise CoffeeRetryableError: another job works on this flow
        :raise CoffeeProtocolError: the pages of this run come to no end
        :raise CoffeeError: as the adapter's ``read_page`` says; nothing was written
        """
        started = time.monotonic()
        flow = self.work.flow
        flow._lock()
        page = self._read_page(flow)
        if page is None:
            return flow.question
        pages = Pages(*flow._pages_of_run())
        pages.check(page)
        done = self.import_rows(page, flow, started)
        if page.more:
            flow.sync_id.landmark = pages.landmark
            flow._enqueue_import()
        return done

    def _read_page(self, flow):
        """Read the page after the position; hook.

        :param flow: ``coffee.flow``, locked
        :return: ``rows.Page``; ``None`` where a person has to say something first,
            as the flow's field ``question`` says
        """
        return self.backend_adapter.read_page(flow.position, const.PAGE_SIZE)

    def import_rows(self, page, progress, started):
        """Import a page that was read already.

        :param page: ``rows.Page``
        :param progress: what moves past the page: ``coffee.flow``, or a record with
            its method ``advance``, such as a file
        :param started: ``time.monotonic()`` when the work on the page began
        :return: str, what was done, for the job
        """
        importer = self.component(usage="record.importer")
        outcome = importer.run(page.rows, self._bindings)
        outcome.refused += page.refused
        sync = progress.advance(page, outcome, time.monotonic() - started)
        if outcome.refused:
            self.env["coffee.checkpoint"]._add_rows(
                self.work.flow, outcome.refused, sync
            )
        self._report(page, sync)
        self._after_page(page, sync)
        if not page.more and sync.failed:
            sync._notify_managers()
        return _(
            "%(created)s created, %(updated)s updated, %(unchanged)s unchanged, "
            "%(failed)s refused.",
            created=outcome.created,
            updated=outcome.updated,
            unchanged=outcome.unchanged,
            failed=len(outcome.refused),
        )

    def _report(self, page, sync):
        """Keep the warnings of a page on its run, and open its checkpoints."""
        sync._warn(page.warnings)
        self.backend_record._add_checkpoints(
            [
                {**msgspec.structs.asdict(checkpoint), "sync_id": sync.id}
                for checkpoint in page.checkpoints
            ]
        )

    def preview(self, position):
        """Read the page after a position and decide what an import of it would do.

        :return: ``rows.Page`` and its ``Plan``; nothing was written
        :raise CoffeeError: as the adapter's ``read_page`` says
        """
        page = self.backend_adapter.read_page(position, const.PAGE_SIZE)
        return page, self.plan(page)

    def plan(self, page):
        """Decide what an import of a page would do; write nothing.

        :param page: ``rows.Page``
        :return: ``Plan``, with the rows that could not be read among the refused
        """
        importer = self.component(usage="record.importer")
        bindings = importer.known(page.rows)
        references = importer.known_references(page.rows, bindings)
        plan = importer.plan(page.rows, references, bindings)
        plan.refused[:0] = page.refused
        return plan

    def warnings(self, page):
        """Return what a preview has to say of a page beside its rows; hook.

        :param page: ``rows.Page``
        :return: list of str
        """
        said = [*(page.alerts or []), *page.checkpoints]
        return [*(each.message for each in said), *page.warnings]

    def _after_page(self, page, sync):
        """Do what a flow needs beside its rows; hook, in the transaction of the page.

        :param page: ``rows.Page``
        :param sync: ``coffee.sync``, the run of this page
        """


@dataclass
class Plan:
    """What an import is going to do.

    ``creates`` holds (row, values), ``updates`` (row, binding, changed values) and
    ``refused`` ``CoffeeRowError``; ``unchanged`` is a number;
    ``questions`` holds dicts of values of checkpoints.
    """

    creates: list = field(default_factory=list)
    updates: list = field(default_factory=list)
    unchanged: int = 0
    refused: list = field(default_factory=list)
    questions: list = field(default_factory=list)


@dataclass
class Outcome:
    """What an import has done: numbers of rows, and the refused ones themselves."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list = field(default_factory=list)


class CoffeeRecordImporter(Component):
    """Turn the rows of a page into records, with few queries for the whole page."""

    _name = "coffee.record.importer"
    _inherit = ["base.importer", "coffee.base"]
    _usage = "record.importer"

    #: row field to the binding model that it refers to
    _references = {}
    #: row fields whose record is not needed where the machine has none of that flow
    _optional = set()
    #: row fields whose record stays what it is when a known row is read again
    _kept = set()

    def run(self, rows, bindings=None):
        """Import rows.

        :param rows: list of rows of one flow; of rows with the same id the last wins
        :param bindings: as ``known`` returns it; ``None`` to look
        :return: ``Outcome``
        """
        if bindings is None:
            bindings = self.known(rows)
        references = self.resolve_references(rows, bindings)
        return self.apply(self.plan(rows, references, bindings))

    def known(self, rows):
        """Find what Odoo has of rows, with one query.

        :return: dict of external id to binding
        """
        return self.binder.to_internal_many({row.external_id for row in rows})

    def plan(self, rows, references, bindings):
        """Decide what to create, to change and to refuse; write nothing.

        :param references: as ``resolve_references`` returns it
        :param bindings: as ``known`` returns it
        :return: ``Plan``
        """
        rows = list({row.external_id: row for row in rows}.values())
        removed = self._removed({row.external_id for row in rows} - bindings.keys())
        plan = Plan()
        for row in rows:
            binding = bindings.get(row.external_id)
            if row.external_id in removed:
                plan.unchanged += 1
                continue
            try:
                self._plan_row(plan, row, binding, references)
            except CoffeeRowError as err:
                plan.refused.append(err)
            except (ValueError, ArithmeticError) as err:
                # a field does not take the value
                plan.refused.append(self._row_error((row, {}), err))
        return plan

    def _removed(self, external_ids):
        """Return those of the ids that were deleted in Odoo, and stay so."""
        if not external_ids:
            return set()
        removals = self.env["coffee.removal"]
        found = removals._of(self.backend_record, self.model._name, external_ids)
        return set(found.mapped("coffee_id"))

    def _plan_row(self, plan, row, binding, references):
        """Add one row to a plan."""
        values = self.mapper.map_record(row).values(
            for_create=not binding, references=references
        )
        if binding and binding._is_archived():
            # the export of the archived record has switched it off there
            for name in self.mapper.off_when_archived:
                values.pop(name, None)
        if binding and binding.missing:
            values["missing"] = False
        if not binding:
            self._check_choices(values)
            plan.creates.append((row, values))
        elif binding.to_export:
            # its export is to come, and settles a conflict if there is one
            plan.unchanged += 1
        elif changes := self._changes(binding, values):
            plan.updates.append((row, binding, changes))
        else:
            plan.unchanged += 1

    def follow(self, binding, row, kept=(), wins=()):
        """Write what a machine says of a record, after an export of this record.

        :param row: what the machine has now
        :param kept: fields of the row in which Odoo keeps its own value
        :param wins: fields of the row in which the machine has won a conflict
        """
        plan = Plan()
        try:
            self._plan_row(plan, row, binding, references={})
        except (CoffeeConfigurationError, CoffeeRowError):
            # what was exported stays so; the import of the row says it
            return
        names = self.mapper.kept_in_odoo(kept)
        plan.updates = [
            (row, binding, changes)
            for row, binding, found in plan.updates
            if (changes := {k: v for k, v in found.items() if k not in names})
        ]
        self.apply(plan)

    def _check_choices(self, values):
        """Refuse now what would else be found only by halving the page.

        :raise ValueError: a selection does not have the value
        """
        for name, value in values.items():
            fld = self.model._fields[name]
            if fld.type == "selection":
                fld.convert_to_cache(value, self.model)

    def _changes(self, binding, values):
        """Keep the values that differ from what the record has."""
        changes = {}
        for name, value in values.items():
            fld = binding._fields[name]
            cached = fld.convert_to_cache(value, binding)
            wanted = fld.convert_to_record(cached, binding)
            if differs(wanted, binding[name]):
                changes[name] = value
        return changes

    def apply(self, plan):
        """Write a plan.

        :return: ``Outcome``
        """
        not_created = self._write_or_bisect(plan.creates, self._create)
        not_updated = []
        for updates in self._group_by_changes(plan.updates):
            not_updated += self._write_or_bisect(updates, self._update)
        self.mapper.without_rate()._coffee_ask_for_rates(self.backend_record)
        if plan.questions:
            self.backend_record._add_checkpoints(plan.questions)
        return Outcome(
            created=len(plan.creates) - len(not_created),
            updated=len(plan.updates) - len(not_updated),
            unchanged=plan.unchanged,
            refused=plan.refused + not_created + not_updated,
        )

    def _group_by_changes(self, updates):
        """Group updates with equal changes, so that each group is one write."""
        groups = defaultdict(list)
        for update in updates:
            groups[repr(sorted(update[2].items()))].append(update)
        return groups.values()

    def _create(self, items):
        """Create the records of rows; an importer that adds to it calls ``super()``.

        :param items: list of (row, values)
        :return: the bindings
        """
        return self._model_for_import().create([values for row, values in items])

    def _update(self, items):
        """Write the same changes to many records."""
        model = self._model_for_import()
        model.browse([binding.id for row, binding, changes in items]).write(
            {**items[0][2], "sync_date": fields.Datetime.now()}
        )

    def _model_for_import(self):
        return self.model.with_context(connector_no_export=True)

    def _write_or_bisect(self, items, write):
        """Write items at once; where that is refused, halve until the bad ones remain.

        :param items: tuples that start with a row
        :param write: function of a list of items
        :return: list of ``CoffeeRowError``
        """
        if not items:
            return []
        try:
            with self.env.cr.savepoint():
                write(items)
            return []
        except (CoffeeError, AccessError, MissingError):
            # a UserError, but not about one row
            raise
        except REFUSALS as err:
            if len(items) == 1:
                return [self._row_error(items[0], err)]
        middle = len(items) // 2
        return self._write_or_bisect(items[:middle], write) + self._write_or_bisect(
            items[middle:], write
        )

    def _row_error(self, item, err):
        """Say which field of a row was refused, as far as the database tells.

        :param item: tuple of the row, perhaps its binding, and its values
        """
        row, values = item[0], item[-1]
        diag = getattr(err, "diag", None)
        # "Wrong value for coffee.brew.result: 'exploded'"
        wrong = re.search(r"for [\w.]+\.(\w+): (.*)", str(err))
        if diag:
            name = diag.column_name or diag.constraint_name or _("row")
            return CoffeeRowError(
                row.external_id, name, values.get(name), diag.message_primary
            )
        if wrong:
            reason = _("It is not one of the values that Odoo knows.")
            return CoffeeRowError(row.external_id, wrong[1], wrong[2], reason)
        return CoffeeRowError(row.external_id, _("row"), None, str(err))

    def resolve_references(self, rows, bindings):
        """Find the records that rows refer to, for the whole page at once.

        What Odoo does not know is read from the machine and imported; what the
        machine does not know either gets a placeholder and a checkpoint.

        :param bindings: as ``known`` returns it
        :return: dict of row field to dict of external id to binding id
        """
        return {
            name: self._resolve(name, self._referred(name, rows, bindings))
            for name in self._references
        }

    def _referred(self, name, rows, bindings):
        """Return the external ids that have to be looked up for a row field."""
        if name in self._kept:
            rows = [row for row in rows if row.external_id not in bindings]
        return {getattr(row, name) for row in rows} - {None}

    def _resolve(self, name, external_ids):
        model_name = self._references[name]
        binder = self.binder_for(model_name)
        bindings = binder.to_internal_many(external_ids)
        missing = self._missing(name, external_ids, bindings)
        if missing:
            # the other flow is locked as well
            self.backend_record._flow_of(model_name)._lock()
            importer = self.component(usage="record.importer", model_name=model_name)
            importer.import_missing(missing)
            bindings.update(binder.to_internal_many(missing))
        return {external_id: record.id for external_id, record in bindings.items()}

    def _missing(self, name, external_ids, bindings):
        """Return the ids that an import of these rows would import first."""
        model_name = self._references[name]
        missing = external_ids - bindings.keys()
        if name not in self._optional:
            return missing
        if not self.backend_record._flow_of(model_name)._can_import():
            return set()
        importer = self.component(usage="record.importer", model_name=model_name)
        return missing - importer._removed(missing)

    def known_references(self, rows, bindings):
        """Find the records that rows refer to, and import none; for a preview.

        :return: as ``resolve_references``; of what would be imported first it has the
            id of a new record, whose ``ref`` is the external id
        """
        return {
            name: self._known(name, self._referred(name, rows, bindings))
            for name in self._references
        }

    def _known(self, name, external_ids):
        model_name = self._references[name]
        bindings = self.binder_for(model_name).to_internal_many(external_ids)
        model = self.env[model_name]
        return {
            **{external_id: record.id for external_id, record in bindings.items()},
            **{
                external_id: model.new(ref=external_id).id
                for external_id in self._missing(name, external_ids, bindings)
            },
        }

    def import_missing(self, external_ids):
        """Import single records, with a placeholder for what the machine lacks.

        What was deleted in Odoo comes back archived: a sale is of something.
        """
        removed = self._removed(external_ids)
        removals = self.env["coffee.removal"]
        removals._of(self.backend_record, self.model._name, removed).unlink()
        outcome = self.run(self.backend_adapter.read_many(external_ids))
        if outcome.refused:
            self.env["coffee.checkpoint"]._add_rows(self.work.flow, outcome.refused)
        unknown = external_ids - self.binder.to_internal_many(external_ids).keys()
        for external_id in sorted(unknown):
            placeholder = self._model_for_import().create(
                self._placeholder_values(external_id)
            )
            self.backend_record.add_checkpoint(
                model=self.model._name,
                record_id=placeholder.id,
                message=_(
                    "The machine refers to %(id)s, but does not know it any more. "
                    "Open the placeholder's record in Odoo and give it the right name.",
                    id=external_id,
                ),
                key=f"placeholder:{self.model._name}:{external_id}",
            )
        for binding in self.binder.to_internal_many(removed).values():
            binding = binding.with_context(connector_no_export=True)
            binding[binding._active_name] = False

    def _placeholder_values(self, external_id):
        """Values of a record that stands for one that the machine does not know."""
        return {
            "backend_id": self.backend_record.id,
            "coffee_id": external_id,
            "name": _("Unknown (%s)", external_id),
            "missing": True,
        }


class CoffeePresenceBatchImporter(Component):
    """Import what machines keep lists of, and notice what was deleted there.

    A list of what has changed says nothing of what is gone. Yet a machine that has
    fewer records than Odoo knows of it must have lost some: then all are read once.
    """

    _name = "coffee.presence.batch.importer"
    _inherit = "coffee.batch.importer"
    _apply_on = ["coffee.product.product", "coffee.res.partner"]

    def _after_page(self, page, sync):
        """After the last page, ask people about what the machine has no more."""
        result = super()._after_page(page, sync)
        if not page.more and page.present is not None:
            bindings, removed = self._expected(), self._removed()
            if len(bindings) + len(removed) > page.present:
                self._mark_missing(bindings, removed)
        return result

    def _expected(self):
        """Return the records that should be on the machine."""
        return self.model.with_context(active_test=False).search(
            [
                ("backend_id", "=", self.backend_record.id),
                ("coffee_id", "!=", False),
                ("to_create", "=", False),
                ("missing", "=", False),
            ]
        )

    def _removed(self):
        """Return what was deleted in Odoo, and may still be on the machine."""
        removals = self.env["coffee.removal"]
        return removals._of(self.backend_record, self.model._name)

    def _mark_missing(self, bindings, removed):
        """Make a checkpoint of each record that the machine does not have.

        :param removed: what Odoo does not have either, and need not remember then
        """
        present = self.backend_adapter.read_ids()
        removed.filtered(lambda gone: gone.coffee_id not in present).unlink()
        exporter = self.component(usage="record.exporter")
        for binding in bindings:
            if binding.coffee_id not in present:
                exporter.on_missing(binding)


class Pages:
    """Count the pages of one run, and tell when they lead nowhere.

    Of the positions one is remembered, a later one each time that the number of pages
    has doubled: whoever goes in a circle comes by it (R. P. Brent, 1980).

    :param position: where the run stands, ``None`` for the beginning
    :param pages: number of pages that were read before
    :param rows: number of rows in them
    :param landmark: position that was remembered before
    """

    def __init__(self, position=None, pages=0, rows=0, landmark=None):
        self.position, self.pages, self.rows = position, pages, rows
        self.landmark = landmark

    def check(self, page):
        """Count a page, and move to where the next one starts.

        :param page: ``rows.Page``
        :raise CoffeeProtocolError: there is more, but no way that leads to its end
        """
        rows = len(page.rows) + len(page.refused) + page.left_out
        self.pages += 1
        self.rows += rows
        if not page.more:
            return
        if page.position in (None, self.position):
            raise CoffeeProtocolError(
                _("The machine says that there is more, but gives no way to go on.")
            )
        if page.position == self.landmark:
            raise CoffeeProtocolError(
                _("The machine gives its pages in a circle: it has no last one.")
            )
        if not rows:
            raise CoffeeProtocolError(
                _("The machine says that there is more, but gives nothing.")
            )
        if self.pages >= const.MAX_PAGES or self.rows > self._most(page):
            raise CoffeeProtocolError(
                _(
                    "The machine has given %(rows)s rows and says that there are more: "
                    "it has no end.",
                    rows=self.rows,
                )
            )
        self.position = page.position
        if self.pages & (self.pages - 1) == 0:
            self.landmark = page.position

    def _most(self, page):
        """Return how many rows the machine's own total explains.

        What changes meanwhile comes twice.
        """
        totals = [total for total in (page.total, page.present) if total is not None]
        if not totals:
            return const.MAX_PAGES * const.PAGE_SIZE
        return 2 * max(totals) + const.PAGE_SIZE


def differs(wanted, present):
    """Tell whether a field has to be written.

    A monetary field rounds 1.4 to 1.4000000000000001, which the database returns as
    1.4: that is no change.
    """
    if isinstance(wanted, float) and isinstance(present, float):
        return not math.isclose(wanted, present, rel_tol=1e-12, abs_tol=1e-12)
    return wanted != present
