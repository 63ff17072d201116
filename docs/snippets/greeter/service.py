"""A service that greets, and is out for lunch at every third request."""

from greeting import Greeting
from greeting.servers.greeter.service import ENDPOINTS

from mg_core import ApiError, App, ServerCall, run


class Greeter:
    """Fits the generated Protocol GreeterService."""

    def __init__(self) -> None:
        self._requests = 0

    async def hello(self, call: ServerCall, *, name: str, loud: bool = False) -> Greeting:
        """Greet somebody, unless nobody of that name is here."""
        self._requests += 1
        if self._requests % 3 == 1:
            raise ApiError("Out for lunch.", code="service_unavailable")
        if name == "Nobody":
            raise ApiError("Nobody is not here.", code="nobody_here")
        text = f"Hello, {name}!"
        return Greeting(text=text.upper() if loud else text)


app = App(Greeter(), ENDPOINTS, name="greeter")

if __name__ == "__main__":
    run(app, port=8900, ready=print)
