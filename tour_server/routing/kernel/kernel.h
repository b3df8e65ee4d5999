// What the parts of the search share: the problem, the best route, sets of works.
#pragma once
#include <stdint.h>

#define MAX_NODES 420       // a work has a node for each way to see it (short, usual, with its deeper layers)
#define MAX_GROUPS 64
#define MAX_ROOMS 128
#define MAX_SLOTS 64

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
__attribute__((import_module("host"), import_name("clock"))) double clock_now(void);
#else
#define EXPORT(name)
double clock_now(void);
#endif

// Times are whole units (seconds for a museum), points whole points. `walk`, row and column `nodes`: where the visitor
// starts and where the route ends. A start of a visit lies between `opens` and `closes`.
typedef struct {
    int32_t nodes, limit, groups, slots, slot_length, pinned;
    int32_t margin;  // points that a search may lose on the way to more, at its begin
    int32_t padding;
    int32_t stay[MAX_NODES], points[MAX_NODES], opens[MAX_NODES], closes[MAX_NODES];
    int32_t work[MAX_NODES];         // nodes of one work exclude each other; 0 to nodes - 1
    int32_t rank[MAX_NODES];         // ranked nodes come in ascending order; 0: anywhere
    int32_t room[MAX_NODES];         // -1: without a price
    uint64_t in_groups[MAX_NODES];   // works that are alike in one respect share a group
    int32_t group_free[MAX_GROUPS], group_step[MAX_GROUPS];  // the k-th work past the free ones costs k steps
    int32_t price[MAX_ROOMS][MAX_SLOTS];  // points that a room costs whoever enters a work's visit in this slot
    int32_t walk[MAX_NODES][MAX_NODES];
} problem_t;

typedef struct {
    int32_t score, length, order[MAX_NODES];
} route_t;

// What a bound says to the search: a second's price (0 where nothing is known), the walk that each work costs, its ways.
typedef struct {
    double second, walk[MAX_NODES];                // by work
    int32_t works, work[MAX_NODES], first_way[MAX_NODES + 1], way[MAX_NODES];
} guide_t;

// What the other visitors cost a plan, in points, and the points that the plan has to keep.
typedef struct {
    int32_t least, slot_length, own_idle, padding; // `own_idle`: seconds that the visitor's own best walks and waits
    double second_points, more_points, margin;     // of such a second; of each past those; lost on the way of a search
    int32_t place[MAX_NODES];                      // the room of a node; its neighbours move together
    int32_t price[MAX_NODES][MAX_SLOTS];           // of a visit to a node that starts in this slot
} crowd_t;

extern problem_t problem;
extern route_t best;
extern guide_t guide;
extern crowd_t crowd;
