#include "model/history/expectations.hpp"

#include <algorithm>
#include <utility>

namespace convoyrisk::model {
namespace {

std::vector<ModeTable> mode_tables(const spec::Threat& threat) {
  std::vector<ModeTable> tables;
  for (const spec::Group& group : threat.groups) {
    tables.emplace_back(group.modes);
  }
  if (threat.background) {
    tables.emplace_back(threat.background->modes);
  }
  return tables;
}

}  // namespace

Expectations::Expectations(const World& world, bool severity_law)
    : modes_(mode_tables(world.scenario().threat)),
      table_(modes_),
      severity_law_(severity_law),
      killed_of_convoys_(world.scenario().convoys.size()) {}

void Expectations::expect(AttackersId attackers, HarmTable::TargetKey target, double help_h, double probability,
                          ConvoyId convoy) {
  if (probability <= 0) {
    return;
  }
  HarmTable::Entry& kind = entry(attackers, target, help_h);
  if (!kind.noted) {
    kind.noted = true;
    expected_.push_back(&kind);
  }
  kind.attacks.add(probability);
  if (convoy.valid()) {
    killed_of_convoys_[convoy.index()].add(probability * kind.harm.workers_killed);
  }
}

void Expectations::sort_expected() { std::ranges::sort(expected_, {}, &HarmTable::Entry::order); }

void Expectations::add_to(ReplicationResult& result) {
  sort_expected();
  if (severity_law_) {
    for (HarmTable::Entry* kind : expected_) {
      const std::vector<double>& law = table_.law(*kind);
      const double attacks = kind->attacks.value();
      for (std::size_t n = 0; n < law.size(); ++n) {
        result.severity_conditional[n] += attacks * law[n];
      }
    }
  } else {
    result.severity_conditional.clear();
  }
  add_means_to(result.outcomes);
  for (std::size_t i = 0; i < killed_of_convoys_.size(); ++i) {
    result.convoys[i].killed_conditional = std::exchange(killed_of_convoys_[i], {}).value();
  }
}

void Expectations::add_to(OutcomeValues& outcomes) {
  sort_expected();
  add_means_to(outcomes);
}

void Expectations::add_means_to(OutcomeValues& outcomes) {
  for (HarmTable::Entry* kind : expected_) {
    const double attacks = kind->attacks.value();
    const Harm& harm = kind->harm;
    outcomes[kind->on_site ? Outcome::site_killed_conditional : Outcome::killed_conditional] +=
        attacks * harm.workers_killed;
    outcomes[Outcome::escort_killed_conditional] += attacks * harm.escort_killed;
    kind->noted = false;
    kind->attacks = {};
  }
  expected_.clear();
}

}  // namespace convoyrisk::model
