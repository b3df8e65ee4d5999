// A bound on every route through a museum, by Lagrangian relaxation.
//
// A route is a path over some of the works. With every work that it leaves out hung on the start by an edge of its own,
// it is a spanning tree in which each work has two ends of legs, or that edge (Volgenant and Jonker, "The generalized
// travelling salesman problem and the vehicle routing problem", 1987, for tours with prizes; Held and Karp, 1970 and
// 1971, for the tree). Time and the two ends get prices, and the cheapest tree bounds every route from above. A leg
// between works of which one hangs on the start is no part of a route: such pairs get a price too when a tree has them
// (relax and cut). Subgradients lower the bound. The ways to see a work are chosen exactly.
//
// Likeness is convex, so it lies above its tangent at the route known. Windows and ranks are left out, and of a room's
// prices the least counts; that can only raise the bound.
#include "tree_relaxation.h"

#define MAX_CUTS 4000
#define STUCK_ROUNDS 20      // without a lower bound; then steps get shorter, from the best multipliers. 10 to 40 do as well
#define SHORTER 0.7
#define INERTIA 0.3          // of the direction of the step before
#define SECOND_SCALE 0.025   // steps of the price of a second against those of the ends: 0.01 to 0.1 do as well
#define AIM_WITHOUT_ROUTE 0.98
#define SHORTEST_DIRECTION 1e-6  // squared: no slope is left
#define LONGEST_STEP 60      // seconds; longer ones leave where sums of prices are exact enough
#define WHOLE_LEG 1e8

works_t works;
uint8_t decided[MAX_NODES];
multipliers_t multipliers;
double left_out_share[MAX_NODES];

static multipliers_t lowest;  // those of the lowest bound
static double lowest_cut[MAX_CUTS];
static double eff[MAX_NODES][MAX_NODES];  // the legs with the prices of cuts
static double cut_price[MAX_CUTS], cut_step[MAX_CUTS], hung_price[MAX_NODES], sum_of_cuts;
static int32_t cuts, cut_hung[MAX_CUTS], cut_other[MAX_CUTS];
static uint8_t has_cut[MAX_NODES][MAX_NODES];
static double least_second;
static double slope[MAX_GROUPS], pinned_points;
static int32_t pinned_in[MAX_GROUPS];

static int32_t parent[MAX_NODES], ends[MAX_NODES];  // of the last tree
static uint8_t hung[MAX_NODES];
static double step_of[MAX_NODES], first_step, second_step;
static double first_slope, second_slope;

enum { FROM_START = -1, HUNG = -2, NOWHERE = -3 };

static double least_price(int32_t node) {
    if (problem.slots == 0 || problem.room[node] < 0) return 0;
    int32_t least = problem.price[problem.room[node]][0];
    for (int32_t slot = 1; slot < problem.slots; slot++)
        if (problem.price[problem.room[node]][slot] < least) least = problem.price[problem.room[node]][slot];
    return least;
}

// Sets the slopes of the tangents at the route known.
static void find_tangents(void) {
    for (int32_t group = 0; group < problem.groups; group++) {
        int32_t past = -problem.group_free[group];
        for (int32_t i = 0; i < best.length; i++) past += problem.in_groups[best.order[i]] >> group & 1;
        slope[group] = past > 0 ? (double)problem.group_step[group] * past : 0;
        pinned_in[group] = 0;
    }
}

static double of_group(int32_t group, int32_t count) {  // how far its cost lies under the tangent
    double past = count > problem.group_free[group] ? count - problem.group_free[group] : 0;
    return slope[group] * count - problem.group_step[group] * past * (past + 1) / 2;
}

// Sets `base`: what is pinned, and how far likeness costs less than its tangents, by what is decided, at most.
void find_base(void) {
    works.base = pinned_points;
    for (int32_t group = 0; group < problem.groups; group++) {
        int32_t least = pinned_in[group], most = least;
        for (int32_t a = 0; a < works.count; a++) {
            int32_t one = 0, all = 1;
            for (int32_t k = works.first_way[a]; k < works.first_way[a + 1]; k++) {
                int32_t member = problem.in_groups[works.node[k]] >> group & 1;
                one |= member, all &= member;
            }
            most += one && decided[a] != OUT, least += all && decided[a] == IN;
        }
        double found = of_group(group, least);
        for (int32_t count = least + 1; count <= most; count++)
            if (of_group(group, count) > found) found = of_group(group, count);
        works.base += found;
    }
}

