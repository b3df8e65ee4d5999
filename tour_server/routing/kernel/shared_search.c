// Finds the route that costs the crowd least, among those that are nearly as good for the visitor as their own best.
//
// A step tries one small change: a run of stops goes elsewhere or turns round, a stop is dropped, added, exchanged or
// seen for another time. A route that has too few points is never kept. The same steps give the same route everywhere.
#include "kernel.h"

#define IMPOSSIBLE (-1e300)

// What chance chooses among the changes, of 100. A choice: more swaps of time found what fewer missed, decision 0046.
enum { MOVES = 35, TURNS = 45, DROPS = 48, ADDITIONS = 52, EXCHANGES = 62, WAYS = 70 };

crowd_t crowd;

typedef struct {
    int32_t length, order[MAX_NODES];
} sequence_t;

static sequence_t now, changed, kept;
static uint8_t taken[MAX_NODES];  // by work
static int32_t of_work[MAX_NODES], first_of[MAX_NODES + 1];  // the nodes by their work
static uint64_t state;

EXPORT("crowd") crowd_t *address_of_crowd(void) { return &crowd; }

static int32_t below(int32_t count) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (int32_t)(((state >> 32) * (uint64_t)count) >> 32);
}

static int64_t likeness(const sequence_t *route) {
    int32_t members[MAX_GROUPS] = {0};
    int64_t cost = 0;
    for (int32_t i = 0; i < route->length; i++)
        for (uint64_t left = problem.in_groups[route->order[i]]; left; left &= left - 1) {
            int32_t group = __builtin_ctzll(left);
            int32_t past = ++members[group] - problem.group_free[group];
            if (past > 0) cost += (int64_t)past * problem.group_step[group];
        }
    return cost;
}

// The points less what the crowd, walks and waits cost; IMPOSSIBLE where a stop or the end is too late, stops are out of
// their order, or the points are too few.
static double worth(const sequence_t *route) {
    int32_t from = problem.nodes, clock = 0, stays = 0, rank = 0;
    int64_t points = 0;
    double cost = 0;
    for (int32_t i = 0; i < route->length; i++) {
        int32_t node = route->order[i];
        clock += problem.walk[from][node];
        if (clock < problem.opens[node]) clock = problem.opens[node];
        if (clock > problem.closes[node]) return IMPOSSIBLE;
        if (problem.rank[node]) {
            if (problem.rank[node] < rank) return IMPOSSIBLE;
            rank = problem.rank[node];
        }
        int32_t slot = clock / crowd.slot_length;
        cost += crowd.price[node][slot < MAX_SLOTS ? slot : MAX_SLOTS - 1];
        points += problem.points[node];
        clock += problem.stay[node], stays += problem.stay[node];
        from = node;
    }
    clock += route->length ? problem.walk[from][problem.nodes] : 0;
    if (clock > problem.limit) return IMPOSSIBLE;
    points -= likeness(route);
    if (points < crowd.least) return IMPOSSIBLE;
    int32_t idle = clock - stays, more = idle > crowd.own_idle ? idle - crowd.own_idle : 0;
    return (double)points - cost - crowd.second_points * idle - crowd.more_points * more;
}

static void turn(int32_t *order, int32_t first, int32_t end) {
    for (end--; first < end; first++, end--) {
        int32_t node = order[first];
        order[first] = order[end], order[end] = node;
    }
}

static int32_t room_end(int32_t place, int32_t step, int32_t stop) {
    while (place + step != stop && crowd.place[now.order[place + step]] == crowd.place[now.order[place]]) place += step;
    return place;
}

// Moves a run to another gap, turned round or not: one half of them all neighbours in a room, the others up to four.
static void move(void) {
    int32_t first = problem.pinned + below(now.length - problem.pinned), end = first + 1 + below(4);
    if (below(2)) {
        end = room_end(first, 1, now.length) + 1;
        first = room_end(first, -1, problem.pinned - 1);
    }
    if (end > now.length) end = now.length;
    int32_t gap = problem.pinned + below(now.length - problem.pinned + 1);
    if (below(2)) turn(changed.order, first, end);
    if (gap < first) {
        turn(changed.order, gap, first), turn(changed.order, first, end), turn(changed.order, gap, end);
    } else if (gap > end) {
        turn(changed.order, first, end), turn(changed.order, end, gap), turn(changed.order, first, gap);
    }
}

