// Finds the best route and proves it, by label setting over a relaxation that is tightened step by step.
//
// A label is a way to reach a node: when its visit starts, what was collected, and which nodes it remembers. A route may
// come back to a node that it no longer remembers (ng-routes: Baldacci, Mingozzi and Roberti, "New route relaxation and
// pricing strategies for the vehicle routing problem", 2011). Each pass runs in the other direction than the one before
// and leaves out every label that can't beat the best route known, by the values of the pass before. Nodes that the
// best relaxed route visits twice are remembered longer in the next pass (dynamic ng-routes: Roberti and Mingozzi,
// "Dynamic ng-path relaxation for the delivery man problem", 2014), until a pass proves the best route known.
#include "kernel.h"

#define MAX_TIME 40000
#define MAX_PROVED 130      // nodes; a set of works has 128 bits
#define MAX_LABELS 400000
#define MAX_RIVALS 1200000
#define MAX_PATH 512

typedef struct {
    uint64_t low, high;
} set_t;

static int has(set_t set, int32_t i) { return (int)(((i < 64 ? set.low : set.high) >> (i & 63)) & 1); }
static void add(set_t *set, int32_t i) {
    if (i < 64) set->low |= 1ull << i;
    else set->high |= 1ull << (i & 63);
}
static int is_subset(set_t one, set_t other) { return !((one.low & ~other.low) | (one.high & ~other.high)); }

typedef struct {
    int32_t at, points, node, parent, next_then, dominated;
    set_t memory;
} label_t;

static label_t labels[MAX_LABELS];
static int32_t label_count;
static int32_t then[MAX_TIME + 1];
static int32_t completion[2][MAX_PROVED][MAX_TIME + 1];  // by direction: most points with a start at this time or before
static int32_t completion_known[2];
static set_t remembered[MAX_PROVED];
static int32_t way[2][MAX_PROVED][MAX_PROVED], opens[2][MAX_PROVED], closes[2][MAX_PROVED], limit;
static int32_t shortest[MAX_PROVED][MAX_PROVED];
static int32_t path[MAX_PATH];
static int64_t steps_left;
static double clock_limit;

// By Floyd and Warshall: distances that are cut down to a decimal may be longer than a way round.
static void find_shortest(void) {
    int32_t n = problem.nodes;
    for (int32_t i = 0; i <= n; i++)
        for (int32_t j = 0; j <= n; j++) shortest[i][j] = way[0][i][j];
    for (int32_t k = 0; k < n; k++)
        for (int32_t i = 0; i <= n; i++)
            for (int32_t j = 0; j <= n; j++)
                if (shortest[i][k] + shortest[k][j] < shortest[i][j]) shortest[i][j] = shortest[i][k] + shortest[k][j];
}

// The same problem forwards (0) and backwards (1): backwards, time runs from the limit down.
static void prepare(void) {
    int32_t n = problem.nodes;
    limit = problem.limit;
    for (int32_t i = 0; i <= n; i++)
        for (int32_t j = 0; j <= n; j++) {
            int32_t cost = (i < n ? problem.stay[i] : 0) + problem.walk[i][j];
            way[0][i][j] = cost;
            way[1][j][i] = cost;
        }
    find_shortest();
    for (int32_t i = 0; i < n; i++) {
        int32_t latest = limit - shortest[i][n];
        if (latest > problem.closes[i]) latest = problem.closes[i];
        int32_t earliest = shortest[n][i];
        if (earliest < problem.opens[i]) earliest = problem.opens[i];
        opens[0][i] = earliest, closes[0][i] = latest;
        opens[1][i] = limit - latest, closes[1][i] = limit - earliest;
    }
}

// A node's labels that are not dominated, best points first; in one block of memory, because this is read most.
typedef struct {
    set_t memory;
    int32_t at, points, label;
} rival_t;

typedef struct {
    rival_t *items;
    int32_t count, room;
} rivals_t;

