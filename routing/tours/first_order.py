"""The best order where every pair of places has one travel time, whenever one leaves: CP-SAT of OR-Tools, seeded and bounded, so that it repeats."""
from collections.abc import Mapping

from routing.tours.day import Day

# Deterministic seconds of the solver; most days of eight errands are proven best in a small part of it.
BUDGET = 0.05
# A second of the end of the day is worth more than any saving on the way: no day is on the way for longer.
END_WEIGHT = 100_000

Times = Mapping[tuple[int, int], int]  # seconds from place to place; a pair that is not there cannot be made


def best_on_matrix(day: Day, times: Times) -> tuple[int, ...] | None:
    """Errands in order: most worth, then the earliest end, then least on the way; None where nothing, not even the bare way, is in time."""
    from ortools.sat.python import cp_model  # only whoever orders many errands loads it

    model = cp_model.CpModel()
    arcs, nexts = arcs_of(model, day, times)
    # Seconds from the start: small numbers keep the bounds of the solver sharp.
    arrive = [model.new_int_var(0, day.latest_end_s - day.start_s, f"at {place}") for place in range(day.end + 1)]
    model.add(arrive[0] == 0)
    done = [model.new_bool_var(f"done {number}") for number in range(len(day.errands))]
    for number, errand in enumerate(day.errands):
        arcs.append((number + 1, number + 1, ~done[number]))
        keep_windows(model, errand, arrive[number + 1], done[number], day.start_s)
        model.add(arrive[number + 1] == 0).only_enforce_if(~done[number])
        for other in errand.after:
            model.add(arrive[number + 1] >= arrive[other + 1] + day.errands[other].duration_s).only_enforce_if(done[number], done[other])
    for (origin, destination), taken in nexts.items():
        spent_s = times[origin, destination] + (day.errands[origin - 1].duration_s if origin else 0)
        model.add(arrive[destination] >= arrive[origin] + spent_s).only_enforce_if(taken)
    model.add_circuit(arcs)
    travel = sum(times[pair] * taken for pair, taken in nexts.items())
    worth = sum(day.worth((number,)) * done[number] for number in range(len(done)))
    model.minimize(arrive[day.end] * END_WEIGHT + travel - worth * END_WEIGHT * (day.latest_end_s - day.start_s + 1))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed, solver.parameters.max_deterministic_time = 1, 1, BUDGET
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    follows = {origin: destination for (origin, destination), taken in nexts.items() if solver.boolean_value(taken)}
    return walked(follows, day.end)


def arcs_of(model, day: Day, times: Times):
    """Arcs of the circuit and the variable of each pair; the end leads back to the start, for a circuit is round."""
    nexts = {pair: model.new_bool_var(f"{pair}") for pair in times if pair[0] != day.end and pair[1] != 0 and pair[0] != pair[1]}
    back = model.new_constant(1)
    return [*((origin, destination, taken) for (origin, destination), taken in nexts.items()), (day.end, 0, back)], nexts


def keep_windows(model, errand, begin, done, start_s: int) -> None:
    """Whoever does it begins and ends within one of its windows; `begin` counts from `start_s`."""
    if not errand.windows:
        return
    chosen = []
    for opens, closes in errand.windows:
        within = model.new_bool_var("within")
        model.add(begin >= opens - start_s).only_enforce_if(within)
        model.add(begin + errand.duration_s <= closes - start_s).only_enforce_if(within)
        chosen.append(within)
    model.add(sum(chosen) == 1).only_enforce_if(done)
    model.add(sum(chosen) == 0).only_enforce_if(~done)


def walked(follows: Mapping[int, int], end: int) -> tuple[int, ...]:
    order, at = [], follows[0]
    while at != end:
        order.append(at - 1)
        at = follows[at]
    return tuple(order)
