#include "model/history/outcome.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string_view>

namespace convoyrisk::model {
namespace {

TEST_CASE("outcomes are described in their order, each by a name of its own") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < outcome_count; ++i) {
    const OutcomeInfo& info = outcome_infos()[i];
    CHECK(static_cast<std::size_t>(info.outcome) == i);
    CHECK(find_outcome(info.name) == info.outcome);
    CHECK_FALSE(info.units.empty());
    CHECK_FALSE(info.description.empty());
    names.insert(info.name);
  }
  CHECK(names.size() == outcome_count);
  CHECK_FALSE(find_outcome("casualties").has_value());
}

TEST_CASE("each count of deaths but the flown has a conditional expectation") {
  CHECK(conditional_of(Outcome::killed) == Outcome::killed_conditional);
  CHECK(conditional_of(Outcome::site_killed) == Outcome::site_killed_conditional);
  CHECK(conditional_of(Outcome::escort_killed) == Outcome::escort_killed_conditional);
  CHECK(conditional_of(Outcome::killed_total) == Outcome::killed_total_conditional);
  CHECK_FALSE(conditional_of(Outcome::injured).has_value());
}

TEST_CASE("a reset result is empty whatever it held") {
  ReplicationResult result;
  result.reset(2, 3, 4, 2);
  result.outcomes[Outcome::killed] = 5;
  result.severity[3] = 1;
  result.legs[1].attacks = 7;
  result.reset(1, 2, 3, 1);
  CHECK(result.outcomes[Outcome::killed] == 0);
  CHECK(result.legs.size() == 1);
  CHECK(result.days.size() == 2);
  CHECK(result.severity == std::vector<std::int64_t>{0, 0, 0});
}

}  // namespace
}  // namespace convoyrisk::model
