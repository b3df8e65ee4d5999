// Branches on works (on every route, on none) where the bound of the whole doesn't prove the route known.
//
// Where all works are decided, the walk is at least the relaxation's, in whole units, and what is left of the time is
// divided among the ways to see each work exactly (a knapsack).
#include "tree_relaxation.h"

#define GUIDE_ROUNDS 300     // of the first descent; 1,000 lower the bound by another hundredth of a per cent
#define ROOT_ROUNDS 1500
#define CHILD_ROUNDS 40
#define MAX_OPEN 3000
#define MAX_SECONDS 40000
#define TINY 1e-6            // what rounding may take from a sum of points

typedef struct {
    double bound, second, first_leg;
    float turning[MAX_NODES];
    uint8_t decided[MAX_NODES];
    int32_t branch;
} part_t;  // of all routes: those with some works, without others

static part_t parts[MAX_OPEN];
static int32_t open_parts;
static int32_t filled[MAX_SECONDS + 1];

static int32_t whole(double bound) { return (int32_t)__builtin_floor(bound + TINY); }

// All works at their best, as if there were no time.
static double everything(void) {
    double total = works.base;
    for (int32_t a = 0; a < works.count; a++) {
        double most = 0;
        for (int32_t k = works.first_way[a]; k < works.first_way[a + 1]; k++)
            if (works.points[k] > most) most = works.points[k];
        total += most;
    }
    return total;
}

// Leaves what the search goes by: the price of a second, and what walking each work costs.
static void guide_search(void) {
    guide.second = multipliers.second, guide.works = works.count;
    for (int32_t a = 0; a < works.count; a++) {
        int32_t work = problem.work[works.node[works.first_way[a]]];
        guide.work[a] = work, guide.walk[work] = 2 * multipliers.turning[a];
        guide.first_way[a] = works.first_way[a];
    }
    guide.first_way[works.count] = works.first_way[works.count];
    for (int32_t k = 0; k < works.first_way[works.count]; k++) guide.way[k] = works.node[k];
}

// Prepares `improve`: sets the guide. Returns a bound. The best route may hold what is pinned.
EXPORT("guide") int32_t set_guide(void) {
    read_works();
    guide.works = 0, guide.second = 0;
    double bound = everything();
    if (works.count == 0) return whole(bound);
    begin_multipliers();
    double found = descend(GUIDE_ROUNDS, UNKNOWN, 0);
    if (found < bound) guide_search(), bound = found;
    return whole(bound > works.base ? bound : works.base);
}

// The works that are in, with the time that walking leaves them. Returns the most points.
static double fill_time(double walk) {
    int32_t room = (int32_t)(works.seconds - __builtin_ceil(walk - TINY));
    if (room < 0) return UNKNOWN;
    if (room > MAX_SECONDS) return 1e18;
    for (int32_t t = 0; t <= room; t++) filled[t] = 0;
    for (int32_t a = 0; a < works.count; a++) {
        if (decided[a] != IN) continue;
        for (int32_t t = room; t >= 0; t--) {
            int32_t most = INT32_MIN / 2;
            for (int32_t k = works.first_way[a]; k < works.first_way[a + 1]; k++) {
                int32_t stay = problem.stay[works.node[k]];
                // Whole points upwards: a share of what likeness costs is not whole.
                if (stay <= t && filled[t - stay] + (int32_t)__builtin_ceil(works.points[k] - TINY) > most)
                    most = filled[t - stay] + (int32_t)__builtin_ceil(works.points[k] - TINY);
            }
            filled[t] = most;
        }
    }
    return works.base + filled[room];
}

// Returns a bound on the walk of the works that are in, from the multipliers' value: what is left of their points.
static double walk_of_all(double bound) {
    double worth = works.base;
    for (int32_t a = 0; a < works.count; a++) {
        if (decided[a] != IN) continue;
        double most = UNKNOWN;
        for (int32_t k = works.first_way[a]; k < works.first_way[a + 1]; k++) {
            double gain = works.points[k] - multipliers.second * problem.stay[works.node[k]];
            if (gain > most) most = gain;
        }
        worth += most;
    }
    return works.seconds - (bound - worth) / multipliers.second;
}

