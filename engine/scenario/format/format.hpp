#pragma once

#include "scenario/text/form.hpp"
#include "spec/scenario.hpp"

/// The format of a scenario file (docs/scenario.md): for each kind of block, its keys.
namespace convoyrisk::scenario {

/// Version of the format, the value of the key `convoyrisk`.
inline constexpr int format_version = 1;

/// The key `convoyrisk`, which holds nothing else than the version.
[[nodiscard]] Value version();

/// The name of an outcome.
[[nodiscard]] Value outcome(std::string& target, const NameList& names);

void describe(Form& form, spec::Scenario& scenario);

void describe(Form& form, spec::Network& network);
void describe(Form& form, spec::Node& node);
void describe(Form& form, spec::Road& road);

void describe(Form& form, spec::VehicleType& type);
void describe(Form& form, spec::Convoy& convoy);
void describe(Form& form, spec::Site& site);

void describe(Form& form, spec::Threat& threat);
void describe(Form& form, spec::Group& group);
void describe(Form& form, spec::Mode& mode);
void describe(Form& form, spec::Assault& assault);
void describe(Form& form, spec::Excitation& excitation);
void describe(Form& form, spec::TempoWindow& window);
void describe(Form& form, spec::Recruit& recruit);
void describe(Form& form, spec::FollowUp& follow_up);
void describe(Form& form, spec::TargetCoefficients& target);
void describe(Form& form, spec::Background& background);
void describe(Form& form, spec::Regime& regime);

void describe(Form& form, spec::Policy& policy);
/// The measures alone.
void describe_measures(Form& form, spec::Policy& policy);
void describe(Form& form, spec::Search& search);
void describe(Form& form, spec::Lever& lever);

/// Vehicles of a convoy: type to count.
[[nodiscard]] Value vehicle_counts(std::vector<spec::VehicleCount>& target, const Names& names);

void describe(Form& form, spec::Costs& costs);
void describe(Form& form, spec::Run& run);
void describe(Form& form, spec::Precision& precision);

}  // namespace convoyrisk::scenario
