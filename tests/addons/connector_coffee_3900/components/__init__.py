from . import brew_adapter
