#include "results/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error.hpp"
#include "base/input_file.hpp"
#include "experiment/summary/sums_columns.hpp"
#include "results/columns.hpp"
#include "results/file_kind.hpp"
#include "results/run_bounds.hpp"
#include "results/seal.hpp"
#include "results/sha256.hpp"
#include "results/stored_file.hpp"
#include "results/tail_file.hpp"

namespace convoyrisk::results {
namespace {

using experiment::BlockSums;
using experiment::OutcomeMoments;
using experiment::PolicyTotals;
using experiment::Results;

std::vector<std::string> list_attribute(const StoredFile& file, const char* name) {
  try {
    return nlohmann::json::parse(file.text_attribute("/", name)).get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception&) {
    throw Hdf5Error(name);
  }
}

/// A variable whose size must be as expected.
template <class Number>
std::vector<Number> read_array(const StoredFile& file, const std::string& path, std::size_t size) {
  if (file.size(path) != size) {
    throw Hdf5Error::of(path + " has the wrong size");
  }
  return file.numbers<Number>(path);
}

template <class Number>
void append(std::vector<Number>& list, const std::vector<Number>& source, std::size_t first, std::size_t count) {
  const auto begin = source.begin() + static_cast<std::ptrdiff_t>(first);
  list.insert(list.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
}

/// Reads /blocks: everything there is a slice for each block and point.
class BlockReader {
 public:
  BlockReader(const StoredFile& file, std::size_t blocks, std::size_t points, std::size_t policies, std::size_t convoys)
      : file_(file),
        blocks_(blocks),
        points_(points),
        policies_(policies),
        convoys_(convoys),
        outcomes_(list_attribute(file, "outcomes")) {}

  [[nodiscard]] std::vector<BlockSums> read() {
    const auto replications = read_array<std::int64_t>(file_, "/blocks/replications", blocks_);
    std::vector<BlockSums> sums(blocks_);
    for (std::size_t block = 0; block < blocks_; ++block) {
      sums[block].replications = replications[block];
      sums[block].points.resize(points_);
    }
    read_moments(sums);
    read_deadly_together(sums);
    read_tails(sums);
    read_severity(sums);
    read_convoys(sums);
    return sums;
  }

 private:
  void read_moments(std::vector<BlockSums>& sums) const {
    constexpr std::size_t outcomes = model::outcome_count;
    constexpr std::size_t controlled = experiment::controlled_outcomes.size();
    const std::size_t pairs = OutcomeMoments::pair_count(policies_);
    struct Slices {
      std::vector<double> values;
      std::size_t count;
    };
    const auto slices = [&](const char* name, std::size_t count) {
      return Slices{read_array<double>(file_, fmt::format("/blocks/{}", name), blocks_ * points_ * count), count};
    };
    const auto newer_slices = [&](const char* name, std::size_t count) {
      return Slices{read_newer(name, blocks_ * points_ * count, unknown), count};
    };
    const auto of_outcomes = [&](const char* name, std::size_t count) {
      return Slices{read_by_outcome(name, count, unknown), outcomes * count};
    };
    const std::array means{of_outcomes("mean", policies_), slices("excess_mean", controlled * policies_)};
    const std::array products{of_outcomes("comoment", pairs), slices("excess_comoment", controlled * pairs),
                              slices("cross_comoment", controlled * policies_ * policies_),
                              newer_slices("cost_conditional_comoment", policies_ * policies_),
                              newer_slices("cost_excess_comoment", policies_ * policies_)};
    const std::array cubes{of_outcomes("cubes", pairs)};
    const auto unequal = read_unequal(pairs);
    const auto join = [](const auto& parts, std::size_t place) {
      std::vector<double> joined;
      for (const Slices& part : parts) {
        append(joined, part.values, place * part.count, part.count);
      }
      return joined;
    };
    for (std::size_t place = 0; place < blocks_ * points_; ++place) {
      std::vector<std::int64_t> counts;
      append(counts, unequal, place * outcomes * pairs, outcomes * pairs);
      BlockSums& block = sums[place / points_];
      block.points[place % points_].moments =
          OutcomeMoments(policies_, block.replications,
                         {join(means, place), join(products, place), join(cubes, place), std::move(counts)});
    }
  }

  /// What older files do not have.
  template <class Number>
  [[nodiscard]] std::vector<Number> read_newer(const char* name, std::size_t size, Number missing) const {
    const std::string path = fmt::format("/blocks/{}", name);
    return file_.has_variable(path) ? read_array<Number>(file_, path, size) : std::vector<Number>(size, missing);
  }

  /// What is told of every outcome, by the program's outcomes: those that an older file does not have are not known.
  template <class Number>
  [[nodiscard]] std::vector<Number> read_by_outcome(const char* name, std::size_t count, Number missing) const {
    const std::size_t places = blocks_ * points_;
    const auto stored = read_newer(name, places * outcomes_.size() * count, missing);
    std::vector<Number> values;
    for (std::size_t place = 0; place < places; ++place) {
      for (const std::string& outcome : outcome_names()) {
        const auto found = static_cast<std::size_t>(std::ranges::find(outcomes_, outcome) - outcomes_.begin());
        if (found < outcomes_.size()) {
          append(values, stored, (place * outcomes_.size() + found) * count, count);
        } else {
          values.insert(values.end(), count, missing);
        }
      }
    }
    return values;
  }

  /// Older files have the counts of controlled outcomes only.
  [[nodiscard]] std::vector<std::int64_t> read_unequal(std::size_t pairs) const {
    constexpr std::size_t outcomes = model::outcome_count;
    constexpr auto& controlled = experiment::controlled_outcomes;
    const std::size_t places = blocks_ * points_;
    auto counts = read_by_outcome<std::int64_t>("differing", pairs, -1);
    if (!file_.has_variable("/blocks/differing")) {
      const auto of_controlled = read_array<std::int64_t>(file_, "/blocks/unequal", places * controlled.size() * pairs);
      for (std::size_t i = 0; i < of_controlled.size(); ++i) {
        const std::size_t place = i / pairs / controlled.size();
        const auto outcome = static_cast<std::size_t>(controlled[i / pairs % controlled.size()]);
        counts[(place * outcomes + outcome) * pairs + i % pairs] = of_controlled[i];
      }
    }
    return counts;
  }

  void read_deadly_together(std::vector<BlockSums>& sums) const {
    if (!file_.has_variable("/blocks/deadly_together")) {
      return;
    }
    const std::size_t size = experiment::death_thresholds.size() * OutcomeMoments::pair_count(policies_);
    const auto counts = read_array<std::int64_t>(file_, "/blocks/deadly_together", blocks_ * points_ * size);
    for (std::size_t place = 0; place < blocks_ * points_; ++place) {
      if (counts[place * size] >= 0) {
        append(sums[place / points_].points[place % points_].deadly_together, counts, place * size, size);
      }
    }
  }

  void read_tails(std::vector<BlockSums>& sums) const {
    constexpr std::size_t tails = experiment::tail_outcomes.size();
    const auto sizes = read_array<std::int64_t>(file_, "/blocks/entries", blocks_ * points_ * policies_ * tails);
    const auto values = file_.numbers<std::int64_t>("/blocks/entry_value");
    const auto counts = read_array<std::int64_t>(file_, "/blocks/entry_count", values.size());
    std::size_t size = 0;
    std::size_t entry = 0;
    for (BlockSums& block : sums) {
      for (experiment::PointSums& point : block.points) {
        point.policies.resize(policies_);
        for (experiment::PolicySums& policy : point.policies) {
          for (stats::Histogram& histogram : policy.tails) {
            const auto left = static_cast<std::int64_t>(values.size() - entry);
            if (sizes[size] < 0 || sizes[size] > left) {
              throw Hdf5Error("/blocks/entries");
            }
            for (std::int64_t i = 0, least = 0; i < sizes[size]; ++i, ++entry) {
              if (values[entry] < least || values[entry] > most_replications || counts[entry] < 1 ||
                  counts[entry] > most_replications) {
                throw Hdf5Error("/blocks/entry_value");
              }
              histogram.add(values[entry], counts[entry]);
              least = values[entry] + 1;
            }
            ++size;
          }
        }
      }
    }
  }

  void read_severity(std::vector<BlockSums>& sums) const {
    const auto values = file_.numbers<double>("/blocks/severity_conditional");
    const std::size_t rows = blocks_ * points_ * policies_;
    if (values.size() % rows != 0) {
      throw Hdf5Error("/blocks/severity_conditional has the wrong size");
    }
    const std::size_t size = values.size() / rows;
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t place = row / policies_;
      append(sums[place / points_].points[place % points_].policies[row % policies_].severity_conditional, values,
             row * size, size);
    }
  }

  void read_convoys(std::vector<BlockSums>& sums) const {
    if (convoys_ == 0) {
      return;
    }
    const std::size_t rows = blocks_ * points_ * policies_;
    const auto of = read_array<double>(file_, "/blocks/convoy_killed_conditional", rows * convoys_);
    const auto squares = read_array<double>(file_, "/blocks/convoy_killed_conditional_squares", rows * convoys_);
    for (std::size_t i = 0; i < of.size(); ++i) {
      const std::size_t place = i / convoys_ / policies_;
      sums[place / points_].points[place % points_].policies[i / convoys_ % policies_].convoys_conditional.push_back(
          {of[i], squares[i]});
    }
  }

  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  const StoredFile& file_;
  std::size_t blocks_;
  std::size_t points_;
  std::size_t policies_;
  std::size_t convoys_;
  std::vector<std::string> outcomes_;  ///< of the file
};

void read_legs(const StoredFile& file, Results& results) {
  const std::size_t rows = results.totals.size();
  const std::size_t legs = file.numbers<double>("/legs/convoy_km").size() / rows;
  for (PolicyTotals& totals : results.totals) {
    totals.legs.resize(legs);
  }
  for (const experiment::LegCount& count : experiment::leg_counts()) {
    const auto sums = read_array<std::int64_t>(file, fmt::format("/legs/{}", count.name), rows * legs);
    const auto squares = read_array<std::int64_t>(file, fmt::format("/legs/{}_squares", count.name), rows * legs);
    for (std::size_t i = 0; i < rows * legs; ++i) {
      results.totals[i / legs].legs[i % legs].*count.sums = {sums[i], squares[i]};
    }
  }
}

/// Sums of every convoy.
void read_convoys(const StoredFile& file, Results& results) {
  const std::size_t rows = results.totals.size();
  for (PolicyTotals& totals : results.totals) {
    totals.convoys.resize(results.convoys);
  }
  for (const experiment::ConvoyCount& count : experiment::convoy_counts()) {
    const auto sums = read_array<std::int64_t>(file, fmt::format("/convoys/{}", count.name), rows * results.convoys);
    const auto squares =
        read_array<std::int64_t>(file, fmt::format("/convoys/{}_squares", count.name), rows * results.convoys);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      results.totals[i / results.convoys].convoys[i % results.convoys].*count.sums = {sums[i], squares[i]};
    }
  }
}

void read_days(const StoredFile& file, Results& results) {
  const std::size_t rows = results.totals.size();
  const auto attacks = file.numbers<std::int64_t>("/days/attacks");
  const auto killed = read_array<std::int64_t>(file, "/days/killed", attacks.size());
  const std::size_t days = attacks.size() / rows;
  for (std::size_t i = 0; i < rows * days; ++i) {
    results.totals[i / days].days.push_back({attacks[i], killed[i]});
  }
}

void read_severity(const StoredFile& file, Results& results) {
  const auto counted = file.numbers<std::int64_t>("/severity/counted");
  const std::size_t size = counted.size() / results.totals.size();
  for (std::size_t row = 0; row < results.totals.size(); ++row) {
    append(results.totals[row].severity, counted, row * size, size);
  }
}

void read_outcomes(const StoredFile& file, Results& results) {
  const auto count = static_cast<std::size_t>(results.replications);
  if (file.size(fmt::format("/outcomes/{}", model::outcome_infos().front().name)) != results.totals.size() * count) {
    throw Hdf5Error::of("/outcomes has the wrong size");
  }
  for (PolicyTotals& totals : results.totals) {
    totals.values.resize(count);
  }
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    const std::string path = fmt::format("/outcomes/{}", info.name);
    const std::vector<double> values =
        file.has_variable(path)
            ? read_array<double>(file, path, results.totals.size() * count)
            : std::vector<double>(results.totals.size() * count, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < values.size(); ++i) {
      results.totals[i / count].values[i % count][static_cast<std::size_t>(info.outcome)] = values[i];
    }
  }
}

