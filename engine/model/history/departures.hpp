#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/moment.hpp"
#include "model/history/postures.hpp"
#include "model/history/tally.hpp"
#include "model/history/trip_draws.hpp"

namespace convoyrisk::model {

/// What becomes of a trip of the timetable at its departure. Of one that does not set out world/pass_list must know.
enum class Fate : std::uint8_t {
  ahead,  ///< nothing yet
  flown,
  cancelled,
  out,  ///< it has set out
};

/// A trip of the timetable as it is known without a visit: where nothing meets it, that is all there is to know.
struct Departure {
  double time_h = 0;
  double pace = 1;
  std::uint32_t trip = 0;    ///< index into PolicyPlan::trips
  std::uint32_t outfit = 0;  ///< index into PolicyPlan::outfits
  std::uint32_t route = 0;   ///< index into PolicyPlan::routes
  int escorts = 0;
  Fate fate = Fate::ahead;
};

/// From a policy's timetable to departures: when a trip departs and what becomes of it. Follows from what is drawn for
/// the trip alone and from the postures that held, so it is worked out for those trips that somebody asks for.
/// Trips are named by their index into PolicyPlan::trips.
class Departures {
 public:
  Departures(const Moment& moment, Agenda& agenda, const Postures& postures, Tally& tally);

  /// `visit_all`: every trip has a life of its own. Otherwise those alone have one from their departure on that may
  /// meet background attackers.
  void start(bool visit_all);
  /// The departure of a trip with a life of its own whose turn it is; the next one is put on the agenda.
  Departure step();

  /// Ahead, or flown: postures are left out.
  [[nodiscard]] Departure foreseen(std::uint32_t trip) const;
  /// Of a trip that departs now or before, or at the horizon or after; of another one, unless a posture changes.
  [[nodiscard]] Departure decided(std::uint32_t trip) const;
  /// Of a trip that comes by somewhere before the horizon, where decided() says that it is out: without time and pace.
  [[nodiscard]] Departure on_its_way(std::uint32_t trip) const;
  /// Tells what becomes of a trip.
  void announce(const Departure& departure);

  [[nodiscard]] bool visited(std::uint32_t trip) const { return visited_[trip] != 0; }
  /// Whether it is cancelled, as far as is known now.
  [[nodiscard]] bool cancelled(std::uint32_t trip) const {
    return postures_.ever_held() && decided(trip).fate == Fate::cancelled;
  }
  /// The trip gets a life of its own.
  void visit(std::uint32_t trip) {
    visited_[trip] = 1;
    all_visited_.push_back(trip);
  }
  /// In no order.
  [[nodiscard]] std::span<const std::uint32_t> all_visited() const { return all_visited_; }

  [[nodiscard]] double pace(std::uint32_t trip) const {
    return own_paces_.empty() ? draws_.pace(moment_.policy().trips[trip].draws) : own_paces_[trip];
  }
  /// Of the trip at a place of Outfit::trips, where hours cost.
  [[nodiscard]] double pace(const Outfit& outfit, std::size_t place) const {
    return own_paces_.empty() ? draws_.drawn_pace(outfit.draws[place]) : own_paces_[outfit.trips[place]];
  }
  /// Of the trip at a place of Ways::trips.
  [[nodiscard]] double pace(const Ways& ways, std::size_t place) const {
    return own_paces_.empty() ? draws_.pace(ways.draws[place]) : own_paces_[ways.trips[place]];
  }
  /// Of the paces of a convoy's trips.
  [[nodiscard]] const PaceLaw::Range& paces(ConvoyId convoy) const {
    return own_paces_.empty() ? draws_.paces(convoy) : own_ranges_[convoy.index()];
  }
  /// Whether the trip is flown.
  [[nodiscard]] bool flies(const ScheduledTrip& trip, const Outfit& outfit) const {
    return outfit.airlift && draws_.airlift(trip) < outfit.airlift->share;
  }
  /// The route that it takes unless it is flown: index into PolicyPlan::routes.
  [[nodiscard]] std::uint32_t route_number(const ScheduledTrip& trip, const Ways& ways) const;
  /// When the trip would depart without a curfew and as one.
  [[nodiscard]] double ready_h(const ScheduledTrip& trip, const Outfit& outfit) const;
  /// When it departs, having waited for the end of a curfew. The trip may be that of another policy.
  [[nodiscard]] double departure_h(const ScheduledTrip& trip, const Outfit& outfit) const;
  [[nodiscard]] const ScheduledTrip& scheduled(const Departure& departure) const {
    return moment_.policy().trips[departure.trip];
  }
  [[nodiscard]] const Outfit& outfit(const Departure& departure) const {
    return moment_.policy().outfits[departure.outfit];
  }
  [[nodiscard]] const RoutePlan& route(const Departure& departure) const {
    return *moment_.policy().routes[departure.route];
  }
  /// Among actors of the same instant.
  [[nodiscard]] std::uint64_t rank(const Departure& departure) const { return scheduled(departure).rank(); }
  /// The trip's identity in stream keys.
  [[nodiscard]] std::uint64_t identity(const Departure& departure) const {
    return moment_.world().trip_identities().identity(scheduled(departure).draws);
  }

 private:
  /// The departure of a trip with a life of its own.
  struct Visit {
    double time_h = 0;
    std::uint64_t rank = 0;
    std::uint32_t trip = 0;
    [[nodiscard]] bool before(const Visit& other) const {
      return time_h < other.time_h || (time_h == other.time_h && rank < other.rank);
    }
  };
  void draw_own_paces();
  void visit_everyone();
  void visit_exposed();
  int fly(const Departure& departure, const Outfit& flown);
  void schedule();

  const Moment& moment_;
  Agenda& agenda_;
  const Postures& postures_;
  Tally& tally_;
  TripDraws draws_;
  SavedTripUniforms flown_deaths_;
  std::vector<double> own_paces_;  ///< by trip, where the policy changes the law of some
  std::vector<PaceLaw::Range> own_ranges_;
  Agenda::Actor actor_ = 0;
  std::vector<char> visited_;  ///< by trip
  std::vector<std::uint32_t> all_visited_;
  std::vector<Visit> visits_;  ///< from their departure on, in order
  std::size_t next_visit_ = 0;
};

}  // namespace convoyrisk::model
