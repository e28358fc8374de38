#include "search/evaluation.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/stop.hpp"
#include "experiment/run/ordered_blocks.hpp"
#include "experiment/summary/plan.hpp"
#include "model/history/replication.hpp"
#include "model/world/kinship.hpp"
#include "random/scrambling.hpp"

namespace convoyrisk::search {
namespace {

/// Plans beside the references in one world: so many that the references are a small part of the work, and so few that
/// their timetables and routes fit the memory.
constexpr std::size_t plans_of_chunk = 1024;
/// Parts of a block, so that the first rounds, of one block each, have work for several threads.
constexpr std::int64_t parts_of_block = 4;
/// With draws a block is a round of these: fewer than replications, as each has several of them.
constexpr auto trials_of_round = static_cast<std::int64_t>(random::scramblings_at_once);
constexpr auto draws_of_trial = static_cast<std::int64_t>(random::points_of_scrambling);
static_assert(experiment::block_size % parts_of_block == 0 && trials_of_round % parts_of_block == 0);

/// Policies of a world by family of kin.
[[nodiscard]] std::vector<std::vector<std::size_t>> families_of(const model::World& world) {
  const std::vector<std::uint32_t> first_kin = model::first_kin(world);
  std::vector<std::vector<std::size_t>> families;
  std::vector<std::size_t> family_of(first_kin.size());
  for (std::size_t i = 0; i < first_kin.size(); ++i) {
    if (first_kin[i] == i) {
      family_of[i] = families.size();
      families.emplace_back();
    }
    families[family_of[first_kin[i]]].push_back(i);
  }
  return families;
}

/// Some plans that are simulated together: the references first.
struct Together {
  std::vector<PlanNumber> plans;
  std::size_t references = 0;
  std::vector<double> thresholds;  ///< Measure, by plan; empty for the harm itself
  bool keep = false;
};

/// What a thread simulates with.
class Simulator {
 public:
  /// Without draws all threads share the world.
  Simulator(const Means& means, const Together& together, const std::shared_ptr<const model::World>& world)
      : means_(means),
        together_(together),
        values_(together.plans.size()),
        totals_(together.plans.size()),
        of_(model::conditional_of(means.of).value_or(means.of)) {
    if (world != nullptr) {
      enter(world);
    }
  }

  /// By plan.
  [[nodiscard]] std::vector<PlanSums> simulate(std::int64_t part) {
    std::vector<PlanSums> sums(together_.plans.size());
    const std::int64_t size = means_.trials_of_block() / parts_of_block;
    for (std::int64_t trial = part * size; trial < (part + 1) * size; ++trial) {
      values_.assign(values_.size(), {});
      for (std::int64_t place = 0; place < means_.samples_of_trial(); ++place) {
        simulate_sample(means_.sample(trial, place));
        for (std::size_t i = 0; i < sums.size(); ++i) {
          add_sample(i, sums[i].kept);
        }
      }
      for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i].add(values_[i], std::span(values_).first(together_.references), means_.least_delivered);
      }
    }
    return sums;
  }

 private:
  /// Sums over the replications of a sample.
  struct Total {
    Values values;
    Moments harm;
  };

  void enter(const std::shared_ptr<const model::World>& world) {
    replication_.reset();  // it refers to the world before
    world_ = world;
    replication_.emplace(*world_, model::Ask{.severity_law = false, .course = true});
    families_ = families_of(*world_);
  }

  void simulate_sample(std::int64_t sample) {
    if (means_.inner > 0) {
      enter(means_.world(together_.plans, static_cast<std::size_t>(sample)));
    }
    totals_.assign(totals_.size(), {});
    const std::int64_t count = means_.replications_of_sample();
    for (std::int64_t number = sample * count; number < (sample + 1) * count; ++number) {
      for (const std::vector<std::size_t>& family : families_) {
        simulate(family, number);
      }
    }
  }

  void add_sample(std::size_t plan, std::vector<double>& kept) {
    const Total& total = totals_[plan];
    const auto n = static_cast<double>(means_.replications_of_sample());
    const auto samples = static_cast<double>(means_.samples_of_trial());
    double harm = total.values.harm / n;
    if (together_.keep) {
      kept.push_back(harm);
    }
    if (!together_.thresholds.empty()) {
      const double threshold = together_.thresholds[plan];
      harm = threshold + std::max(harm - threshold, 0.0) / worst_share;
    }
    Values& values = values_[plan];
    values.harm += harm / samples;
    values.cost += total.values.cost / n / samples;
    values.delivered += total.values.delivered / n / samples;
    values.luck += total.harm.variance() / n / samples;
  }

  /// The first policy is run, and its history told under all others for which it goes the same way; so on with those
  /// that are left.
  void simulate(const std::vector<std::size_t>& family, std::int64_t number) {
    left_ = family;
    while (!left_.empty()) {
      heed_stop();
      replication_->run(PolicyId(left_.front()), means_.seed, static_cast<std::uint64_t>(number), result_);
      add(left_.front(), result_.outcomes);
      std::size_t still_left = 0;
      for (std::size_t i = 1; i < left_.size(); ++i) {
        if (replication_->retell(PolicyId(left_[i]), retold_)) {
          add(left_[i], retold_);
        } else {
          left_[still_left++] = left_[i];
        }
      }
      left_.resize(still_left);
    }
  }