void read_events(const StoredFile& file, Results& results) {
  const auto policy = file.numbers<std::int32_t>("/events/policy_index");
  const auto point = results.points() > 1 ? read_array<std::int32_t>(file, "/events/point_index", policy.size())
                                          : std::vector<std::int32_t>(policy.size());
  std::vector<experiment::KeptEvent> events(policy.size());
  for (const experiment::EventColumn& column : experiment::event_columns()) {
    std::visit(
        [&]<class Number>(Number experiment::KeptEvent::*of) {
          const auto values = read_array<Number>(file, fmt::format("/events/{}", column.name), events.size());
          for (std::size_t i = 0; i < events.size(); ++i) {
            events[i].*of = values[i];
          }
        },
        column.of);
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto row = static_cast<std::size_t>(point[i]) * results.policies() + static_cast<std::size_t>(policy[i]);
    if (point[i] < 0 || policy[i] < 0 || row >= results.totals.size()) {
      throw Hdf5Error("/events/policy_index");
    }
    results.totals[row].events.push_back(events[i]);
  }
}

Results read_results(const StoredFile& file, std::size_t points) {
  Results results;
  results.policy_names = list_attribute(file, "policies");
  results.segment_km.resize(points);
  results.first_block = file.attribute<std::int64_t>("/", "first_block");
  results.replications = file.attribute<std::int64_t>("/", "replications");
  const auto blocks = file.attribute<std::int64_t>("/", "blocks_done");
  const auto of_draw = file.attribute<std::int64_t>("/", "replications_of_draw");
  if (results.policy_names.empty() || results.policy_names.size() > most_policies || points == 0 || blocks < 1 ||
      blocks > most_blocks_and_points / static_cast<std::int64_t>(points) || results.first_block < 0 ||
      results.first_block > most_replications / std::max(experiment::block_size, of_draw) || of_draw < 0 ||
      of_draw > most_replications || results.replications < 1 || results.replications > most_replications) {
    throw Hdf5Error::of("a run of that size cannot be");
  }
  results.totals.resize(points * results.policies());
  if (file.has_group("convoys")) {  // an older file has none
    results.convoys = file.size("/convoys/trips") / results.totals.size();
  }
  results.blocks =
      BlockReader(file, static_cast<std::size_t>(blocks), points, results.policies(), results.convoys).read();
  check_blocks(results, of_draw);
  const std::array<std::pair<const char*, void (*)(const StoredFile&, Results&)>, 6> groups{
      {{"legs", read_legs},
       {"convoys", read_convoys},
       {"days", read_days},
       {"severity", read_severity},
       {"outcomes", read_outcomes},
       {"events", read_events}}};
  for (const auto& [name, read] : groups) {
    if (file.has_group(name)) {
      read(file, results);
    }
  }
  return results;
}

