"""The page "What an addon may rely on" names what the code has, as the code has it."""

import ast
import importlib
import inspect
import re
import socketserver
import threading
from pathlib import Path

import pytest

from odoo import fields

from odoo.addons.connector_coffee import rows
from odoo.addons.connector_coffee.exceptions import (
    CoffeeConfigurationError,
    CoffeeOutcomeUnknownError,
    CoffeeRetryableError,
)
from odoo.addons.connector_coffee.tests.common import CoffeeCase

REPOSITORY = Path(__file__).parent.parent
PAGE = REPOSITORY / "connector_coffee" / "docs" / "what_an_addon_may_rely_on.md"
USAGE = REPOSITORY / "connector_coffee" / "readme" / "USAGE.md"
EXAMPLES = REPOSITORY / "tests" / "addons"
EXAMPLE = "connector_coffee_3900"
FORM = "connector_coffee.coffee_backend_view_form"
IN_ADDON = "odoo.addons.connector_coffee.page"  # where code of the page would stand

HEADING = re.compile(r"^##+ (.+)$", re.M)
OWNER = re.compile(r"`([\w./]+)`$")
FENCE = re.compile(r"(?:^`(\S+)`:\n\n)?^```(\w+)\n(.*?)^```$", re.M | re.S)
CELLS = re.compile(r"^\| (.+) \|$", re.M)
WORD = re.compile(r"`(\w+)`")
DOCSTRING = re.compile(r'^ *"""(?:.|\n)*?"""\n\n?', re.M)
LEFT_OUT = "\n...\n"

WHOLE = {"rows.py", "exceptions.py", "counting.py"}  # whose every name is on the page
ANY = "..."  # a constant whose value may change


def sections():
    """Return the text of each section, by its heading."""
    parts = HEADING.split(PAGE.read_text())[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def stubs():
    """Return what the page lists of each file, model or component.

    :return: dict of its name to code
    """
    found = {}
    for heading, text in sections().items():
        if owner := OWNER.search(heading):
            code = [code for path, kind, code in FENCE.findall(text) if not path]
            found[owner[1]] = "\n".join(code)
    return found


STUBS = stubs()
FILES = {name: code for name, code in STUBS.items() if name.endswith(".py")}
HOOKS = {name: code for name, code in STUBS.items() if name not in FILES}


def quotations():
    """Return the parts of files that the page shows; list of (path, code)."""
    found = [(path, code) for path, _kind, code in FENCE.findall(PAGE.read_text())]
    return [(path, code) for path, code in found if path]


def module_of(file):
    """Import a file of the connector."""
    name = file.removesuffix(".py").replace("/", ".")
    return importlib.import_module(f"odoo.addons.connector_coffee.{name}")


def described(tree):
    """Describe what a module or class defines: parameters, bases, types, values.

    :param tree: ``ast.Module`` or ``ast.ClassDef``
    :return: dict of name, with its class before it, to str
    """
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = ", ".join(map(ast.unparse, node.bases))
            found[node.name] = f"class ({bases})"
            found |= {f"{node.name}.{k}": v for k, v in described(node).items()}
        elif isinstance(node, ast.FunctionDef):
            result = node.returns and ast.unparse(node.returns)
            found[node.name] = f"({ast.unparse(node.args)}) -> {result}"
        elif isinstance(node, ast.AnnAssign):
            value = node.value and ast.unparse(node.value)
            found[node.target.id] = f"{ast.unparse(node.annotation)} = {value}"
        elif isinstance(node, ast.Assign):
            found[node.targets[0].id] = ast.unparse(node.value)
    return found


def differences(code, file):
    """Compare what the page lists of a file with the file.

    :return: list of str
    """
    source = described(ast.parse(inspect.getsource(module_of(file))))
    listed = described(ast.parse(code))
    wrong = [
        f"{name}: {text}, in the code {source.get(name)}"
        for name, text in listed.items()
        if name not in source or text not in (ANY, source[name])
    ]
    if file in WHOLE:
        public = [n for n in source if not re.search(r"(^|\.)_", n)]
        wrong += [f"{name} is not on the page" for name in public if name not in listed]
    return wrong


def hook_differences(code, owner):
    """Compare what the page lists of a model or component with its class.

    :return: list of str
    """
    known = {"fields": fields, "CoffeeRetryableError": CoffeeRetryableError}
    exec(code, known, listed := {})
    wrong = []
    for name, value in listed.items():
        if not hasattr(owner, name):
            wrong.append(f"{name} is not there")
        elif said(value) != (found := said(getattr(owner, name))):
            wrong.append(f"{name}: {said(value)}, in the code {found}")
    return wrong


def said(value):
    """Return what has to be equal on the page and in the code."""
    if isinstance(value, fields.Field):
        return value.type
    if isinstance(value, property):
        return property
    return str(inspect.signature(value)) if inspect.isfunction(value) else value


def without_docstrings(path):
    return DOCSTRING.sub("", path.read_text())


@pytest.mark.parametrize("file", FILES)
def test_given_names_of_a_file_then_the_code_has_them_like_this(file):
    assert differences(FILES[file], file) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def is_txt(value): ...", "is_txt: "),
        ("def is_text(value, strict): ...", "is_text: (value, strict)"),
        ("class Drink(msgspec.Struct): ...", "Drink: class (msgspec.Struct)"),
        ("class Drink(Row):\n    name: int", "Drink.name: int"),
        ("LONGEST = 1", "LONGEST: 1"),
        ("", "Brew.amount is not on the page"),
    ],
)
def test_given_wrong_name_of_a_file_then_it_is_found(code, found):
    wrong = differences(code, "rows.py")

    assert any(text.startswith(found) for text in wrong)


