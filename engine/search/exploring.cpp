#include "search/exploring.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <unordered_set>
#include <utility>

#include "random/stream.hpp"

namespace convoyrisk::search {
namespace {

constexpr std::uint64_t exploring_purpose = 0x706c616e73;  // "plans"
/// Part of all plans that are drawn by lot.
constexpr double part_by_lot = 0.1;
/// Exchanges of two options that are tried of a plan at a time, drawn by lot.
constexpr int pairs_of_plan = 20;

/// What block 0 says of a plan.
struct Seen {
  PlanNumber plan = 0;
  double harm = 0;
  double cost = 0;
  bool delivers = true;
};

class Exploration {
 public:
  Exploration(const Space& space, const Means& means, std::int64_t most)
      : space_(space), means_(means), most_(static_cast<std::size_t>(std::min(most, space.plan_count()))) {
    try_all({0});
  }

  /// From the base on, always the change of one lever that averts most for its cost.
  void follow_greedy_path() {
    Seen now = seen_.front();
    while (!full()) {
      const std::vector<PlanNumber> next = neighbours(now.plan);
      try_all(next);
      const Seen* best = nullptr;
      double best_worth = 0;
      for (const Seen& other : seen_) {
        const double averted = now.harm - other.harm;
        if (averted > 0 && other.delivers && std::ranges::find(next, other.plan) != next.end()) {
          const double more = std::max(other.cost - now.cost, 0.0);
          const double worth = more > 0 ? averted / more : std::numeric_limits<double>::infinity();
          if (best == nullptr || worth > best_worth || (worth == best_worth && other.harm < best->harm)) {
            best = &other;
            best_worth = worth;
          }
        }
      }
      if (best == nullptr) {
        return;
      }
      now = *best;
    }
  }

  void draw_plans() {
    const auto count = static_cast<std::size_t>(part_by_lot * static_cast<double>(most_));
    std::vector<PlanNumber> drawn;
    for (std::size_t i = 0; i < count; ++i) {
      drawn.push_back(std::min(static_cast<PlanNumber>(uniform() * static_cast<double>(space_.plan_count())),
                               space_.plan_count() - 1));
    }
    try_all(drawn);
  }

  /// Exchanges around the plans that are best for some budget, until nothing new comes near the front.
  void exchange() {
    std::set<PlanNumber> done;
    while (!full()) {
      std::vector<PlanNumber> next;
      for (const PlanNumber plan : front()) {
        if (done.insert(plan).second) {
          for (const PlanNumber one : neighbours(plan)) {
            next.push_back(one);
          }
          for (int i = 0; i < pairs_of_plan; ++i) {
            next.push_back(change_by_lot(change_by_lot(plan)));
          }
        }
      }
      if (next.empty()) {
        return;
      }
      try_all(next);
    }
  }

  [[nodiscard]] std::vector<PlanNumber> plans() const {
    std::vector<PlanNumber> plans;
    for (const Seen& seen : seen_) {
      plans.push_back(seen.plan);
    }
    return plans;
  }

 private:
  [[nodiscard]] bool full() const { return seen_.size() >= most_; }

  /// Simulates those that are new, as long as there is room.
  void try_all(const std::vector<PlanNumber>& plans) {
    std::vector<PlanNumber> fresh;
    for (const PlanNumber plan : plans) {
      if (seen_.size() + fresh.size() < most_ && known_.insert(plan).second) {
        fresh.push_back(plan);
      }
    }
    if (fresh.empty()) {
      return;
    }
    evaluate(means_, {0}, fresh, {0, 1},
             {[](const std::vector<PlanSums>&) {},
              [&](std::size_t i, const PlanSums& sums) {
                seen_.push_back({fresh[i], sums.harm.mean(), sums.cost.mean(), sums.spare.mean() >= 0});
              }});
  }

  /// All plans with another option of one lever.
  [[nodiscard]] std::vector<PlanNumber> neighbours(PlanNumber plan) const {
    std::vector<PlanNumber> all;
    const std::vector<int> choice = space_.choice(plan);
    for (std::size_t lever = 0; lever < choice.size(); ++lever) {
      for (int option = 0; option <= space_.option_count(lever); ++option) {
        if (option != choice[lever]) {
          all.push_back(space_.with(plan, lever, option));
        }
      }
    }
    return all;
  }

  [[nodiscard]] PlanNumber change_by_lot(PlanNumber plan) {
    const auto lever = std::min(static_cast<std::size_t>(uniform() * static_cast<double>(space_.lever_count())),
                                space_.lever_count() - 1);
    const int options = space_.option_count(lever);
    return space_.with(plan, lever, std::min(static_cast<int>(uniform() * (options + 1)), options));
  }

  /// The plans that no cheaper one matches, by cost.
  [[nodiscard]] std::vector<PlanNumber> front() const {
    std::vector<Seen> order = seen_;
    std::ranges::stable_sort(order, {}, [](const Seen& seen) { return std::pair(seen.cost, seen.harm); });
    std::vector<PlanNumber> front;
    double least = std::numeric_limits<double>::infinity();
    for (const Seen& seen : order) {
      if (seen.delivers && seen.harm < least) {
        front.push_back(seen.plan);
        least = seen.harm;
      }
    }
    return front;
  }

  double uniform() { return random::Stream(means_.seed, exploring_purpose, 0, 0, draws_++).uniform(); }

  const Space& space_;
  const Means& means_;
  std::size_t most_;
  std::vector<Seen> seen_;
  std::unordered_set<PlanNumber> known_;
  std::uint64_t draws_ = 0;
};

}  // namespace

std::vector<PlanNumber> explore(const Space& space, const Means& means, std::int64_t most) {
  Exploration exploration(space, means, most);
  exploration.follow_greedy_path();
  exploration.draw_plans();
  exploration.exchange();
  return exploration.plans();
}

}  // namespace convoyrisk::search
