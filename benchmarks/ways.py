"""Streets: ours beside RoutingKit's customizable contraction hierarchy on the same graph with the same weights."""



COUNT = 300
MATRIX = 100
MATRIX_TIMES = 9
SEED = 7