// Takes what is fixed: the pinned stops, with their points and their time. Returns the node to go on from.
static int32_t pass_pinned(double *value, uint8_t *is_pinned) {
    int32_t here = problem.nodes, clock = 0;
    for (int32_t i = 0; i < problem.pinned && i < best.length; i++) {
        int32_t node = best.order[i];
        clock += problem.walk[here][node];
        if (clock < problem.opens[node]) clock = problem.opens[node];
        clock += problem.stay[node];
        pinned_points += value[node];
        for (int32_t group = 0; group < problem.groups; group++) pinned_in[group] += problem.in_groups[node] >> group & 1;
        is_pinned[problem.work[node]] = 1;
        here = node;
    }
    works.seconds = problem.limit - clock;
    return here;
}

static double shorter(double one, double other) { return one < other ? one : other; }

// Gathers the nodes by works; a leg is as long as its shortest way, in either direction.
void read_works(void) {
    static double value[MAX_NODES];
    static uint8_t is_pinned[MAX_NODES];
    int32_t n = problem.nodes, ways = 0;
    find_tangents(), pinned_points = 0, works.count = 0;
    for (int32_t i = 0; i < n; i++) {
        is_pinned[i] = 0;
        value[i] = problem.points[i] - least_price(i);
        for (int32_t group = 0; group < problem.groups; group++)
            if (problem.in_groups[i] >> group & 1) value[i] -= slope[group];
    }
    int32_t begin = pass_pinned(value, is_pinned);
    for (int32_t work = 0; work < n; work++) {
        int32_t first = ways;
        for (int32_t i = 0; i < n; i++)
            if (problem.work[i] == work && !is_pinned[work]) works.points[ways] = value[i], works.node[ways++] = i;
        if (ways > first) works.first_way[works.count++] = first;
    }
    works.first_way[works.count] = ways;
    for (int32_t a = 0; a < works.count; a++) decided[a] = OPEN;
    find_base();
    for (int32_t a = 0; a < works.count; a++) {
        works.from_start[a] = works.to_end[a] = WHOLE_LEG;
        for (int32_t b = 0; b < works.count; b++) works.leg[a][b] = WHOLE_LEG;
        for (int32_t k = works.first_way[a]; k < works.first_way[a + 1]; k++) {
            int32_t i = works.node[k];
            works.from_start[a] = shorter(works.from_start[a], problem.walk[begin][i]);
            works.to_end[a] = shorter(works.to_end[a], problem.walk[i][n]);
            for (int32_t b = 0; b < works.count; b++)
                for (int32_t l = works.first_way[b]; l < works.first_way[b + 1]; l++) {
                    int32_t j = works.node[l];
                    works.leg[a][b] = shorter(works.leg[a][b], shorter(problem.walk[i][j], problem.walk[j][i]));
                }
        }
    }
}

static int32_t best_way(int32_t work, double second) {
    int32_t found = works.first_way[work];
    for (int32_t k = found + 1; k < works.first_way[work + 1]; k++)
        if (works.points[k] - second * problem.stay[works.node[k]] >
            works.points[found] - second * problem.stay[works.node[found]])
            found = k;
    return found;
}

