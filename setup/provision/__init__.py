"""Everything that `setup/demo`, `setup/test` and `setup/port` share."""
