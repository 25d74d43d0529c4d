"""Rows and plans as the staff are told them."""
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from backend.contract.ride_staff import StaffDay, StaffRide, StaffShift, StaffStop, StaffTask
from backend.contract.rides import Promised, RideLoad, RidePlace, RideState
from backend.rides.board import Board
from backend.rides.models import Ride, RideShift, RideTask, RideVehicle
from routing.dispatch.rides.schedule import find_schedule


def day_answer(key: str, board: Board, shifts: Sequence[tuple[RideShift, RideVehicle]], rides: Sequence[Ride]) -> StaffDay:
    by_id = {ride.id: ride for ride in rides}
    rows = {shift_id: row for row, shift_id in enumerate(board.shift_ids)}
    told = tuple(shift_answer(board, rows.get(shift.id), shift, vehicle, by_id) for shift, vehicle in shifts)
    return StaffDay(key, board.day, board.version, told, tuple(ride_answer(ride) for ride in rides))


def shift_answer(board: Board, row: int | None, shift: RideShift, vehicle: RideVehicle, rides: Mapping[UUID, Ride]) -> StaffShift:
    return StaffShift(
        id=shift.id,
        vehicle=vehicle.name,
        state=shift.state,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        driver_id=shift.driver_id,
        fixed=0 if row is None else int(board.dispatch.plan.fixed[row]),
        stops=() if row is None else stops_of(board, row, shift, rides),
        lat=shift.lat,
        lon=shift.lon,
        seen_at=shift.seen_at,
    )


def stops_of(board: Board, row: int, shift: RideShift, rides: Mapping[UUID, Ride]) -> tuple[StaffStop, ...]:
    """None where the route cannot be driven as it is: then it is being mended."""
    schedule = find_schedule(board.dispatch, row)
    if schedule is None:
        return ()
    route = board.dispatch.plan.route(row).tolist()
    return tuple(stop_answer(board, stop, int(begin), shift, rides) for stop, begin in zip(route, schedule.begin))


def stop_answer(board: Board, stop: int, begin: int, shift: RideShift, rides: Mapping[UUID, Ride]) -> StaffStop:
    by = board.moment(int(board.dispatch.stops.latest[stop]))
    if stop < 0:
        return StaffStop("break", None, RidePlace("", shift.start_lat, shift.start_lon), board.moment(begin), by)
    ride = rides[board.ride_ids[stop // 2]]
    place = RidePlace(ride.to_name, ride.to_lat, ride.to_lon) if stop % 2 else RidePlace(ride.from_name, ride.from_lat, ride.from_lon)
    return StaffStop("dropoff" if stop % 2 else "pickup", ride.id, place, board.moment(begin), by)


def ride_answer(ride: Ride) -> StaffRide:
    return StaffRide(
        id=ride.id,
        state=RideState(ride.state),
        from_=RidePlace(ride.from_name, ride.from_lat, ride.from_lon),
        to=RidePlace(ride.to_name, ride.to_lat, ride.to_lon),
        load=RideLoad(*ride.load),
        promised=Promised(ride.pickup_from, ride.pickup_to, ride.arrive_by),
        pickup_at=ride.pickup_at,
        dropoff_at=ride.dropoff_at,
        shift_id=ride.shift_id,
        code=ride.code,
        by_phone=ride.caller is not None,
    )


def task_answer(row: RideTask, key: str, at: datetime) -> StaffTask:
    overdue = row.done_at is None and row.due_at < at
    return StaffTask(row.id, key, row.kind, row.reason, row.ride_id, row.shift_id, row.due_at, overdue, row.done_at, row.note)
