// Finds a good route by ruin and recreate: takes some stops out and puts the best that fit into the gaps.
//
// Schrimpf, Schneider, Stamm-Wilbrandt and Dueck, "Record breaking optimization results using the ruin and recreate
// principle", 2000; runs of neighbouring stops are taken out as in Christiaens and Vanden Berghe, "Slack induction by
// string removals for vehicle routing problems", 2020. A step is one ruin with its recreation: the same steps from the
// same seed give the same route on every machine.
#include "kernel.h"

#define POINT 65536  // in a plan's value; more than any limit

// What chance adds to the guide, as shares. Of the values tried first on drawn museums; decision 0041.
#define SECOND_NOISE 0.2
#define WORTH_NOISE 0.25
#define DEPTH_NOISE 0.1

typedef struct {
    int32_t length, order[MAX_NODES];
    int32_t at[MAX_NODES + 1], latest[MAX_NODES + 1];  // of the visit's start; [length]: of the end
    int32_t place_of[MAX_NODES];                       // work -> place on the route, -1 where it is not on it
    int32_t in_group[MAX_GROUPS];
    int32_t widest;  // the longest time between the end of a visit and the latest start of the next
    int64_t points, value;  // `value`: the points first, then the time that is left
} plan_t;

static plan_t current, trial;
static int32_t queue[MAX_NODES];
static double urgency[MAX_NODES];
static uint64_t random_state;
static int several_ways;
static int64_t best_value;

static uint32_t random_below(uint32_t count) {
    random_state ^= random_state << 13, random_state ^= random_state >> 7, random_state ^= random_state << 17;
    return (uint32_t)(((random_state >> 32) * count) >> 32);
}

static int32_t price(int32_t node, int32_t at) {
    if (problem.slots == 0 || problem.room[node] < 0) return 0;
    int32_t slot = at / problem.slot_length;
    return problem.price[problem.room[node]][slot < problem.slots ? slot : problem.slots - 1];
}

// What the groups of a node cost if it comes to (or, with `there` 1, leaves) the plan.
static int32_t repetition(const plan_t *plan, int32_t node, int32_t there) {
    int32_t cost = 0;
    for (uint64_t left = problem.in_groups[node]; left; left &= left - 1) {
        int32_t group = __builtin_ctzll(left);
        int32_t past = plan->in_group[group] - there + 1 - problem.group_free[group];
        if (past > 0) cost += past * problem.group_step[group];
    }
    return cost;
}

static void count_groups(plan_t *plan, int32_t node, int32_t change) {
    for (uint64_t left = problem.in_groups[node]; left; left &= left - 1) plan->in_group[__builtin_ctzll(left)] += change;
}

// Computes when each stop starts and may start, and the value. Returns 0 where a stop is too late.
static int schedule(plan_t *plan) {
    int32_t n = problem.nodes, from = n, clock = 0;
    int64_t value = 0;
    for (int32_t i = 0; i < plan->length; i++) {
        int32_t node = plan->order[i];
        clock += problem.walk[from][node];
        if (clock < problem.opens[node]) clock = problem.opens[node];
        if (clock > problem.closes[node]) return 0;
        plan->at[i] = clock;
        plan->place_of[problem.work[node]] = i;
        value += problem.points[node] - price(node, clock);
        clock += problem.stay[node];
        from = node;
    }
    clock += plan->length ? problem.walk[from][n] : 0;
    plan->at[plan->length] = clock;
    if (clock > problem.limit) return 0;
    int32_t latest = problem.limit, to = n;
    plan->latest[plan->length] = latest;
    plan->widest = latest - (plan->length ? plan->at[plan->length - 1] + problem.stay[from] : 0);
    for (int32_t i = plan->length - 1; i >= 0; i--) {
        int32_t node = plan->order[i];
        latest -= problem.walk[node][to] + problem.stay[node];
        if (latest > problem.closes[node]) latest = problem.closes[node];
        plan->latest[i] = latest;
        int32_t gap = latest - (i ? plan->at[i - 1] + problem.stay[plan->order[i - 1]] : 0);
        if (gap > plan->widest) plan->widest = gap;
        to = node;
    }
    for (int32_t group = 0; group < problem.groups; group++) {
        int32_t past = plan->in_group[group] - problem.group_free[group];
        if (past > 0) value -= (int64_t)problem.group_step[group] * past * (past + 1) / 2;
    }
    plan->points = value;
    plan->value = value * POINT - clock;
    return 1;
}

