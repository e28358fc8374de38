#pragma once

#include <deque>
#include <vector>

#include "model/history/expectations.hpp"
#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// A convoy's vehicles as they set out with so many escorts.
struct Loading {
  int escorts = 0;
  double spot_probability = 0;
  Target target;
  HarmTable::TargetKey key = 0;
};

/// Loadings, made when first met and kept from history to history.
class Loadings {
 public:
  Loadings(const Moment& moment, Expectations& expectations);

  /// Forgets all: keys no longer hold.
  void clear();
  /// Of the policy under simulation. Holds until the loadings are cleared.
  [[nodiscard]] const Loading& of(ConvoyId convoy, int escorts);

 private:
  const Moment& moment_;
  Expectations& expectations_;
  std::vector<std::vector<std::deque<Loading>>> loadings_;  ///< by policy, convoy
};

}  // namespace convoyrisk::model
