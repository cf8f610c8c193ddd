from . import adapter, brew_adapter