// Returns the delay of the next stop when `node` comes before place `i`; -1 where it can't. `start`: of its visit.
static int32_t delay_before(const plan_t *plan, int32_t i, int32_t node, int32_t *start) {
    int32_t n = problem.nodes, from = i ? plan->order[i - 1] : n, to = i < plan->length ? plan->order[i] : n;
    int32_t clock = (i ? plan->at[i - 1] + problem.stay[from] : 0) + problem.walk[from][node];
    if (clock < problem.opens[node]) clock = problem.opens[node];
    if (clock > problem.closes[node]) return -1;
    *start = clock;
    clock += problem.stay[node] + problem.walk[node][to];
    if (clock > plan->latest[i]) return -1;
    int32_t before = plan->length ? plan->at[i] : 0;
    return clock > before ? clock - before : 0;
}

// Puts a node where it delays the others least, if it is worth more than it costs there.
static int insert(plan_t *plan, int32_t node) {
    if (problem.stay[node] > plan->widest) return 0;
    int32_t first = problem.pinned < plan->length ? problem.pinned : plan->length, last = plan->length;
    if (problem.rank[node])
        for (int32_t i = 0; i < plan->length; i++) {
            int32_t rank = problem.rank[plan->order[i]];
            if (rank && rank < problem.rank[node] && i + 1 > first) first = i + 1;
            if (rank > problem.rank[node] && i < last) last = i;
        }
    int32_t place = -1, start = 0, worth = problem.points[node] - repetition(plan, node, 0);
    if (worth <= 0) return 0;
    int64_t least = INT64_MAX;
    for (int32_t i = first; i <= last; i++) {
        int32_t delay = delay_before(plan, i, node, &start);
        if (delay < 0 || random_below(25) == 0) continue;  // now and then the best place is left out
        int32_t cost = price(node, start);
        if (cost >= worth) continue;
        int64_t weighed = (int64_t)(delay + 1) * 1000 / (worth - cost);
        if (weighed < least) least = weighed, place = i;
    }
    if (place < 0) return 0;
    for (int32_t i = plan->length++; i > place; i--) plan->order[i] = plan->order[i - 1];
    plan->order[place] = node;
    count_groups(plan, node, 1);
    return 1;
}

// Takes a longer or better way to see a work that is on the plan already, where the time is enough.
static int exchange(plan_t *plan, int32_t place, int32_t node) {
    int32_t old = plan->order[place], n = problem.nodes;
    if (problem.points[node] <= problem.points[old]) return 0;
    if (problem.stay[node] <= problem.stay[old]) return 0;
    int32_t to = place + 1 < plan->length ? plan->order[place + 1] : n;
    if (plan->at[place] < problem.opens[node] || plan->at[place] > problem.closes[node]) return 0;
    if (plan->at[place] + problem.stay[node] + problem.walk[node][to] > plan->latest[place + 1]) return 0;
    plan->order[place] = node;
    count_groups(plan, old, -1), count_groups(plan, node, 1);
    return 1;
}

static void remove_places(plan_t *plan, const uint8_t *gone) {
    int32_t kept = 0;
    for (int32_t i = 0; i < plan->length; i++) {
        int32_t node = plan->order[i];
        if (gone[i]) count_groups(plan, node, -1), plan->place_of[problem.work[node]] = -1;
        else plan->order[kept++] = node;
    }
    plan->length = kept;
}

static int32_t shortest_way[MAX_NODES];  // by work

static void find_shortest_ways(void) {
    for (int32_t i = 0; i < problem.nodes; i++) shortest_way[i] = -1;
    for (int32_t i = 0; i < problem.nodes; i++) {
        int32_t *way = &shortest_way[problem.work[i]];
        if (*way < 0 || problem.stay[i] < problem.stay[*way]) *way = i;
    }
}

// Sees some works in their shortest way, where they may start when they do.
static void cut_short(plan_t *plan, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        int32_t place = (int32_t)random_below((uint32_t)plan->length), old = plan->order[place];
        int32_t way = shortest_way[problem.work[old]];
        if (problem.walk[old][way] != 0 || problem.room[old] != problem.room[way] ||  // a rest's ways are at other places
            plan->at[place] < problem.opens[way] || plan->at[place] > problem.closes[way])
            continue;
        plan->order[place] = way;
        count_groups(plan, old, -1), count_groups(plan, way, 1);
    }
}

