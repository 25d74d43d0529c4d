"""What hosts agree to, in words of a version: `backend.contract.listings.TERMS_VERSION` counts up when they change."""

TERMS = (
    "You let a space that is yours to let, and what you say of its size, its hours and its charger is true. Whoever has booked it may use it for "
    "the time booked: what is booked stands, whatever you change afterwards. Others see the street and a place rounded to about 100 m; the "
    "address is told to those who have booked. Pictures are shown once the staff of the city has seen that no person, no plate and no house number "
    "is in them. You get your share of the price when the stay is over. Tax on what you earn is yours to pay."
)