// Each end costs half of the nearest leg, and a second what fills the time when each work is judged alone.
void begin_multipliers(void) {
    multipliers.first_leg = 0;
    for (int32_t a = 0; a < works.count; a++) {
        double nearest = works.count > 1 ? WHOLE_LEG : 0;
        for (int32_t b = 0; b < works.count; b++)
            if (b != a) nearest = shorter(nearest, works.leg[a][b]);
        multipliers.turning[a] = nearest >= WHOLE_LEG ? 0 : nearest / 2;
        hung_price[a] = 0, left_out_share[a] = 0.5;
        for (int32_t b = 0; b < works.count; b++) eff[a][b] = works.leg[a][b], has_cut[a][b] = 0;
    }
    cuts = 0, sum_of_cuts = 0;
    double low = 0, high = 1e6;
    for (int32_t turn = 0; turn < 60; turn++) {
        double middle = (low + high) / 2, used = 0;
        for (int32_t a = 0; a < works.count; a++) {
            int32_t way = best_way(a, middle);
            double seconds = problem.stay[works.node[way]] + 2 * multipliers.turning[a];
            if (works.points[way] > middle * seconds) used += seconds;
        }
        if (used > works.seconds) low = middle;
        else high = middle;
    }
    multipliers.second = high;
    least_second = high / 1000 > 1e-3 ? high / 1000 : 1e-3;
    if (multipliers.second < least_second) multipliers.second = least_second;
}

static void add_cuts(void) {
    for (int32_t a = 0; a < works.count; a++) {
        if (decided[a] == OUT || parent[a] < 0) continue;
        for (int32_t turn = 0; turn < 2; turn++) {
            int32_t one = turn ? a : parent[a], other = turn ? parent[a] : a;
            if (!hung[one] || has_cut[one][other] || cuts == MAX_CUTS) continue;
            has_cut[one][other] = 1, cut_hung[cuts] = one, cut_other[cuts] = other;
            cut_price[cuts] = cut_step[cuts] = lowest_cut[cuts] = 0, cuts++;
        }
    }
}

// Makes the cheapest tree (Prim) of what is not decided to be out. Returns what it costs in seconds.
static double cheapest_tree(const double *hanging) {
    static double key[MAX_NODES];
    static int32_t left[MAX_NODES];
    int32_t count = 0, last = -1;
    double total = 0;
    for (int32_t a = 0; a < works.count; a++) {
        ends[a] = 0, hung[a] = decided[a] == OUT, parent[a] = NOWHERE;
        if (hung[a]) continue;
        double first = works.from_start[a] - multipliers.turning[a] - multipliers.first_leg;
        int hang = decided[a] == OPEN && hanging[a] < first;
        key[a] = hang ? hanging[a] : first, parent[a] = hang ? HUNG : FROM_START;
        left[count++] = a;
        if (last < 0 || works.to_end[a] - multipliers.turning[a] < works.to_end[last] - multipliers.turning[last]) last = a;
    }
    while (count) {
        int32_t at = 0;
        for (int32_t k = 1; k < count; k++)
            if (key[left[k]] < key[left[at]]) at = k;
        int32_t a = left[at];
        left[at] = left[--count];
        total += key[a];
        if (parent[a] == HUNG) hung[a] = 1;
        else ends[a]++;
        if (parent[a] >= 0) ends[parent[a]]++;
        const double *legs = eff[a], turning = multipliers.turning[a];
        for (int32_t k = 0; k < count; k++) {
            int32_t b = left[k];
            double cost = legs[b] - turning - multipliers.turning[b];
            if (cost < key[b]) key[b] = cost, parent[b] = a;
        }
    }
    if (last < 0) return 0;
    ends[last]++, second_slope -= works.to_end[last];
    return total + works.to_end[last] - multipliers.turning[last];
}

// Returns the bound for these multipliers, and leaves its slopes.
static double value(void) {
    static double hanging[MAX_NODES];
    double second = multipliers.second, total = works.base + second * works.seconds;
    second_slope = works.seconds;
    for (int32_t a = 0; a < works.count; a++) {
        if (decided[a] == OUT) continue;
        int32_t way = best_way(a, second);
        double worth = works.points[way] - second * problem.stay[works.node[way]];
        hanging[a] = worth / second - 2 * multipliers.turning[a] + hung_price[a];
        total += worth - 2 * second * multipliers.turning[a];
    }
    double tree = cheapest_tree(hanging);
    first_slope = 1;
    for (int32_t a = 0; a < works.count; a++) {
        left_out_share[a] += 0.1 * (hung[a] - left_out_share[a]);
        if (decided[a] == OUT) continue;
        if (!hung[a]) second_slope -= problem.stay[works.node[best_way(a, second)]];
        if (parent[a] == FROM_START) first_slope -= 1, second_slope -= works.from_start[a];
        if (parent[a] >= 0) second_slope -= works.leg[a][parent[a]];
    }
    double gone = 0;  // prices of cuts at works that are out: these hang on the start
    for (int32_t a = 0; a < works.count; a++) gone += decided[a] == OUT ? hung_price[a] : 0;
    return total - second * (tree + multipliers.first_leg - sum_of_cuts + gone);
}

