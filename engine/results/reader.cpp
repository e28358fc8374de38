#include "results/reader.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "base/error.hpp"
#include "results/columns.hpp"
#include "results/stored_file.hpp"

namespace convoyrisk::results {
namespace {

/// A variable over policy and something else, whose size must be as expected.
std::vector<double> read_table(const StoredFile& file, const std::string& path, std::size_t size) {
  std::vector<double> values = file.numbers<double>(path);
  if (values.size() != size) {
    throw Hdf5Error((path + " has the wrong size").c_str());
  }
  return values;
}

std::vector<std::string> policy_names(const StoredFile& file) {
  try {
    return nlohmann::json::parse(file.text_attribute("summary", "policies")).get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception&) {
    throw Hdf5Error("the list of policies");
  }
}

void read_policies(const StoredFile& file, experiment::Summary& summary) {
  for (const std::string& name : policy_names(file)) {
    experiment::PolicySummary policy;
    policy.name = name;
    policy.outcomes.resize(model::outcome_count);
    policy.difference.resize(model::outcome_count);
    summary.policies.push_back(std::move(policy));
  }
  auto& policies = summary.policies;
  const std::size_t size = policies.size() * model::outcome_count;
  for (const OutcomeColumn& column : outcome_columns()) {
    const auto values = read_table(file, fmt::format("/summary/{}", column.name), size);
    const auto differences = read_table(file, fmt::format("/comparison/{}", column.comparison_name), size);
    for (std::size_t i = 0; i < size; ++i) {
      experiment::PolicySummary& policy = policies[i / model::outcome_count];
      column.of(policy.outcomes[i % model::outcome_count]) = values[i];
      column.of(policy.difference[i % model::outcome_count]) = differences[i];
    }
  }
  for (const PairColumn& column : pair_columns()) {
    const auto values = read_table(file, fmt::format("/comparison/{}", column.name), size);
    for (std::size_t i = 0; i < size; ++i) {
      (policies[i / model::outcome_count].*column.of).push_back(values[i]);
    }
  }
}

void read_chances(const StoredFile& file, experiment::Summary& summary) {
  const auto thresholds = file.numbers<std::int32_t>("/summary/threshold");
  for (experiment::PolicySummary& policy : summary.policies) {
    for (const std::int32_t threshold : thresholds) {
      policy.chances.push_back({threshold, 0, {}});
    }
  }
  const std::size_t size = summary.policies.size() * thresholds.size();
  for (const ChanceColumn& column : chance_columns()) {
    const auto values = read_table(file, fmt::format("/summary/{}", column.name), size);
    for (std::size_t i = 0; i < size; ++i) {
      column.of(summary.policies[i / thresholds.size()].chances[i % thresholds.size()]) = values[i];
    }
  }
}

experiment::Summary read(const StoredFile& file) {
  constexpr const char* group = "summary";
  experiment::Summary summary;
  summary.title = file.text_attribute(group, "title");
  summary.currency = file.text_attribute(group, "currency");
  summary.horizon_h = file.attribute<double>(group, "horizon_h");
  summary.replications = file.attribute<std::int64_t>(group, "replications");
  summary.seed = file.attribute<std::uint64_t>(group, "seed");
  summary.complete = file.attribute<std::int32_t>("/", "complete") != 0;
  summary.confidence = file.attribute<double>(group, "confidence");
  read_policies(file, summary);
  read_chances(file, summary);
  return summary;
}

/// Says what keeps the file from being read as a result, before HDF5 is asked to understand it.
void check_signature(const std::filesystem::path& file) {
  constexpr std::string_view signature("\x89HDF\r\n\x1a\n", 8);
  std::string start(signature.size(), '\0');
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (!stream.is_open() || stream.bad()) {
    throw InputError(fmt::format("cannot read {}: {}", file.string(), std::generic_category().message(errno)));
  }
  if (start != signature) {
    throw InputError(fmt::format("{} is not a convoyrisk result", file.string()));
  }
}

void check_format(const std::filesystem::path& path, const StoredFile& file) {
  if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != format_name) {
    throw InputError(fmt::format("{} is an HDF5 file, but not a convoyrisk result", path.string()));
  }
  const auto version = file.attribute<std::int32_t>("/", "format_version");
  if (version > format_version) {
    throw InputError(
        fmt::format("{} has version {} of the format, and this program reads versions up to {}: use a newer one",
                    path.string(), version, format_version));
  }
  if (file.text_attribute("summary", "outcomes") != to_list(outcome_names())) {
    throw InputError(fmt::format("{} has other outcomes than this program: use the one that wrote it, version {}",
                                 path.string(), file.text_attribute("/", "program_version")));
  }
}

}  // namespace

experiment::Summary read_summary(const std::filesystem::path& file) {
  check_signature(file);
  silence_hdf5();
  try {
    const StoredFile stored(file);
    check_format(file, stored);
    return read(stored);
  } catch (const Hdf5Error& error) {
    throw InputError(fmt::format("{} is damaged: {}", file.string(), error.what()));
  }
}

}  // namespace convoyrisk::results
