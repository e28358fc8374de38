#include "model/history/retelling.hpp"

#include <algorithm>
#include <utility>

#include "model/history/odds.hpp"
#include "model/history/tally.hpp"

namespace convoyrisk::model {

Retelling::Retelling(const Moment& moment, Expectations& expectations, Loadings& loadings)
    : moment_(moment), expectations_(expectations), loadings_(loadings) {}

void Retelling::start(const Course& course) {
  course_ = &course;
  blows_.resize(std::max(blows_.size(), course.meetings.size()));
  for (std::vector<Blow>& blows : blows_) {
    blows.clear();
  }
}

bool Retelling::tell(OutcomeValues& outcomes) {
  aboard_.clear();
  threats_.clear();
  toll_ = {};
  for (std::size_t i = 0; i < course_->meetings.size(); ++i) {
    const PastMeeting& meeting = course_->meetings[i];
    if (!(meeting.site.valid() ? meet_at_site(meeting) : meet(i))) {
      return false;
    }
  }
  add_up(outcomes);
  return true;
}

bool Retelling::meet(std::size_t number) {
  const PastMeeting& meeting = course_->meetings[number];
  const PolicyPlan& policy = moment_.policy();
  Aboard& met = aboard(meeting);
  const Odds odds{
      met.key, help_h(expectations_.modes(meeting.attackers), moment_.world(), policy, meeting.place, meeting.time_h),
      spot_probability(policy, meeting.place.leg, meeting.time_h, met.unspotted),
      attack_probability(meeting.engage, meeting.deterrence, met.escorts)};
  if (!decide(meeting, odds)) {
    return false;
  }
  if (meeting.end != PastMeeting::End::attacked) {
    return true;
  }
  const AttackResult result = strike(number, met, odds);
  count(meeting, result);
  return result.help_came == meeting.attack.help_came && result.assault_h == meeting.attack.assault_h;
}

bool Retelling::meet_at_site(const PastMeeting& meeting) {
  const spec::Site& site = moment_.scenario().sites[meeting.site.index()];
  const PolicyPlan& policy = moment_.policy();
  const ModeTable& modes = expectations_.modes(meeting.attackers);
  const int guards = policy.guards_at(meeting.site, meeting.time_h);
  Target target = people_at(site, guards);
  const Odds odds{expectations_.intern(target), help_h(modes, policy, site.node, meeting.time_h),
                  spot_probability(policy, site, meeting.time_h, guards),
                  attack_probability(meeting.engage, meeting.deterrence, guards)};
  if (!decide(meeting, odds)) {
    return false;
  }
  if (meeting.end != PastMeeting::End::attacked) {
    return true;
  }
  const AttackResult result = attack(modes, target, odds.help_h, meeting.streams);
  count(meeting, result);
  return result.help_came == meeting.attack.help_came;
}

/// Whether the meeting ends as it did.
bool Retelling::decide(const PastMeeting& meeting, const Odds& odds) {
  using End = PastMeeting::End;
  const End end = ends_spotted(meeting.drawn, odds.spot)                  ? End::spotted
                  : ends_in_attack(meeting.drawn, odds.spot, odds.engage) ? End::attacked
                                                                          : End::passed;
  if (end != meeting.end) {
    return false;
  }
  if (meeting.time_h >= 0) {
    threats_.push_back({meeting.attackers, odds});
  }
  return true;
}

/// As they are at the meeting: escorts may have joined or left since the last one.
Retelling::Aboard& Retelling::aboard(const PastMeeting& meeting) {
  const PolicyPlan& policy = moment_.policy();
  const std::uint32_t number = policy.trips[meeting.trip].outfit;
  const Outfit& outfit = policy.outfits[number];
  const int all_escorts = outfit.escort.vehicles + meeting.more_escorts;
  auto found = std::ranges::find(aboard_, meeting.trip, &Aboard::trip);
  if (found == aboard_.end()) {
    aboard_.emplace_back().trip = meeting.trip;
    found = std::prev(aboard_.end());
    load(*found, number, outfit.escort_runs.empty() ? all_escorts : 0);
  }
  if (outfit.escort_runs.empty()) {
    return *found;
  }
  const std::uint32_t run = outfit.escort_runs[meeting.route - policy.ways[outfit.ways].first_route][meeting.position];
  if (run != found->escort_run) {
    found->escort_run = run;
    load(*found, number, run > 0 ? all_escorts : 0);
    if (found->harmed) {
      change_escort(found->target, outfit.escort, found->escorts);
      found->key = loadings_.key(found->target);
    }
  }
  return *found;
}

void Retelling::load(Aboard& aboard, std::uint32_t outfit, int escorts) const {
  const Loading& loading = loadings_.of(outfit, escorts);
  aboard.escorts = escorts;
  aboard.unspotted = loading.unspotted;
  aboard.key = loading.key;
}

AttackResult Retelling::strike(std::size_t number, Aboard& aboard, const Odds& odds) {
  const PastMeeting& meeting = course_->meetings[number];
  if (!aboard.harmed) {
    const Blow& blow = first_blow(number, aboard, odds);
    aboard.harmed = true;
    aboard.target = blow.after;
    aboard.key = blow.key_after;
    return blow.result;
  }
  const AttackResult result =
      attack(expectations_.modes(meeting.attackers), aboard.target, odds.help_h, meeting.streams);
  if (result.workers_killed + result.escort_killed > 0) {
    aboard.key = expectations_.intern(aboard.target);
  }
  return result;
}

const Retelling::Blow& Retelling::first_blow(std::size_t number, const Aboard& aboard, const Odds& odds) {
  std::vector<Blow>& blows = blows_[number];
  const auto found = std::ranges::find_if(
      blows, [&](const Blow& blow) { return blow.target == odds.target && blow.help_h == odds.help_h; });
  if (found != blows.end()) {
    return *found;
  }
  const PastMeeting& meeting = course_->meetings[number];
  Blow blow{odds.target,
            odds.help_h,
            {},
            loadings_.of(moment_.policy().trips[meeting.trip].outfit, aboard.escorts).target,
            odds.target};
  blow.result = attack(expectations_.modes(meeting.attackers), blow.after, odds.help_h, meeting.streams);
  if (blow.result.workers_killed + blow.result.escort_killed > 0) {
    blow.key_after = expectations_.intern(blow.after);
  }
  return blows.emplace_back(std::move(blow));
}

void Retelling::count(const PastMeeting& meeting, const AttackResult& result) {
  if (meeting.time_h < 0) {
    return;
  }
  if (meeting.site.valid()) {
    toll_.site_killed += result.workers_killed;
    toll_.site_injured += result.workers_injured;
  } else {
    toll_.vehicles_hit += result.vehicles_hit;
    toll_.killed += result.workers_killed;
    toll_.injured += result.workers_injured;
  }
  toll_.escort_killed += result.escort_killed;
  toll_.escort_injured += result.escort_injured;
}

void Retelling::add_up(OutcomeValues& outcomes) {
  using enum Outcome;
  outcomes = course_->outcomes;
  const auto set = [&outcomes](Outcome outcome, std::int64_t value) { outcomes[outcome] = static_cast<double>(value); };
  set(vehicles_hit, toll_.vehicles_hit);
  set(killed, toll_.killed);
  set(injured, toll_.injured);
  set(escort_killed, toll_.escort_killed);
  set(escort_injured, toll_.escort_injured);
  set(site_killed, toll_.site_killed);
  set(site_injured, toll_.site_injured);
  set(workers_delivered, delivered());
  for (const Outcome expected : {killed_conditional, site_killed_conditional, escort_killed_conditional}) {
    outcomes[expected] = 0;
  }
  outcomes[killed_total_conditional] = course_->sure_deaths;
  outcomes[cost] = travel_cost();
  for (const Threat& threat : threats_) {
    expectations_.expect(threat.attackers, threat.odds.target, threat.odds.help_h,
                         (1 - threat.odds.spot) * threat.odds.engage, ConvoyId());
  }
  expectations_.add_to(outcomes);
  add_totals(moment_, course_->flown_workers, outcomes);
}

std::int64_t Retelling::delivered() const {
  std::int64_t delivered = course_->unharmed_delivered;
  for (const std::uint32_t trip : course_->harmed_arrivals) {
    const auto harmed = std::ranges::find(aboard_, trip, &Aboard::trip);
    delivered += workers_alive(harmed->target);
  }
  return delivered;
}

double Retelling::travel_cost() const {
  const double escort_hour = moment_.scenario().costs.escort_vehicle_hour;
  double cost = 0;
  for (const Journey& journey : course_->journeys) {
    cost += cost_of(journey, moment_.policy().outfits[journey.outfit], escort_hour);
  }
  return cost;
}

}  // namespace convoyrisk::model