static rival_t rival_pool[MAX_RIVALS];
static int32_t rivals_used;
static rivals_t here[MAX_PROVED];

static int grow(rivals_t *list) {
    int32_t room = list->room ? 2 * list->room : 32;
    if (rivals_used + room > MAX_RIVALS) return 0;
    rival_t *items = rival_pool + rivals_used;
    rivals_used += room;
    for (int32_t i = 0; i < list->count; i++) items[i] = list->items[i];
    list->items = items, list->room = room;
    return 1;
}

// Adds a label, unless another one of its node is at least as good in all respects; drops those that it dominates.
static void offer(int32_t node, int32_t at, int32_t points, set_t memory, int32_t parent) {
    rivals_t *list = &here[node];
    int32_t i = 0;
    for (; i < list->count && list->items[i].points >= points; i++)
        if (list->items[i].at <= at && is_subset(list->items[i].memory, memory)) return;
    if (label_count >= MAX_LABELS || (list->count >= list->room && !grow(list))) {
        steps_left = 0;
        return;
    }
    rival_t *items = list->items;
    int32_t place = i, kept = i;
    for (; i < list->count; i++) {
        if (items[i].at >= at && is_subset(memory, items[i].memory)) labels[items[i].label].dominated = 1;
        else items[kept++] = items[i];
    }
    for (i = kept; i > place; i--) items[i] = items[i - 1];
    list->count = kept + 1;
    int32_t added = label_count++;
    items[place] = (rival_t){memory, at, points, added};
    labels[added] = (label_t){at, points, node, parent, then[at], 0, memory};
    then[at] = added;
}

// Whether a label is a whole route: the straight way to the end is short enough.
static int is_route(int32_t direction, const label_t *label) {
    return label->at + way[direction][label->node][problem.nodes] <= limit;
}

static int promising(int32_t direction, int32_t node, int32_t at, int32_t points, int32_t floor) {
    if (!completion_known[!direction]) return 1;
    int32_t rest = completion[!direction][node][limit - at];
    return rest >= 0 && points + rest - problem.points[node] > floor;
}

static void extend(int32_t direction, int32_t from, int32_t floor) {
    int32_t n = problem.nodes;
    label_t label = labels[from];
    int32_t *costs = way[direction][label.node];
    for (int32_t j = 0; j < n; j++) {
        if (has(label.memory, problem.work[j])) continue;
        int32_t at = label.at + costs[j];
        if (at > closes[direction][j]) continue;
        if (at < opens[direction][j]) at = opens[direction][j];
        int32_t points = label.points + problem.points[j];
        if (!promising(direction, j, at, points, floor)) continue;
        set_t memory = label.memory;
        memory.low &= remembered[j].low, memory.high &= remembered[j].high;
        add(&memory, problem.work[j]);
        offer(j, at, points, memory, from);
    }
    steps_left -= n;
}

// Runs one pass. Returns 0 when the steps were used up before its end.
static int pass(int32_t direction, int32_t floor) {
    int32_t n = problem.nodes, looked = 0;
    label_count = rivals_used = 0;
    for (int32_t i = 0; i < n; i++) here[i] = (rivals_t){0};
    for (int32_t t = 0; t <= limit; t++) then[t] = -1;
    labels[label_count++] = (label_t){.node = n, .parent = -1};
    extend(direction, 0, floor);
    for (int32_t t = 0; t <= limit; t++) {
        while (then[t] >= 0) {
            int32_t next = then[t];
            then[t] = labels[next].next_then;
            if (!labels[next].dominated) extend(direction, next, floor);
            if (steps_left <= 0 || (++looked % 64 == 0 && clock_limit && clock_now() > clock_limit)) return 0;
        }
    }
    int32_t(*table)[MAX_TIME + 1] = completion[direction];
    for (int32_t i = 0; i < n; i++) {
        for (int32_t t = 0; t <= limit; t++) table[i][t] = -1;
        for (int32_t k = here[i].count - 1; k >= 0; k--) table[i][here[i].items[k].at] = here[i].items[k].points;
        for (int32_t t = 1; t <= limit; t++)
            if (table[i][t] < table[i][t - 1]) table[i][t] = table[i][t - 1];
    }
    completion_known[direction] = 1;
    return 1;
}