def test_given_page_then_it_lists_every_file_that_it_promises():
    assert WHOLE <= FILES.keys()


def test_given_links_within_the_page_then_each_has_its_heading():
    anchors = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in sections()}
    links = re.findall(r"\]\(#([^)]+)\)", PAGE.read_text())

    assert links
    assert set(links) <= anchors


def test_given_example_then_the_page_shows_all_its_files_whole():
    shown = dict(quotations())
    files = {
        str(path.relative_to(EXAMPLES)): path.read_text()
        for path in (EXAMPLES / EXAMPLE).rglob("*.py")
        if "tests" not in path.parts[len(EXAMPLES.parts) :]
    }

    assert {path: shown.get(path) for path in files} == files


@pytest.mark.parametrize("page", [PAGE, USAGE])
def test_given_layout_of_the_example_then_it_is_that_of_the_files(page):
    (layout,) = re.findall(rf"```text\n({EXAMPLE}/\n.*?)```", page.read_text(), re.S)
    folders, found = [], set()
    for line in layout.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name, _blanks, code = line.strip().partition(" ")
        folders[depth:] = [name]
        if not name.endswith("/"):
            found.add("".join(folders))
            assert code.strip() in (EXAMPLES / "".join(folders)).read_text()

    assert found == {path for path, _code in quotations() if path.startswith(EXAMPLE)}


@pytest.mark.parametrize(
    ("path", "code"),
    [(path, code) for path, code in quotations() if not path.startswith(EXAMPLE)],
)
def test_given_part_of_a_file_then_it_stands_there_in_this_order(path, code):
    text = without_docstrings(REPOSITORY / path)

    position = 0
    for part in code.removesuffix("\n").split(LEFT_OUT):
        found = text.find(f"{part}\n", position)
        assert found >= 0, part
        position = found + len(part)


