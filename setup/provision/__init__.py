"""What the commands in `setup/` share: no dependency but Python itself.

| Group | Modules |
| --- | --- |
| a command starts | `launcher`, `console` (what a person sees), `cache` |
| one Odoo, ready | `odoo_source`, from `official` or `debian`; `requirements`, |
| | `python`, `postgres`; all of it together: `instance`, `database`, `server` |
| `setup/test` | `test`, `suite` (the runners), `workers`, `results` |
| `setup/test --lint-only` | `lint`, `node`, `readme` |
| `setup/demo` | `demo` |
| `setup/port` | `port`, `port_rules` |
| `setup/translate` | `translate`, `catalogs` |
| `setup/screenshots` | `screenshots` |

A command prepares, then goes on in Odoo's virtual environment (`Instance.inside`) where
it needs Odoo's libraries or the simulated machines: `main` and `perform` of its module.
"""
