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

void Expectations::add_to(ReplicationResult& result) {
  if (severity_law_) {
    std::ranges::sort(expected_, {}, &HarmTable::Entry::order);
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
  add_to(result.outcomes);
  for (std::size_t i = 0; i < killed_of_convoys_.size(); ++i) {
    result.convoys[i].killed_conditional = std::exchange(killed_of_convoys_[i], {}).value();
  }
}

void Expectations::add_to(OutcomeValues& outcomes) {
  UnorderedSum killed;
  UnorderedSum site_killed;
  UnorderedSum escort_killed;
  for (HarmTable::Entry* kind : expected_) {
    const double attacks = kind->attacks.value();
    const Harm& harm = kind->harm;
    (kind->on_site ? site_killed : killed).add(attacks * harm.workers_killed);
    escort_killed.add(attacks * harm.escort_killed);
    kind->noted = false;
    kind->attacks = {};
  }
  expected_.clear();
  outcomes[Outcome::killed_conditional] += killed.value();
  outcomes[Outcome::site_killed_conditional] += site_killed.value();
  outcomes[Outcome::escort_killed_conditional] += escort_killed.value();
}

}  // namespace convoyrisk::model
