#pragma once

#include <cstdint>
#include <vector>

#include "model/history/departures.hpp"
#include "model/history/moment.hpp"
#include "model/history/pass_memory.hpp"
#include "model/history/postures.hpp"

namespace convoyrisk::model {

/// Tells PassMemory which trips set out, and when: as late as somebody wants to know. Departures that follow from draws
/// alone are listed once for all policies that have them, and for all histories where nothing is drawn.
class DepartureRecords {
 public:
  DepartureRecords(const Moment& moment, const Postures& postures, const Departures& departures, PassMemory& memory);

  void start();
  /// Memory is going to be asked about: from now on it knows what has set out until now.
  void recall();

 private:
  /// A list of the world.
  struct Listed {
    PassLog log;
    bool made = false;
    std::uint64_t seed = 0;
    std::uint64_t replication = 0;
  };
  /// The departure of a trip that sets out unless a suspension holds.
  struct Entry {
    double time_h = 0;
    std::uint64_t rank = 0;
    std::uint32_t route = 0;
  };
  /// Those of one convoy, in order.
  struct Followed {
    ConvoyId convoy;
    std::vector<Entry> entries;
    std::size_t next = 0;
  };

  void prepare();
  PassLog& up_to_date(std::uint32_t list);
  void list(const PassList& list, PassLog& log);
  void follow(const Ways& ways);

  const Moment& moment_;
  const Postures& postures_;
  const Departures& departures_;
  PassMemory& memory_;
  bool prepared_ = false;
  std::vector<Listed> listed_;  ///< by list of the world
  std::vector<Followed> followed_;
  std::size_t followed_count_ = 0;  ///< those after it are spare
};

}  // namespace convoyrisk::model
