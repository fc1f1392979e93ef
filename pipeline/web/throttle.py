"""How often one may ask: a moving window a minute, counted in memory. Never: a count that outlives the process."""

from __future__ import annotations

from fastapi import HTTPException, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

_MINUTE = 60


class Counter:
    """Requests of everybody in the last minute."""

    def __init__(self, requests: int, logins: int) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._requests, self._logins = RateLimitItemPerMinute(requests), RateLimitItemPerMinute(logins)

    def hit(self, who: str, *, login: bool = False) -> bool:
        """Count one; false where it is one too many."""
        return self._limiter.hit(self._logins if login else self._requests, who)


def count(request: Request, who: str, *, login: bool = False) -> None:
    """Count a request; 429 where it is one too many."""
    counter: Counter = request.app.state.counter
    if not counter.hit(who, login=login):
        raise HTTPException(429, "quá nhiều yêu cầu; thử lại sau một phút", {"Retry-After": str(_MINUTE)})
