"""Two tasks that fail together."""

import asyncio

import sentry_sdk
from _start import start


async def reserve(sku: str) -> None:
    await asyncio.sleep(0)
    raise LookupError(f"nothing left of {sku}")


async def reserve_all() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(reserve("sku-1"))
        group.create_task(reserve("sku-2"))


start()
try:
    asyncio.run(reserve_all())
except ExceptionGroup as error:
    sentry_sdk.capture_exception(error)
