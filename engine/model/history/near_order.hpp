#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace convoyrisk::model {

/// Sorts what stands in order but for a jitter: by insertion where it moves elements past few others on average.
/// `span` is the time that they cover.
template <class Element, class Before>
void sort_jittered(std::vector<Element>& elements, double jitter, double span, const Before& before) {
  constexpr double few = 8;
  if (jitter * static_cast<double>(elements.size()) > few * span) {
    std::ranges::sort(elements, before);
    return;
  }
  for (std::size_t i = 1; i < elements.size(); ++i) {
    const Element moved = elements[i];
    std::size_t place = i;
    for (; place > 0 && before(moved, elements[place - 1]); --place) {
      elements[place] = elements[place - 1];
    }
    elements[place] = moved;
  }
}

}  // namespace convoyrisk::model