static void ruin(plan_t *plan) {
    uint8_t gone[MAX_NODES] = {0};
    int32_t free = plan->length - problem.pinned;
    if (free <= 0) return;
    uint32_t most = free < 4 ? (uint32_t)free : (uint32_t)(free / 3 + 2);
    if (most > 12) most = 12;
    uint32_t count = 1 + random_below(most);
    uint32_t kind = random_below(8);
    if (kind < 2 && several_ways) {
        cut_short(plan, count);
        if (kind) return;
        count = 1;
    }
    if (kind % 4) {
        uint32_t first = random_below((uint32_t)free);
        for (uint32_t i = 0; i < count; i++) gone[problem.pinned + (first + i) % (uint32_t)free] = 1;
    } else {
        for (uint32_t i = 0; i < count; i++) gone[problem.pinned + random_below((uint32_t)free)] = 1;
    }
    remove_places(plan, gone);
}

static void sort_queue(int32_t count) {  // shell sort: in place, no library
    for (int32_t gap = count / 2; gap; gap /= 2)
        for (int32_t i = gap; i < count; i++) {
            int32_t node = queue[i], j = i;
            for (; j >= gap && urgency[queue[j - gap]] < urgency[node]; j -= gap) queue[j] = queue[j - gap];
            queue[j] = node;
        }
}

static void recreate(plan_t *plan) {
    int32_t count = 0;
    uint32_t kind = random_below(3);
    for (int32_t node = 0; node < problem.nodes; node++) {
        if (problem.points[node] <= 0) continue;
        double chance = 0.3 + random_below(1000) / 1000.0;
        double worth = kind == 2 ? 1 : problem.points[node];
        if (kind != 1) worth /= problem.stay[node] + 1;
        urgency[node] = worth * chance;
        queue[count++] = node;
    }
    sort_queue(count);
    for (int32_t i = 0; i < count; i++) {
        int32_t node = queue[i], place = plan->place_of[problem.work[node]];
        if (random_below(40) == 0) continue;
        int changed = place >= 0 ? exchange(plan, place, node) : insert(plan, node);
        if (changed) schedule(plan);
    }
}

static double noise(double width) { return 1 - width + 2 * width * random_below(1000) / 1000.0; }

// Returns the way to see the guide's k-th work that is worth most beyond its time; -1 where no way has points.
static int32_t way_for_its_time(int32_t k, double second) {
    int32_t found = -1;
    double most = 0;
    for (int32_t i = guide.first_way[k]; i < guide.first_way[k + 1]; i++) {
        int32_t node = guide.way[i];
        double gain = problem.points[node] - second * problem.stay[node] + random_below(16) / 16.0;  // among equals any
        if (problem.points[node] > 0 && (found < 0 || gain > most)) most = gain, found = node;
    }
    return found;
}

// Gives what time is left to the works on the route, first where a second gains most.
static void deepen(plan_t *plan) {
    int32_t count = 0;
    for (int32_t k = 0; k < guide.works; k++) {
        int32_t place = plan->place_of[guide.work[k]];
        if (place < 0) continue;
        int32_t old = plan->order[place];
        for (int32_t i = guide.first_way[k]; i < guide.first_way[k + 1]; i++) {
            int32_t node = guide.way[i], longer = problem.stay[node] - problem.stay[old];
            if (longer <= 0 || problem.points[node] <= problem.points[old]) continue;
            urgency[node] = (double)(problem.points[node] - problem.points[old]) / longer * noise(DEPTH_NOISE);
            queue[count++] = node;
        }
    }
    sort_queue(count);
    for (int32_t i = 0; i < count; i++)
        if (exchange(plan, plan->place_of[problem.work[queue[i]]], queue[i])) schedule(plan);
}

// As `recreate`, by what a bound knows: the price of a second chooses the way, the walk counts in what a work costs.
static void recreate_guided(plan_t *plan) {
    int32_t count = 0;
    double second = guide.second * noise(SECOND_NOISE);
    for (int32_t k = 0; k < guide.works; k++) {
        if (plan->place_of[guide.work[k]] >= 0) continue;
        int32_t node = way_for_its_time(k, second);
        if (node < 0) continue;
        double seconds = problem.stay[node] + guide.walk[guide.work[k]];
        urgency[node] = problem.points[node] / (seconds > 1 ? seconds : 1) * noise(WORTH_NOISE);
        queue[count++] = node;
    }
    sort_queue(count);
    for (int32_t i = 0; i < count; i++) {
        if (random_below(40) == 0) continue;
        int32_t shortest = shortest_way[problem.work[queue[i]]];
        if (insert(plan, queue[i]) || (shortest != queue[i] && insert(plan, shortest))) schedule(plan);
    }
    if (several_ways) deepen(plan);
}

static int32_t walk_between(const plan_t *plan, int32_t before, int32_t after) {  // places; -1 and length: the ends
    int32_t n = problem.nodes;
    return problem.walk[before < 0 ? n : plan->order[before]][after >= plan->length ? n : plan->order[after]];
}