static int32_t path_to(int32_t label) {
    int32_t length = 0;
    for (; labels[label].parent >= 0 && length < MAX_PATH; label = labels[label].parent) path[length++] = label;
    return length;
}

// Lets every node between two visits of the same work remember that work. Returns how many were added.
static int32_t remember_cycles(int32_t length) {
    int32_t added = 0;
    for (int32_t i = 0; i < length; i++)
        for (int32_t j = i + 1; j < length; j++) {
            if (problem.work[labels[path[i]].node] != problem.work[labels[path[j]].node]) continue;
            for (int32_t k = i + 1; k < j; k++) {
                set_t *memory = &remembered[labels[path[k]].node];
                if (!has(*memory, problem.work[labels[path[i]].node])) add(memory, problem.work[labels[path[i]].node]), added++;
            }
            break;
        }
    return added;
}

static int visits_twice(int32_t length) {
    set_t seen = {0, 0};
    for (int32_t i = 0; i < length; i++) {
        int32_t work = problem.work[labels[path[i]].node];
        if (has(seen, work)) return 1;
        add(&seen, work);
    }
    return 0;
}

static int32_t take_if_better(int32_t direction, int32_t label, int32_t length) {
    if (labels[label].points <= best.score) return 0;
    best.score = labels[label].points;
    best.length = length;
    for (int32_t i = 0; i < length; i++)  // forwards the path lists the last node first
        best.order[i] = labels[path[direction ? i : length - 1 - i]].node;
    return 1;
}

// Takes what the pass found into account. Returns 0 where that was nothing new.
static int32_t learn(int32_t direction) {
    int32_t floor = best.score, news = 0;
    for (int32_t i = 1; i < label_count; i++) {
        if (labels[i].points <= floor || !is_route(direction, &labels[i])) continue;
        int32_t length = path_to(i), added = remember_cycles(length);
        news += added;
        if (!visits_twice(length)) news += take_if_better(direction, i, length);
    }
    return news;
}

static void remember_all(void) {
    for (int32_t i = 0; i < problem.nodes; i++) remembered[i] = (set_t){~0ull, ~0ull};
}

static void remember_nearest(int32_t count) {
    int32_t n = problem.nodes;
    for (int32_t i = 0; i < n; i++) {
        remembered[i] = (set_t){0, 0};
        add(&remembered[i], problem.work[i]);
        for (int32_t k = 0; k < count; k++) {
            int32_t nearest = -1;
            for (int32_t j = 0; j < n; j++)
                if (!has(remembered[i], problem.work[j]) && way[0][i][j] <= limit &&
                    (nearest < 0 || way[0][i][j] < way[0][i][nearest]))
                    nearest = j;
            if (nearest >= 0) add(&remembered[i], problem.work[nearest]);
        }
    }
}

// Proves `best` or finds a better route; works for `steps` steps at most. Returns the bound.
EXPORT("prove") int32_t prove(int64_t steps, double until) {
    prepare();
    steps_left = steps, clock_limit = until;
    completion_known[0] = completion_known[1] = 0;
    int32_t bound = INT32_MAX, passes = 0;
    for (int32_t direction = 1;; direction = !direction, passes++) {
        if (passes < 3) remember_nearest(2 * passes);  // a pass that remembers more is paid for by what the last one excludes
        if (!pass(direction, best.score)) return bound;
        int32_t top = best.score;
        for (int32_t i = 1; i < label_count; i++)
            if (labels[i].points > top && is_route(direction, &labels[i])) top = labels[i].points;
        if (top < bound) bound = top;
        if (passes < 2 && top > best.score) continue;
        if (!learn(direction)) remember_all();
        if (best.score == bound) return bound;
    }
}
