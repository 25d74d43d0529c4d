from backend.ledger.posting import post

__all__ = ["post"]
