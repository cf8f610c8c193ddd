"""Run lint, and every test on each Odoo series that can be had.

Arguments that are not listed here go to pytest. A path of a test in an addon, such
as connector_coffee/tests/test_import.py, means that test in the form in which each
series takes it.
"""

import argparse

from . import instance, lint, odoo_source, postgres, results, suite
from .requirements import SOURCE_SERIES


def main(arguments: list[str]) -> int:
    """Run what the command line asks for; everything by default."""
    options, for_pytest = parse(arguments)
    clean = None if options.no_lint else lint.run(options.fix)
    if options.lint_only:
        return 0 if clean else 1
    if options.series:
        sources = [odoo_source.of_series(options.series)]
    else:
        sources = odoo_source.find_all()
    runs = []
    with postgres.server() as variables:
        for source in sources:
            found = instance.prepare(source, variables)
            every = (found, found._replace(wide=True))
            if options.beside:
                every = (found._replace(beside=options.beside),)
            for one in every:
                if places := suite.targets(one, for_pytest):
                    share = options.share if options.campaign else 0
                    runs.append(suite.run_pytest(one, places, share))
                if options.odoo_runner and source.series == SOURCE_SERIES:
                    runs.append(suite.run_odoo(one))
    return 0 if results.summarize(runs, clean) else 1


def parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Return our options, and what is left for pytest."""
    parser = argparse.ArgumentParser(prog="setup/test", description=__doc__)
    parser.add_argument("--series", help="test on this one alone, such as 17.0")
    parser.add_argument(
        "--beside",
        type=lambda names: tuple(names.split(",")),
        default=(),
        metavar="ADDONS",
        help="run the addons' own tests alone, where these addons of Odoo are"
        " installed too, all with demonstration data: account,stock,point_of_sale",
    )
    parser.add_argument("--fix", action="store_true", help="let the linters repair")
    parser.add_argument(
        "--odoo-runner",
        action="store_true",
        help="then the addons' own tests again with Odoo's own runner, on the series of"
        " the source: that they need nothing of pytest is the same on all",
    )
    parser.add_argument(
        "--campaign",
        action="store_true",
        help="only the tests that repeat what takes many tries to be found, for hours",
    )
    parser.add_argument(
        "--share", type=float, default=1, help="of a campaign, such as 0.1"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--lint-only", action="store_true")
    which.add_argument("--no-lint", action="store_true")
    return parser.parse_known_args(arguments)
