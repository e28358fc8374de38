#include "model/history/theatre.hpp"

namespace convoyrisk::model {

Theatre::Theatre(const World& world)
    : world_(world), factor_(world.groups().size()), excitation_(world.groups().size()) {}

void Theatre::start(const Moment& moment) {
  const spec::Threat& threat = moment.scenario().threat;
  draw_regime_path(threat, moment.seed(), moment.replication(), moment.now_h(), moment.horizon_h(), regime_);
  for (std::size_t i = 0; i < threat.groups.size(); ++i) {
    const spec::Group& group = threat.groups[i];
    if (!group.tempo.empty()) {
      multiply_by_tempo(regime_, group.tempo, factor_[i], steps_);
    }
    if (group.excitation) {
      excitation_[i].reset(group.excitation->decay_h, moment.now_h());
    }
  }
}

const StepFunction& Theatre::factor(GroupId group) const {
  return world_.group(group).spec->tempo.empty() ? regime_ : factor_[group.index()];
}

double Theatre::excitement(GroupId group, double time_h) {
  return excitation_[group.index()].advance(time_h, factor(group));
}

double Theatre::excited_h(GroupId group, double threshold) const {
  return excitation_[group.index()].ring(threshold, factor(group));
}

void Theatre::excite(GroupId group, double time_h) {
  excitation_[group.index()].jump(time_h, world_.group(group).spec->excitation->jump, factor(group));
}

}  // namespace convoyrisk::model
