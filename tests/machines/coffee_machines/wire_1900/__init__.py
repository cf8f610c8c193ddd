# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What a Coffee 1900 speaks: HTCPCP, EVA-DTS and its CSV log."""