StoredRun read(const StoredFile& file) {
  StoredRun run;
  run.heading = {file.text_attribute("/", "title"), file.text_attribute("/", "currency"),
                 file.attribute<double>("/", "horizon_h"), list_attribute(file, "points"),
                 file.attribute<std::int32_t>("/", "complete") != 0};
  run.results = read_results(file, run.heading.points.size());
  run.identity = {{file.text_attribute("/", "program_version"), file.text_attribute("/", "git_revision"),
                   file.text_attribute("/", "compiler"), file.text_attribute("/", "libm"),
                   file.text_attribute("/", "libm_fingerprint")},
                  file.text_attribute("scenario", "sha256"),
                  file.attribute<std::uint64_t>("/", "seed"),
                  run.results.policy_names,
                  file.attribute<std::int64_t>("/", "replications_of_draw")};
  const std::vector<std::string> told = list_attribute(file, "outcomes");
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    if (std::ranges::find(told, info.name) == told.end()) {
      run.missing_outcomes.push_back(info.outcome);
    }
  }
  run.plan.seed = run.identity.seed;
  run.plan.points = run.heading.points.size();
  for (std::size_t policy = 0; policy < run.results.policies(); ++policy) {
    run.plan.policies.emplace_back(policy);
  }
  const bool draws = run.identity.replications_of_draw > 0;
  run.plan.draws = draws ? run.results.end_block() : 0;
  run.plan.replications = draws ? run.identity.replications_of_draw
                                : run.results.first_block * experiment::block_size + run.results.replications;
  return run;
}

