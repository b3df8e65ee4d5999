// Lets the host write the problem and read the route: where their fields lie in memory.
#include "kernel.h"

problem_t problem;
route_t best;
guide_t guide;

EXPORT("problem") problem_t *address_of_problem(void) { return &problem; }
EXPORT("best") route_t *address_of_best(void) { return &best; }
EXPORT("max_nodes") int32_t max_nodes(void) { return MAX_NODES; }
EXPORT("forget_guide") int32_t forget_guide(void) { return guide.works = 0, guide.second = 0, 0; }
