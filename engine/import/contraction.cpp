#include "import/contraction.hpp"

#include <algorithm>
#include <utility>

namespace convoyrisk::importer {
namespace {

class Contraction {
 public:
  Contraction(std::vector<Piece> pieces, std::size_t vertices) : pieces_(std::move(pieces)), meeting_(vertices) {
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      meeting_[pieces_[i].from()].push_back(i);
      meeting_[pieces_[i].to()].push_back(i);
    }
  }

  void visit(std::uint32_t vertex) {
    if (meeting_[vertex].size() != 2) {
      return;
    }
    std::size_t in = meeting_[vertex][0];
    std::size_t out = meeting_[vertex][1];
    if (pieces_[in].oneway && pieces_[in].from() == vertex) {
      std::swap(in, out);
    }
    if (in != out && alike(pieces_[in], pieces_[out]) && turn(in, out, vertex)) {
      join(in, out, vertex);
    }
  }

  [[nodiscard]] std::vector<Piece> take() {
    std::erase_if(pieces_, [](const Piece& piece) { return piece.points.empty(); });
    return std::move(pieces_);
  }

 private:
  [[nodiscard]] static bool alike(const Piece& a, const Piece& b) {
    return a.speed_kmh == b.speed_kmh && a.oneway == b.oneway && a.name == b.name && a.zone == b.zone;
  }

  /// Makes one piece end at the vertex and the other start there; false where they cannot, or close a ring.
  [[nodiscard]] bool turn(std::size_t in, std::size_t out, std::uint32_t vertex) {
    Piece& first = pieces_[in];
    Piece& second = pieces_[out];
    const auto far = [vertex](const Piece& piece) { return piece.from() == vertex ? piece.to() : piece.from(); };
    if (far(first) == far(second)) {
      return false;
    }
    if (first.oneway) {
      return first.to() == vertex && second.from() == vertex;
    }
    if (first.to() != vertex) {
      std::ranges::reverse(first.points);
    }
    if (second.from() != vertex) {
      std::ranges::reverse(second.points);
    }
    return true;
  }

  void join(std::size_t in, std::size_t out, std::uint32_t vertex) {
    std::vector<std::uint32_t>& tail = pieces_[out].points;
    std::ranges::replace(meeting_[tail.back()], out, in);
    pieces_[in].points.insert(pieces_[in].points.end(), tail.begin() + 1, tail.end());
    tail.clear();
    meeting_[vertex].clear();
  }

  std::vector<Piece> pieces_;
  std::vector<std::vector<std::size_t>> meeting_;  ///< pieces by vertex
};

}  // namespace

std::vector<Piece> contract(std::vector<Piece> pieces, const std::vector<bool>& kept) {
  Contraction contraction(std::move(pieces), kept.size());
  for (std::uint32_t vertex = 0; vertex < kept.size(); ++vertex) {
    if (!kept[vertex]) {
      contraction.visit(vertex);
    }
  }
  return contraction.take();
}

}  // namespace convoyrisk::importer