class TestHooks(CoffeeCase):
    """Models, components and the form have what the page lists."""

    def owner(self, name):
        """Return the class of a model, or else of a component."""
        if name in self.env:
            return type(self.env[name])
        return self._components_registry[name]

    def test_given_hooks_then_the_code_has_them_like_this(self):
        wrong = {
            name: found
            for name, code in HOOKS.items()
            if (found := hook_differences(code, self.owner(name)))
        }

        self.assertEqual(wrong, {})
        self.assertGreater(len(HOOKS), 15)

    def test_given_wrong_hook_then_it_is_found(self):
        adapter, machine = self.owner("coffee.adapter"), self.owner("coffee.backend")
        for owner, code, found in (
            (adapter, "def read_pages(self, position): ...", "is not there"),
            (adapter, "def read_page(self, position): ...", "(self, position, limit)"),
            (adapter, "_can_import = True", "True, in the code False"),
            (machine, "name = fields.Integer()", "integer, in the code char"),
            (machine, "def work_on(self, model_name, **kwargs): ...", "timeout=20"),
        ):
            with self.subTest(code):
                (wrong,) = hook_differences(code, owner)

                self.assertIn(found, wrong)

    def test_given_flows_then_each_has_its_section_and_every_name_is_known(self):
        flows = self.env["coffee.flow"].with_context(lang="en_US")
        adapters = map(self.owner, ("coffee.adapter", "coffee.order.adapter"))
        known = {name for adapter in adapters for name in dir(adapter)}
        known.update(dir(rows), rows.Page.__struct_fields__, self.env)

        for model_name, label in flows._labels().items():
            with self.subTest(model_name):
                text = sections()[f"{label}: `{model_name}`"]
                table = "\n".join(
                    row for row in CELLS.findall(text) if "Values of" not in row
                )
                self.assertLessEqual(set(WORD.findall(table)), known)
                self.assertIn("`_can_import`", table)
        (text,) = [text for head, text in sections().items() if "Without a" in head]
        self.assertLessEqual(
            set(WORD.findall("\n".join(CELLS.findall(text)))) - {"_apply_on"}, known
        )

    def test_given_values_of_an_export_then_the_mapper_makes_them(self):
        backend = self.create_backend(version="2900")
        for model_name in ("coffee.product.product", "coffee.res.partner"):
            with self.subTest(model_name):
                (row,) = re.findall(
                    r"^\| Values of an export +\| (.+) \|$",
                    next(
                        text for head, text in sections().items() if model_name in head
                    ),
                    re.M,
                )
                bindings = self.env[model_name].with_context(connector_no_export=True)
                binding = bindings.create(
                    {
                        "backend_id": backend.id,
                        "company_id": backend.company_id.id,
                        "name": "Seven",
                    }
                )
                work = backend._components_on(model_name)
                mapper = work.component(usage="export.mapper")
                values = mapper.map_record(binding).values(for_create=True)

                self.assertEqual(set(WORD.findall(row)), set(values))

    def test_given_places_of_the_form_then_each_is_there_once(self):
        places = re.findall(r"`(//[^`]+)`", PAGE.read_text())
        form = self.env.ref(FORM)._get_combined_arch()

        self.assertGreater(len(places), 5)
        self.assertEqual(
            {p: len(form.xpath(p)) for p in places}, dict.fromkeys(places, 1)
        )


class Machine4000(socketserver.ThreadingTCPServer):
    """A machine that speaks in lines, on a socket; ``answer`` is what it says."""

    allow_reuse_address = daemon_threads = True
    answer = b""
    is_cut = is_endless = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Lines)
        self.asked, self.connections, self.over = [], 0, threading.Event()

    @property
    def location(self):
        return f"127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        self.shutdown()
        self.server_close()