/// Says what keeps the file from being read as a result, before HDF5 is asked to understand it.
void check_signature(const std::filesystem::path& file) {
  if (const std::string reason = reason_against_reading(file); !reason.empty()) {
    throw InputError(fmt::format("cannot read {}: {}", file.string(), reason));
  }
  const FileKind kind = kind_of(file);
  if (kind == FileKind::log) {
    throw InputError(
        fmt::format("{} is not a convoyrisk result but the log of an unfinished run: the command that began it goes on "
                    "with --resume, and writes {}",
                    file.string(), result_of_log(file).string()));
  }
  if (kind != FileKind::hdf5) {
    const bool scenario = file.extension() == ".yaml" || file.extension() == ".yml";
    throw InputError(fmt::format("{} is not a convoyrisk result{}", file.string(),
                                 scenario ? "; it looks like a scenario, of which `convoyrisk run` makes one" : ""));
  }
}

void check_format(const std::filesystem::path& path, const StoredFile& file) {
  const std::string format = file.has_attribute("/", "format") ? file.text_attribute("/", "format") : "";
  if (format == tail_format_name) {
    throw InputError(
        fmt::format("{} is not a convoyrisk result but a file of `run --tail`: `convoyrisk report RESULT.h5 --tail {}` "
                    "shows it beside one",
                    path.string(), path.string()));
  }
  if (format != format_name) {
    throw InputError(fmt::format("{} is an HDF5 file, but not a convoyrisk result", path.string()));
  }
  const auto version = file.attribute<std::int32_t>("/", "format_version");
  if (version != format_version) {
    throw InputError(fmt::format("{} has version {} of the format, and this program reads version {}: use {} one",
                                 path.string(), version, format_version,
                                 version > format_version ? "a newer" : "an older"));
  }
}

