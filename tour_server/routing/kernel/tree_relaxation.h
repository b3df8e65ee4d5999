// What the bound and its branching share: works with their ways, multipliers, and the relaxation's value.
#pragma once
#include "kernel.h"

#define UNKNOWN (-1e18)

enum { OPEN, IN, OUT };  // of a work: not decided yet, on every route, on none

typedef struct {
    double second;                   // points that a second costs
    double first_leg;                // seconds that a first leg costs more; a route has one
    double turning[MAX_NODES];       // seconds that each end of a leg at this work costs less
} multipliers_t;

typedef struct {
    int32_t count, first_way[MAX_NODES + 1];       // of each work; as positions in `node`
    int32_t node[MAX_NODES];
    double points[MAX_NODES];                      // of a way: less its share of what likeness costs, less its least price
    double leg[MAX_NODES][MAX_NODES], from_start[MAX_NODES], to_end[MAX_NODES];
    double seconds, base;                          // left after the pinned stops; what is sure, see `find_base`
} works_t;

extern works_t works;
extern uint8_t decided[MAX_NODES];
extern multipliers_t multipliers;
extern double left_out_share[MAX_NODES];  // how often the last trees left a work out, 0 to 1

void read_works(void);
void find_base(void);
void begin_multipliers(void);
double descend(int32_t rounds, double target, int find_cuts);
