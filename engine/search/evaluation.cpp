#include "search/evaluation.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/stop.hpp"
#include "experiment/run/ordered_blocks.hpp"
#include "experiment/summary/plan.hpp"
#include "model/history/replication.hpp"
#include "model/world/kinship.hpp"

namespace convoyrisk::search {
namespace {

/// Plans beside the references in one world: so many that the references are a small part of the work, and so few that
/// their timetables and routes fit the memory.
constexpr std::size_t plans_of_chunk = 1024;
/// Parts of a block, so that the first rounds, of one block each, have work for several threads.
constexpr std::int64_t parts_of_block = 4;
constexpr std::int64_t part_size = experiment::block_size / parts_of_block;
static_assert(part_size * parts_of_block == experiment::block_size);

/// What a thread simulates with.
class Simulator {
 public:
  Simulator(const Means& means, const model::World& world, std::size_t references)
      : means_(means),
        world_(world),
        replication_(world, {.severity_law = false, .course = true}),
        references_(references),
        values_(world.policy_count()),
        of_(model::conditional_of(means.of).value_or(means.of)) {
    const std::vector<std::uint32_t> first_kin = model::first_kin(world);
    std::vector<std::size_t> family_of(first_kin.size());
    for (std::size_t i = 0; i < first_kin.size(); ++i) {
      if (first_kin[i] == i) {
        family_of[i] = families_.size();
        families_.emplace_back();
      }
      families_[family_of[first_kin[i]]].push_back(i);
    }
  }

  /// By policy of the world, of which the first are the references.
  [[nodiscard]] std::vector<PlanSums> simulate(std::int64_t part) {
    std::vector<PlanSums> sums(world_.policy_count());
    const std::int64_t first = part * part_size;
    for (std::int64_t number = first; number < first + part_size; ++number) {
      for (const std::vector<std::size_t>& family : families_) {
        simulate(family, number);
      }
      for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i].add(values_[i], std::span(values_).first(references_), means_.least_delivered);
      }
    }
    return sums;
  }

 private:
  /// The first policy is run, and its history told under all others for which it goes the same way; so on with those
  /// that are left.
  void simulate(const std::vector<std::size_t>& family, std::int64_t number) {
    left_ = family;
    while (!left_.empty()) {
      heed_stop();
      replication_.run(PolicyId(left_.front()), means_.seed, static_cast<std::uint64_t>(number), result_);
      values_[left_.front()] = values_of(result_.outcomes);
      std::size_t still_left = 0;
      for (std::size_t i = 1; i < left_.size(); ++i) {
        if (replication_.retell(PolicyId(left_[i]), retold_)) {
          values_[left_[i]] = values_of(retold_);
        } else {
          left_[still_left++] = left_[i];
        }
      }
      left_.resize(still_left);
    }
  }

  [[nodiscard]] Values values_of(const model::OutcomeValues& outcomes) const {
    return {outcomes[of_], outcomes[model::Outcome::cost], outcomes[model::Outcome::workers_delivered]};
  }

  const Means& means_;
  const model::World& world_;
  model::Replication replication_;
  model::ReplicationResult result_;
  model::OutcomeValues retold_;
  std::size_t references_;
  std::vector<std::vector<std::size_t>> families_;  ///< policies that are kin
  std::vector<std::size_t> left_;                   ///< of a family
  std::vector<Values> values_;                      ///< by policy
  model::Outcome of_;
};

void merge(std::vector<PlanSums>& all, const std::vector<PlanSums>& more) {
  all.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) {
    all[i].merge(more[i]);
  }
}

/// The blocks of some plans, by policy of their world.
class Chunk {
 public:
  Chunk(const Means& means, const model::World& world, std::size_t references)
      : means_(means), world_(world), references_(references) {}

  /// Takes blocks that an earlier try left, then simulates the others.
  [[nodiscard]] std::vector<PlanSums> sums(const Blocks& blocks) {
    const std::int64_t done = take_logged(blocks.count);
    const std::int64_t first = (blocks.first + done) * parts_of_block;
    const auto worker = [this, first]() -> experiment::BlockWorker {
      auto simulator = std::make_shared<Simulator>(means_, world_, references_);
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
      if (block.size() != world_.policy_count() || block.front().against.size() != references_) {
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
      means_.progress(static_cast<std::int64_t>(block.size()) * experiment::block_size);
    }
  }

  const Means& means_;
  const model::World& world_;
  std::size_t references_;
  std::vector<PlanSums> block_;  ///< what there is of the block under way
  std::vector<PlanSums> all_;
};

}  // namespace

void evaluate(const Means& means, const std::vector<PlanNumber>& references, const std::vector<PlanNumber>& plans,
              const Blocks& blocks, const Taker& taker) {
  for (std::size_t first = 0; first == 0 || first < plans.size(); first += plans_of_chunk) {
    const std::size_t end = std::min(plans.size(), first + plans_of_chunk);
    std::vector<PlanNumber> chunk = references;
    chunk.insert(chunk.end(), plans.begin() + static_cast<std::ptrdiff_t>(first),
                 plans.begin() + static_cast<std::ptrdiff_t>(end));
    const auto world = means.world(chunk);
    std::vector<PlanSums> sums = Chunk(means, *world, references.size()).sums(blocks);
    if (first == 0) {
      taker.references({sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(references.size())});
    }
    for (std::size_t i = first; i < end; ++i) {
      taker.plan(i, sums[references.size() + i - first]);
    }
  }
}

}  // namespace convoyrisk::search