static double smoothed(double before, double slope) { return INERTIA * before + (1 - INERTIA) * slope; }

// Sets the direction of the next step. Returns its length squared.
static double find_direction(double scale) {
    double length = 0;
    for (int32_t a = 0; a < works.count; a++) {
        if (decided[a] == OUT) continue;
        step_of[a] = smoothed(step_of[a], ends[a] + 2 * hung[a] - 2);
        length += step_of[a] * step_of[a];
    }
    for (int32_t k = 0; k < cuts; k++) {
        int32_t a = cut_hung[k], b = cut_other[k];
        cut_step[k] = smoothed(cut_step[k], (parent[a] == b || parent[b] == a) + hung[a] - 1);
        if (cut_price[k] <= 0 && cut_step[k] < 0) cut_step[k] = 0;
        length += cut_step[k] * cut_step[k];
    }
    first_step = smoothed(first_step, first_slope), second_step = smoothed(second_step, second_slope);
    length += first_step * first_step;
    return length * multipliers.second * multipliers.second + second_step * second_step * scale * scale;
}

static void set_cut(int32_t k, double price) {
    int32_t a = cut_hung[k], b = cut_other[k];
    double change = price - cut_price[k];
    if (change == 0) return;
    cut_price[k] = price, sum_of_cuts += change, hung_price[a] += change;
    eff[a][b] += change, eff[b][a] = eff[a][b];
}

static void keep_lowest(void) {
    lowest = multipliers;
    for (int32_t k = 0; k < cuts; k++) lowest_cut[k] = cut_price[k];
}

static void go_back_to_lowest(void) {
    multipliers = lowest;
    for (int32_t k = 0; k < cuts; k++) set_cut(k, lowest_cut[k]);
}

static void take_step(double size, double scale) {
    double seconds = size * multipliers.second;
    if (seconds > LONGEST_STEP) seconds = LONGEST_STEP, size = seconds / multipliers.second;
    for (int32_t a = 0; a < works.count; a++)
        if (decided[a] != OUT) multipliers.turning[a] -= seconds * step_of[a];
    for (int32_t k = 0; k < cuts; k++) {
        double next = cut_price[k] + seconds * cut_step[k];
        set_cut(k, next > 0 ? next : 0);
    }
    multipliers.first_leg += seconds * first_step;
    multipliers.second -= size * scale * scale * second_step;
    if (multipliers.second < least_second) multipliers.second = least_second;
}

// Lowers the bound until it falls below `target` or the rounds are over. Returns the lowest; `multipliers` are its own.
// `target`: more points than the best route known has; UNKNOWN where none is known.
double descend(int32_t rounds, double target, int find_cuts) {
    double bound = 1e18, size = 1, scale = SECOND_SCALE * multipliers.second;
    int32_t stuck = 0;
    for (int32_t a = 0; a < works.count; a++) step_of[a] = 0;
    for (int32_t k = 0; k < cuts; k++) cut_step[k] = 0;
    first_step = second_step = 0;
    for (int32_t round = 0; round < rounds; round++) {
        double now = value();
        if (now < bound - 0.01) stuck = 0;
        else stuck++;
        if (now < bound) bound = now, keep_lowest();
        if (bound < target || round == rounds - 1) break;
        if (stuck >= STUCK_ROUNDS) size *= SHORTER, stuck = 0, go_back_to_lowest();
        if (find_cuts) add_cuts();
        double length = find_direction(scale);
        if (length < SHORTEST_DIRECTION * multipliers.second * multipliers.second) break;
        double aim = target > UNKNOWN ? target : bound * AIM_WITHOUT_ROUTE;
        take_step(size * (now - aim) / length, scale);
    }
    go_back_to_lowest();
    return bound;
}