static int32_t other_way(int32_t node) {
    int32_t work = problem.work[node], count = first_of[work + 1] - first_of[work];
    return of_work[first_of[work] + below(count)];
}

// Sees one work for a shorter time and another for longer: what the crowd costs depends on the room alone.
static void shift_time(int32_t free) {
    int32_t one = problem.pinned + below(free), other = problem.pinned + below(free);
    int32_t shorter = other_way(now.order[one]), longer = other_way(now.order[other]);
    if (one == other || problem.stay[shorter] >= problem.stay[now.order[one]]) return;
    if (problem.stay[longer] <= problem.stay[now.order[other]]) return;
    changed.order[one] = shorter, changed.order[other] = longer;
}

static int32_t absent(void) {  // -1 where chance hits a work that is there
    int32_t node = below(problem.nodes);
    return taken[problem.work[node]] || problem.points[node] <= 0 ? -1 : node;
}

static void put(int32_t place, int32_t node) {
    for (int32_t i = changed.length++; i > place; i--) changed.order[i] = changed.order[i - 1];
    changed.order[place] = node;
}

static void drop(int32_t place) {
    changed.length--;
    for (int32_t i = place; i < changed.length; i++) changed.order[i] = changed.order[i + 1];
}

static void change(void) {
    int32_t kind = below(100), free = now.length - problem.pinned, at = problem.pinned + below(free), node;
    changed = now;
    if (kind < MOVES) {
        move();
    } else if (kind < TURNS) {
        int32_t other = problem.pinned + below(free);
        turn(changed.order, at < other ? at : other, (at < other ? other : at) + 1);
    } else if (kind < DROPS) {
        if (free > 1) drop(at);
    } else if (kind < ADDITIONS) {
        if (now.length < MAX_NODES - 1 && (node = absent()) >= 0) put(problem.pinned + below(free + 1), node);
    } else if (kind < EXCHANGES) {
        if ((node = absent()) >= 0) changed.order[at] = node;
    } else if (kind < WAYS) {
        changed.order[at] = other_way(now.order[at]);
    } else {
        shift_time(free);
    }
}

static void take(const sequence_t *route) {
    for (int32_t i = 0; i < problem.nodes; i++) taken[i] = 0;
    for (int32_t i = 0; i < route->length; i++) taken[problem.work[route->order[i]]] = 1;
}

static void sort_by_work(void) {
    static int32_t next[MAX_NODES + 1];
    for (int32_t i = 0; i <= problem.nodes; i++) first_of[i] = 0;
    for (int32_t i = 0; i < problem.nodes; i++) first_of[problem.work[i] + 1]++;
    for (int32_t i = 0; i < problem.nodes; i++) first_of[i + 1] += first_of[i];
    for (int32_t i = 0; i < problem.nodes; i++) next[i] = first_of[i];
    for (int32_t i = 0; i < problem.nodes; i++) of_work[next[problem.work[i]]++] = i;
}

// Changes `best`, whose order the caller set, in so many steps; it stays as it is where nothing better is found.
// Returns 0 where that order is not possible.
EXPORT("share") int32_t share(int32_t steps, uint32_t seed) {
    now.length = best.length;
    for (int32_t i = 0; i < best.length; i++) now.order[i] = best.order[i];
    double value = worth(&now), most = value;
    if (value == IMPOSSIBLE) return 0;
    kept = now;
    if (now.length - problem.pinned < 1) return 1;
    state = 0x9E3779B97F4A7C15ull ^ ((uint64_t)seed << 20);
    sort_by_work();
    take(&now);
    for (int32_t step = 0; step < steps; step++) {
        change();
        double found = worth(&changed);
        double left = 1.0 - (double)step / steps;
        double margin = left * left * crowd.margin * below(1000) / 1000.0;  // shrinks to nothing
        if (found + margin < value || found == IMPOSSIBLE) continue;
        now = changed, value = found;
        take(&now);
        if (value > most) most = value, kept = now;
    }
    best.length = kept.length;
    for (int32_t i = 0; i < kept.length; i++) best.order[i] = kept.order[i];
    return 1;
}
