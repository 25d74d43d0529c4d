"""All controllers of the console. A new room is added here and in `rooms.py`."""
from backend.console.areas_room import AreasRoom
from backend.console.audit_room import AuditRoom
from backend.console.closures_room import ClosuresRoom
from backend.console.deliveries_room import DeliveriesRoom
from backend.console.duty_room import DutyRoom
from backend.console.feeds_room import FeedsRoom
from backend.console.frame_controller import FrameRoom, SignInRoom
from backend.console.map_room import MapRoom
from backend.console.obstacles_room import ObstaclesRoom
from backend.console.parking_room import ParkingRoom
from backend.console.photos_room import PhotosRoom
from backend.console.queue_room import QueueRoom
from backend.console.request_room import RequestRoom
from backend.console.rides_room import RidesRoom
from backend.console.rules_room import RulesRoom
from backend.console.templates_room import TemplatesRoom

CONSOLE_ROOMS = (
    SignInRoom, FrameRoom, MapRoom, QueueRoom, RequestRoom, PhotosRoom,
    ObstaclesRoom, ClosuresRoom, ParkingRoom, RidesRoom, RulesRoom, AreasRoom, DutyRoom, TemplatesRoom, DeliveriesRoom, FeedsRoom, AuditRoom,
)  # fmt: skip
