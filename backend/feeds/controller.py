"""`/v1/feeds` and `/metrics`."""
from datetime import datetime

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST

from backend.contract.feeds import Feed, FeedCounts, FeedsResponse
from backend.feeds.health import FeedHealth, FeedsHealth
from backend.feeds.metrics import FeedMetrics
from backend.feeds.poller import utc_now
from backend.service.errors import NotFound
from backend.service.policies import RateClass, public
from backend.service.problems import problems


class FeedsController(Controller):
    path = "/v1/feeds"
    tags = ["Feeds"]

    @get(
        "/", opt=public(RateClass.READ), responses=problems(), sync_to_thread=False,
        operation_id="listFeeds", summary="Where live facts come from, how old they are, what went wrong",
    )  # fmt: skip
    def feeds(self, feeds_health: NamedDependency[FeedsHealth]) -> FeedsResponse:
        now = utc_now()
        return FeedsResponse(tuple(feed_answer(known, now) for known in feeds_health.list_all()), now)


class MetricsController(Controller):
    include_in_schema = False

    @get("/metrics", opt=public(RateClass.READ), sync_to_thread=False)
    def metrics(self, request: Request, feed_metrics: NamedDependency[FeedMetrics]) -> Response[bytes]:
        """Whoever may not read it is told that there is no such thing."""
        peer = request.client.host if request.client else ""
        if not feed_metrics.readers.may(peer, request.headers.get("x-forwarded-for", "")):
            raise NotFound("There is nothing at this address. GET /schema lists what there is.")
        return Response(feed_metrics.render(), media_type=CONTENT_TYPE_LATEST.partition("; charset")[0])


def feed_answer(known: FeedHealth, now: datetime) -> Feed:
    feed, age_s = known.feed, known.age_s(now)
    return Feed(
        id=feed.id,
        kind=feed.kind,
        state=known.state(now),
        live=known.is_live(now),
        paused=known.paused,
        every_s=feed.every_s,
        fresh_s=feed.fresh_s,
        observed_at=known.observed_at,
        age_s=None if age_s is None else int(age_s),
        last_ok_at=known.last_ok_at,
        last_try_at=known.last_try_at,
        next_try_at=None if known.paused else known.next_try_at,
        failures=known.failures,
        code=known.code,
        clock_ahead_s=known.clock_ahead_s,
        left_out=known.left_out,
        counts=FeedCounts(known.applied.entities, known.applied.unknown_ids, known.applied.problems),
        received_bytes=known.received_bytes,
        fetch_ms=round(known.fetch_s * 1000),
        licence=feed.licence,
        attribution=feed.attribution,
    )
