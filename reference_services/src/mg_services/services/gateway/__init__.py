"""The public entrance: checks who calls, says so to the services, forwards, and never invents an error shape."""
