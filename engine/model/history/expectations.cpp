#include "model/history/expectations.hpp"

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
  if (kind.attack_weight == 0) {
    expected_.push_back(&kind);
  }
  kind.attack_weight += probability;
  if (convoy.valid()) {
    killed_of_convoys_[convoy.index()] += probability * kind.harm.workers_killed;
  }
}

void Expectations::add_to(ReplicationResult& result) {
  if (severity_law_) {
    for (HarmTable::Entry* kind : expected_) {
      const std::vector<double>& law = table_.law(*kind);
      for (std::size_t n = 0; n < law.size(); ++n) {
        result.severity_conditional[n] += kind->attack_weight * law[n];
      }
    }
  } else {
    result.severity_conditional.clear();
  }
  add_to(result.outcomes);
  for (std::size_t i = 0; i < killed_of_convoys_.size(); ++i) {
    result.convoys[i].killed_conditional = std::exchange(killed_of_convoys_[i], 0);
  }
}

void Expectations::add_to(OutcomeValues& outcomes) {
  for (HarmTable::Entry* kind : expected_) {
    const double weight = kind->attack_weight;
    const Harm& harm = kind->harm;
    outcomes[kind->on_site ? Outcome::site_killed_conditional : Outcome::killed_conditional] +=
        weight * harm.workers_killed;
    outcomes[Outcome::escort_killed_conditional] += weight * harm.escort_killed;
    kind->attack_weight = 0;
  }
  expected_.clear();
}

}  // namespace convoyrisk::model
