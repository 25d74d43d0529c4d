"""What libraries note of requests and statements is not heard, whatever somebody turns on."""
import logging

import pytest

from backend.service.logging import TALKATIVE, quiet_libraries


@pytest.mark.parametrize("name", [*TALKATIVE, "sqlalchemy.engine.Engine", "httpcore.connection"])
def test_libraries_that_name_people_stay_quiet(name, caplog):
    caplog.set_level(logging.DEBUG)
    quiet_libraries()
    logging.getLogger(name).info("GET /v1/customers/cus_1")
    logging.getLogger(name).warning("connection lost")
    assert [record.getMessage() for record in caplog.records] == ["connection lost"]