// Returns the work to decide next: one that the trees leave out now and then; -1 where all are decided.
static int32_t choose_work(void) {
    int32_t chosen = -1;
    double nearest = 1;
    for (int32_t a = 0; a < works.count; a++) {
        double away = left_out_share[a] > 0.5 ? left_out_share[a] - 0.5 : 0.5 - left_out_share[a];
        if (decided[a] == OPEN && away < nearest) nearest = away, chosen = a;
    }
    return chosen;
}

static void load_part(const part_t *part) {
    multipliers.second = part->second, multipliers.first_leg = part->first_leg;
    for (int32_t a = 0; a < works.count; a++) multipliers.turning[a] = part->turning[a], decided[a] = part->decided[a];
}

static void keep_part(double bound) {
    part_t *part = &parts[open_parts++];
    part->bound = bound, part->second = multipliers.second, part->first_leg = multipliers.first_leg;
    for (int32_t a = 0; a < works.count; a++)
        part->turning[a] = (float)multipliers.turning[a], part->decided[a] = decided[a];
    part->branch = choose_work();
}

// Decides what is clear: a work without which, or with which, no route beats the best. Returns how many.
static int32_t decide_clear(double target) {
    int32_t found = 0;
    for (int32_t a = 0; a < works.count; a++) {
        if (decided[a] != OPEN) continue;
        decided[a] = OUT;
        if (descend(1, UNKNOWN, 0) < target) {
            decided[a] = IN, found++;
            continue;
        }
        decided[a] = IN;
        if (descend(1, UNKNOWN, 0) < target) decided[a] = OUT, found++;
        else decided[a] = OPEN;
    }
    return found;
}

// Bounds the part that `decided` describes; keeps it where it may hold a better route. Returns what is proved of it.
static double judge(double bound, double target, int32_t rounds) {
    find_base();
    double found = descend(rounds, target, 0);
    if (found < bound) bound = found;
    if (bound < target) return UNKNOWN;
    if (choose_work() >= 0) {
        keep_part(bound);
        return UNKNOWN;
    }
    double filling = fill_time(walk_of_all(found));
    return filling < bound ? filling : bound;
}

// Returns a bound on every route's points: those of the best route known where that is proved. `count`: of parts.
EXPORT("bound") int32_t bound(int32_t count) {
    read_works();
    double target = best.score + 1 - TINY, root = everything();
    if (works.count == 0 || root < target) return best.score;
    begin_multipliers();
    double found = descend(ROOT_ROUNDS, target, 1);
    if (found < root) root = found;
    if (root < target) return best.score;
    for (int32_t turn = 0; turn < 3 && decide_clear(target); turn++) {
        find_base();
        found = descend(CHILD_ROUNDS, target, 0);
        if (found < root) root = found;
        if (root < target) return best.score;
    }
    open_parts = 0;
    double leaves = judge(root, target, CHILD_ROUNDS);
    for (int32_t taken = 0; taken < count && open_parts && open_parts < MAX_OPEN - 2; taken++) {
        int32_t top = 0;
        for (int32_t k = 1; k < open_parts; k++)
            if (parts[k].bound > parts[top].bound) top = k;
        if (parts[top].bound <= leaves) break;
        static part_t part;
        part = parts[top];
        parts[top] = parts[--open_parts];
        for (int32_t side = IN; side <= OUT; side++) {
            load_part(&part);
            decided[part.branch] = (uint8_t)side;
            double proved = judge(part.bound, target, CHILD_ROUNDS);
            if (proved > leaves) leaves = proved;
        }
    }
    for (int32_t k = 0; k < open_parts; k++)
        if (parts[k].bound > leaves) leaves = parts[k].bound;
    return leaves < target ? best.score : whole(leaves);
}
