"""`/v1/fares`."""
from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec

from backend.contract.fares import FaresResponse
from backend.pricing.service import Pricing
from backend.service.etags import is_known
from backend.service.policies import RateClass, public
from backend.service.problems import problems

UNCHANGED = {304: ResponseSpec(None, description="It is what the ETag in If-None-Match stands for.")}


class FaresController(Controller):
    path = "/v1/fares"
    tags = ["City"]

    @get(
        "/", opt=public(RateClass.READ), responses={**problems(), **UNCHANGED}, sync_to_thread=False, operation_id="getFares",
        summary="Who sells what here, which rights to pay less there are, and the most a day costs",
    )  # fmt: skip
    def fares(self, pricing: NamedDependency[Pricing], request: Request) -> Response[FaresResponse]:
        published = pricing.published
        headers = {"etag": published.etag, "cache-control": "no-cache"}
        if is_known(published.etag, request.headers.get("if-none-match", "")):
            return Response(b"", status_code=304, headers=headers)
        return Response(published.response, headers=headers)