template <class Read>
auto read_file(const std::filesystem::path& file, const Read& read_what) {
  check_signature(file);
  prepare_hdf5();
  const Seal seal = check_seal(file);
  if (seal == Seal::broken) {
    throw InputError(fmt::format("{} is damaged: its content is not that of its SHA-256", file.string()));
  }
  try {
    const StoredFile stored(file);
    check_format(file, stored);
    if (seal == Seal::none && stored.has_attribute("/", seal_attribute)) {
      throw Hdf5Error::of("its end, with the SHA-256 of its content, is missing; or another program changed it");
    }
    return read_what(stored);
  } catch (const MissingMember& error) {
    throw InputError(fmt::format("{} {} by an older version of this program: {}; run its scenario again", file.string(),
                                 seal == Seal::holds ? "was made" : "is damaged, or was made", error.what()));
  } catch (const Hdf5Error& error) {
    throw InputError(fmt::format("{} is damaged: {}", file.string(), error.what()));
  }
}

}  // namespace

StoredRun read_run(const std::filesystem::path& file) { return read_file(file, read); }

StoredScenario read_scenario(const std::filesystem::path& file) {
  return read_file(file, [](const StoredFile& stored) {
    StoredScenario scenario{stored.text("/scenario/text"), stored.text("/scenario/resolved")};
    if (sha256(scenario.resolved) != stored.text_attribute("scenario", "sha256")) {
      throw Hdf5Error("the scenario");
    }
    return scenario;
  });
}

}  // namespace convoyrisk::results