class Lines(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        for line in self.rfile:
            self.server.asked.append(line.decode().strip())
            self.wfile.write(self.server.answer)
            if self.server.is_endless:
                self._trickle()
            if self.server.is_cut or self.server.is_endless:
                return

    def _trickle(self):
        """Go on with a byte now and then, until nobody listens."""
        try:
            while not self.server.over.wait(0.01):
                self.wfile.write(b".")
        except OSError:
            return


class TestClient(CoffeeCase):
    """The client that is not HTTP, and its adapter, as they stand on the page."""

    def setUp(self):
        super().setUp()
        self.add_version()
        for code in self.programs():
            self.add_component(code)
        self.machine = Machine4000()
        self.machine.__enter__()
        self.addCleanup(self.machine.__exit__)
        self.backend = self.create_backend(
            version="4000", location=self.machine.location
        )

    def programs(self):
        text = sections()["A client that is not HTTP"]
        return [code for _path, kind, code in FENCE.findall(text) if kind == "python"]

    def run_code(self, code):
        """Run code of the page, as if it stood in an addon."""
        names = {"__name__": IN_ADDON}
        exec(code, names)
        return [
            value
            for value in names.values()
            if inspect.isclass(value) and value.__module__ == IN_ADDON
        ]

    def add_version(self):
        """Add the version, as the page's example does in an addon that is installed."""
        model = type(self.env["coffee.backend"])
        known = model._select_versions

        def select_versions(self):
            return known(self) + [("4000", "Coffee 4000")]

        self.patch(model, "_select_versions", select_versions)

    def add_component(self, code):
        registry = self._components_registry
        for component in self.run_code(code):
            component._build_component(registry)
            self.addCleanup(registry._components.pop, component._name)
        registry._cache.clear()
        self.addCleanup(registry._cache.clear)

    def import_page(self):
        return self.env["coffee.brew"].import_page(self.backend)

    def test_given_brews_when_import_then_they_are_there_and_the_bad_one_is_asked(self):
        self.machine.answer = b"7;1;1700000000;1.20\nnonsense\n8;1;1700000060;0.5\n\n"

        self.import_page()

        brews = self.env["coffee.brew"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(
            {(brew.coffee_id, brew.amount) for brew in brews}, {("7", 1.2), ("8", 0.5)}
        )
        self.assertEqual(self.machine.asked, ["BREWS 0 1000"])
        self.assertEqual(self.backend._flow_of("coffee.brew").position, "8")
        checkpoints = self.env["coffee.checkpoint"].search(
            [("backend_id", "=", self.backend.id), ("key", "like", "row:%")]
        )
        self.assertRegex(checkpoints.message, "nonsense")

    def test_given_two_questions_then_one_connection_that_is_closed(self):
        self.machine.answer = b"\n"

        with self.backend.work_on("coffee.brew") as work:
            adapter = work.component(usage="backend.adapter")
            adapter.read_page(None, 10)
            adapter.read_page("8", 10)
            client = work.client

        self.assertEqual(self.machine.asked, ["BREWS 0 10", "BREWS 8 10"])
        self.assertEqual((self.machine.connections, client.socket), (1, None))

    def test_given_answer_cut_short_then_outcome_unknown(self):
        self.machine.answer, self.machine.is_cut = b"7;1;17", True

        with self.assertRaisesRegex(CoffeeOutcomeUnknownError, "No answer from"):
            self.import_page()

    def test_given_answer_without_end_then_outcome_unknown_at_the_deadline(self):
        self.machine.answer, self.machine.is_endless = b"7", True

        with self.backend.work_on("coffee.brew", timeout=0.1) as work:
            adapter = work.component(usage="backend.adapter")
            with self.assertRaisesRegex(CoffeeOutcomeUnknownError, "in full"):
                adapter.read_page(None, 10)

    def test_given_nobody_there_then_certain_that_nothing_left(self):
        self.machine.__exit__()

        with self.assertRaisesRegex(CoffeeRetryableError, "No answer") as caught:
            self.import_page()

        self.assertNotIsInstance(caught.exception, CoffeeOutcomeUnknownError)

    def test_given_location_without_port_then_configuration_error(self):
        self.backend.location = "kitchen"

        with self.assertRaisesRegex(CoffeeConfigurationError, "Field Location"):
            self.import_page()

    def test_given_neutralised_database_then_the_machine_is_not_asked(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("database.is_neutralized", "True")

        said = self.import_page()

        self.assertIn("neutralised", said)
        self.assertEqual(self.machine.connections, 0)