  void add(std::size_t plan, const model::OutcomeValues& outcomes) {
    Total& total = totals_[plan];
    total.values.harm += outcomes[of_];
    total.values.cost += outcomes[model::Outcome::cost];
    total.values.delivered += outcomes[model::Outcome::workers_delivered];
    if (means_.inner > 0) {
      total.harm.add(outcomes[of_]);
    }
  }

  const Means& means_;
  const Together& together_;
  std::shared_ptr<const model::World> world_;
  std::optional<model::Replication> replication_;
  model::ReplicationResult result_;
  model::OutcomeValues retold_;
  std::vector<std::vector<std::size_t>> families_;  ///< policies that are kin
  std::vector<std::size_t> left_;                   ///< of a family
  std::vector<Values> values_;                      ///< by plan, of a trial
  std::vector<Total> totals_;                       ///< by plan, of a sample
  model::Outcome of_;
};

void merge(std::vector<PlanSums>& all, const std::vector<PlanSums>& more) {
  all.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) {
    all[i].merge(more[i]);
  }
}

/// The blocks of some plans.
class Chunk {
 public:
  Chunk(const Means& means, const Together& together)
      : means_(means), together_(together), world_(means.inner > 0 ? nullptr : means.world(together.plans, 0)) {}

  /// Takes blocks that an earlier try left, then simulates the others.
  [[nodiscard]] std::vector<PlanSums> sums(const Blocks& blocks) {
    const std::int64_t done = take_logged(blocks.count);
    const std::int64_t first = (blocks.first + done) * parts_of_block;
    const auto worker = [this, first]() -> experiment::BlockWorker {
      auto simulator = std::make_shared<Simulator>(means_, together_, world_);
      return [this, simulator, first](std::int64_t part) -> std::function<void()> {
        auto sums = std::make_shared<std::vector<PlanSums>>(simulator->simulate(first + part));
        return [this, sums, part] { add(*sums, (part + 1) % parts_of_block == 0); };
      };
    };
    if (done < blocks.count) {
      experiment::work_blocks((blocks.count - done) * parts_of_block, means_.threads, worker);
    }
    return std::move(all_);
  }

 private:
  [[nodiscard]] std::int64_t take_logged(std::int64_t most) {
    std::int64_t done = 0;
    for (; done < most && means_.log.next; ++done) {
      const auto bytes = means_.log.next();
      if (!bytes) {
        break;
      }
      const std::vector<PlanSums> block = sums_from_bytes(*bytes);
      if (block.size() != together_.plans.size() || block.front().against.size() != together_.references) {
        throw InputError("the log holds a block of other plans: remove it");
      }
      finish(block);
    }
    return done;
  }

  void add(const std::vector<PlanSums>& part, bool last) {
    merge(block_, part);
    if (last) {
      if (means_.log.append) {
        means_.log.append(to_bytes(block_));
      }
      finish(block_);
      block_.clear();
    }
  }

  void finish(const std::vector<PlanSums>& block) {
    merge(all_, block);
    if (means_.progress) {
      means_.progress(static_cast<std::int64_t>(block.size()) * means_.replications(1));
    }
  }

  const Means& means_;
  const Together& together_;
  std::shared_ptr<const model::World> world_;  ///< none with draws, each of which has its own
  std::vector<PlanSums> block_;                ///< what there is of the block under way
  std::vector<PlanSums> all_;
};

}  // namespace

std::int64_t Means::trials_of_block() const { return inner > 0 ? trials_of_round : experiment::block_size; }

std::int64_t Means::samples_of_trial() const { return inner > 0 ? draws_of_trial : 1; }

std::int64_t Means::sample(std::int64_t trial, std::int64_t place) const {
  return inner > 0 ? trial / trials_of_round * trials_of_round * draws_of_trial + place * trials_of_round +
                         trial % trials_of_round
                   : trial;
}

std::vector<double> in_order_of_draws(const std::vector<double>& kept) {
  Means draws;
  draws.inner = 1;
  std::vector<double> ordered(kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto number = static_cast<std::int64_t>(i);
    ordered.at(static_cast<std::size_t>(draws.sample(number / draws_of_trial, number % draws_of_trial))) = kept[i];
  }
  return ordered;
}

void evaluate(const Means& means, const std::vector<PlanNumber>& references, const std::vector<PlanNumber>& plans,
              const Blocks& blocks, const Taker& taker, const Measure& measure) {
  for (std::size_t first = 0; first == 0 || first < plans.size(); first += plans_of_chunk) {
    const auto begin = static_cast<std::ptrdiff_t>(first);
    const auto end = static_cast<std::ptrdiff_t>(std::min(plans.size(), first + plans_of_chunk));
    Together together{references, references.size(), measure.of_references, measure.keep};
    together.plans.insert(together.plans.end(), plans.begin() + begin, plans.begin() + end);
    if (!measure.of_references.empty()) {
      together.thresholds.insert(together.thresholds.end(), measure.of_plans.begin() + begin,
                                 measure.of_plans.begin() + end);
    }
    std::vector<PlanSums> sums = Chunk(means, together).sums(blocks);
    if (first == 0) {
      taker.references({sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(references.size())});
    }
    for (std::ptrdiff_t i = begin; i < end; ++i) {
      taker.plan(static_cast<std::size_t>(i), sums[references.size() + static_cast<std::size_t>(i - begin)]);
    }
  }
}

}  // namespace convoyrisk::search
