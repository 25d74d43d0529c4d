"""Sites, spots and tariffs of parking; listings of hosts with their hours, exceptions and pictures."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_parking_supply"
down_revision = "0012_people"

# A tariff is what a quote was made by: it stays as it was.
SQLITE = tuple(
    f"CREATE TRIGGER parking_tariff_no_{act.lower()} BEFORE {act} ON parking_tariff BEGIN SELECT RAISE(ABORT, 'parking_tariff_is_final'); END"
    for act in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    "CREATE FUNCTION parking_tariff_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'parking_tariff_is_final' "
    "USING ERRCODE = 'check_violation'; END $$",
    "CREATE TRIGGER parking_tariff_is_final BEFORE UPDATE OR DELETE ON parking_tariff FOR EACH ROW EXECUTE FUNCTION parking_tariff_is_final()",
)


def upgrade() -> None:
    create_site()
    create_listing()
    create_spot()
    create_tariff()
    create_listing_picture()
    create_spot_exception()
    create_spot_week()
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def written() -> sa.JSON:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")  # type: ignore[return-value]


def create_site() -> None:
    op.create_table(
        "parking_site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("feed_id", sa.String(100), nullable=True),
        sa.Column("uid", sa.String(200), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=False),
        sa.Column("lon_e7", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("opening", written(), nullable=True),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("operator_id", sa.String(64), nullable=True),
        sa.Column("operator_name", sa.String(200), nullable=False),
        sa.Column("terms", written(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind <> 'private' OR name = ''", name=op.f("ck_parking_site_nameless")),
        sa.CheckConstraint("kind IN ('garage', 'street', 'private')", name=op.f("ck_parking_site_kind")),
        sa.CheckConstraint("(feed_id IS NULL) = (uid IS NULL)", name=op.f("ck_parking_site_feed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parking_site")),
        sa.UniqueConstraint("feed_id", "uid", name=op.f("uq_parking_site_feed_id_uid")),
    )


def create_listing() -> None:
    op.create_table(
        "parking_listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("street", sa.String(100), nullable=False),
        sa.Column("place", sa.LargeBinary(4096), nullable=False),
        sa.Column("approval", sa.String(20), nullable=False),
        sa.Column("approve_within_min", sa.Integer(), nullable=False),
        sa.Column("price", written(), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("terms_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("approval IN ('instant', 'ask')", name=op.f("ck_parking_listing_approval")),
        sa.CheckConstraint("kind IN ('driveway', 'yard', 'garage', 'resident_bay')", name=op.f("ck_parking_listing_kind")),
        sa.CheckConstraint("state IN ('active', 'paused', 'ended')", name=op.f("ck_parking_listing_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_parking_listing_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["site_id"], ["parking_site.id"], name=op.f("fk_parking_listing_site_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parking_listing")),
        sa.UniqueConstraint("site_id", name=op.f("uq_parking_listing_site_id")),
    )
    op.create_index(op.f("ix_parking_listing_account_id"), "parking_listing", ["account_id"])


def create_spot() -> None:
    op.create_table(
        "parking_spot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("label", sa.String(40), nullable=True),
        sa.Column("place_no", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=True),
        sa.Column("width_mm", sa.Integer(), nullable=True),
        sa.Column("length_mm", sa.Integer(), nullable=True),
        sa.Column("weight_kg", sa.Integer(), nullable=True),
        sa.Column("plug", sa.String(20), nullable=True),
        sa.Column("power_w", sa.Integer(), nullable=True),
        sa.Column("charging_kind", sa.String(2), nullable=True),
        sa.Column("covered", sa.Boolean(), nullable=True),
        sa.Column("step_free", sa.Boolean(), nullable=True),
        sa.Column("door_mm", sa.Integer(), nullable=True),
        sa.Column("badge_only", sa.Boolean(), nullable=False),
        sa.Column("forbids", written(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'pool_slot') = (label IS NULL)", name=op.f("ck_parking_spot_label")),
        sa.CheckConstraint("kind IN ('bay', 'pool_slot')", name=op.f("ck_parking_spot_kind")),
        sa.CheckConstraint("plug IN ('type2', 'ccs2', 'chademo', 'schuko', 'type1')", name=op.f("ck_parking_spot_plug")),
        sa.ForeignKeyConstraint(["site_id"], ["parking_site.id"], name=op.f("fk_parking_spot_site_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parking_spot")),
        sa.UniqueConstraint("site_id", "kind", "place_no", name=op.f("uq_parking_spot_site_id_kind_place_no")),
    )
    op.create_index(op.f("ix_parking_spot_site_id"), "parking_spot", ["site_id"])


def create_tariff() -> None:
    op.create_table(
        "parking_tariff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("content", written(), nullable=False),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["parking_site.id"], name=op.f("fk_parking_tariff_site_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parking_tariff")),
    )
    op.create_index("ix_parking_tariff_site_id_valid_from", "parking_tariff", ["site_id", "valid_from"])


def create_listing_picture() -> None:
    op.create_table(
        "listing_picture",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(4194304), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'shown', 'refused')", name=op.f("ck_listing_picture_state")),
        sa.ForeignKeyConstraint(["listing_id"], ["parking_listing.id"], name=op.f("fk_listing_picture_listing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_picture")),
        sa.UniqueConstraint("listing_id", "number", name=op.f("uq_listing_picture_listing_id_number")),
    )


def create_spot_exception() -> None:
    op.create_table(
        "spot_exception",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_spot_exception_interval")),
        sa.ForeignKeyConstraint(["listing_id"], ["parking_listing.id"], name=op.f("fk_spot_exception_listing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_exception")),
    )
    op.create_index("ix_spot_exception_listing_id_ends_at", "spot_exception", ["listing_id", "ends_at"])


def create_spot_week() -> None:
    op.create_table(
        "spot_week",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("from_min", sa.Integer(), nullable=False),
        sa.Column("to_min", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["parking_listing.id"], name=op.f("fk_spot_week_listing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_week")),
    )
    op.create_index(op.f("ix_spot_week_listing_id"), "spot_week", ["listing_id"])