// Turns the places `first` to `last` round.
static void reverse(plan_t *plan, int32_t first, int32_t last) {
    for (; first < last; first++, last--) {
        int32_t node = plan->order[first];
        plan->order[first] = plan->order[last], plan->order[last] = node;
    }
}

// Moves the run `first` to `last` before place `to`, which lies outside of it, by turning three runs round.
static void move_run(plan_t *plan, int32_t first, int32_t last, int32_t to) {
    if (to < first) {
        reverse(plan, to, first - 1), reverse(plan, first, last), reverse(plan, to, last);
    } else {
        reverse(plan, first, last), reverse(plan, last + 1, to - 1), reverse(plan, first, to - 1);
    }
}

static plan_t tried;

static int keep_if_better(plan_t *plan) {
    if (!schedule(&tried) || tried.value <= plan->value) return 0;
    *plan = tried;
    return 1;
}

// Shortens the walk: moves runs of up to three stops (Or-opt) and turns runs round (2-opt), while that helps.
static void shorten(plan_t *plan) {
    int32_t last = plan->length - 1;
    for (int32_t i = problem.pinned; i <= last; i++) {
        for (int32_t j = i; j <= last; j++) {
            int32_t around = walk_between(plan, i - 1, i) + walk_between(plan, j, j + 1);
            if (j > i) {  // ways are as long in both directions, or nearly
                int32_t n = problem.nodes, to = j + 1 > last ? n : plan->order[j + 1];
                int32_t turned = problem.walk[i ? plan->order[i - 1] : n][plan->order[j]] + problem.walk[plan->order[i]][to];
                if (turned < around) {
                    tried = *plan;
                    reverse(&tried, i, j);
                    if (keep_if_better(plan)) continue;
                }
            }
            if (j > i + 2) continue;
            int32_t saved = around - walk_between(plan, i - 1, j + 1);
            if (saved <= 0) continue;
            for (int32_t to = problem.pinned; to <= last + 1; to++) {
                if (to >= i && to <= j + 1) continue;
                int32_t n = problem.nodes, before = to ? plan->order[to - 1] : n, after = to > last ? n : plan->order[to];
                int32_t added = problem.walk[before][plan->order[i]] + problem.walk[plan->order[j]][after] -
                                problem.walk[before][after];
                if (added >= saved) continue;
                tried = *plan;
                move_run(&tried, i, j, to);
                if (keep_if_better(plan)) break;
            }
        }
    }
}

static int has_ranks(void) {
    for (int32_t i = 0; i < problem.nodes; i++)
        if (problem.rank[i]) return 1;
    return 0;
}

static void keep_best(const plan_t *plan) {
    if (plan->value <= best_value) return;
    best_value = plan->value;
    best.score = (int32_t)plan->points, best.length = plan->length;
    for (int32_t i = 0; i < plan->length; i++) best.order[i] = plan->order[i];
}

static int load_best(plan_t *plan) {
    *plan = (plan_t){.length = best.length};
    for (int32_t i = 0; i < problem.nodes; i++) plan->place_of[i] = -1;
    for (int32_t i = 0; i < best.length; i++) {
        plan->order[i] = best.order[i];
        count_groups(plan, best.order[i], 1);
    }
    return schedule(plan);
}

// Improves `best`, whose order the caller set, by so many steps. Returns its score; -1 where that order is too long.
EXPORT("improve") int32_t improve(int32_t steps, uint32_t seed) {
    random_state = 0x9E3779B97F4A7C15ull ^ ((uint64_t)seed << 20);
    if (!load_best(&current)) return -1;
    best.score = (int32_t)current.points, best_value = current.value;
    int ranked = has_ranks(), guided = guide.second > 0;
    find_shortest_ways();
    several_ways = 0;
    for (int32_t i = 0; i < problem.nodes; i++) several_ways |= shortest_way[problem.work[i]] != i;
    for (int32_t step = 0; step < steps; step++) {
        trial = current;
        ruin(&trial);
        if (!schedule(&trial)) continue;
        if (guided) recreate_guided(&trial);
        else recreate(&trial);
        if (!ranked && random_below(4) == 0) shorten(&trial);
        double left = 1.0 - (double)step / steps;
        double margin = left * left * problem.margin;  // shrinks to nothing
        int64_t accepted = (int64_t)(margin * random_below(1000) / 1000.0 * POINT);
        if (trial.value + accepted >= current.value) current = trial;
        keep_best(&trial);
    }
    return best.score;
}
