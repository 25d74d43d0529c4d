"""Taking rides out of routes and putting them in, and going back to how a route was."""
from routing.dispatch.search.bounds import close, follow, widen
from routing.dispatch.search.problem import FAR
from routing.jit import njit


@njit
def movable(p, r, ride):
    """Served, and not yet decided for good."""
    v = r.vehicle[ride]
    return v >= 0 and not p.shut[v] and r.at[len(p.limit) + ride] > p.fixed[v]


@njit
def take_out(p, r, ride):
    """The stops of a ride that may move leave its route, whose bounds are to be closed anew. A fixed pickup stays."""
    n, v = len(p.limit), r.vehicle[ride]
    stops, kept = r.stops[v], 0
    for i in range(r.length[v]):
        node = stops[i]
        gone = node == n + ride or (node == ride and i > p.fixed[v])
        if gone:
            r.at[node] = -1
        else:
            stops[kept] = node
            if node < 2 * n:
                r.at[node] = kept
            kept += 1
    r.length[v] = kept
    r.vehicle[ride] = -1


@njit
def put_in(p, r, v, ride, i, j):
    """As `cheapest` found it. False if the route is not possible so, or too long."""
    drop, new = len(p.limit) + ride, 1 if i < 0 else 2
    if r.length[v] + new > r.stops.shape[1]:
        return False
    began = -1 if p.picked[ride] else r.at[ride]
    usual, possible = True, True
    if i >= 0:
        began = i + 1
        usual = slip_in(p, r, v, ride, began)
        possible = not usual or widen(p, r, v, began, -1)
    usual = slip_in(p, r, v, drop, j + new) and usual
    if not usual:
        return close(p, r, v)
    follow(p, r, v)
    return possible and widen(p, r, v, j + new, began if p.limit[ride] < FAR else -1)


@njit
def slip_in(p, r, v, node, at):
    """The node comes to stand at this position. Whether that is no shorter than the way past it."""
    stops, m = r.stops[v], r.length[v]
    for k in range(m, at, -1):
        stops[k] = stops[k - 1]
    stops[at], r.length[v] = node, m + 1
    before, here, after = p.place[stops[at - 1]], p.place[node], p.place[stops[at + 1]]
    return p.travel[before, here] + p.service[node] + p.travel[here, after] >= p.travel[before, after]


@njit
def copy_route(p, old, new, v):
    """Route v of `new` becomes that of `old`. Rides that only `new` has there are to be forgotten before."""
    n, m = len(p.limit), old.length[v]
    new.length[v], new.cost[v], new.stamp[v] = m, old.cost[v], old.stamp[v]
    for i in range(m):
        node = old.stops[v, i]
        new.stops[v, i] = node
        if node < 2 * n:
            new.at[node] = i
            if node >= n:
                new.vehicle[node - n] = v
        for k in range(old.load.shape[2]):
            new.load[v, i, k] = old.load[v, i, k]
    for i in range(m + 1):
        for j in range(m + 1):
            new.bounds[v, i, j] = old.bounds[v, i, j]


@njit
def copy_stops(p, old, new):
    """All of who goes where, without what follows from it."""
    for v in range(len(old.length)):
        new.length[v], new.cost[v] = old.length[v], old.cost[v]
        new.stops[v, : old.length[v]] = old.stops[v, : old.length[v]]
    new.vehicle[:] = old.vehicle
