"""The services: settings, app, handlers, domain, store each."""
