"""Greet somebody who is there, somebody who is not, and show what guards the calls."""

import asyncio

from greeting import ApiError, AsyncGreeterClient


async def main() -> None:
    """Make three calls' worth of output."""
    async with AsyncGreeterClient("http://127.0.0.1:8900") as greeter:
        greeting = await greeter.hello(name="Ada", loud=True)
        print(greeting.text)
        try:
            await greeter.hello(name="Nobody")
        except ApiError as error:
            print(error.status, error.code)
        print(*greeter.policies.describe()["hello"], sep="\n")


asyncio.run(main())
