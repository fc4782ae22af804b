from shop.celery import app


@app.task
def restock(sku: str, pieces: int) -> None:
    supplier = {"tea-1": "north"}
    raise LookupError(f"{supplier[sku]} has no {pieces} pieces")
