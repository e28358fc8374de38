#include "model/harm/gauss.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <map>
#include <utility>

namespace convoyrisk::model {
namespace {

/// Monic Jacobi polynomials for the weight (1 + x)^power on (-1, 1): p_k+1 = (x - diagonal_k) p_k - beside_k-1^2 p_k-1.
/// A node's weight is that of all over the sum of its squared orthonormal polynomials, which takes much less time than
/// an eigenvector.
std::vector<WeightedValue> new_rule(int nodes, double power) {
  Eigen::VectorXd diagonal(nodes);
  Eigen::VectorXd beside(nodes - 1);
  diagonal[0] = power / (power + 2);
  for (int k = 1; k < nodes; ++k) {
    const double sum = 2 * k + power;
    diagonal[k] = power * power / (sum * (sum + 2));
    beside[k - 1] = 2 * k * (k + power) / (sum * std::sqrt((sum + 1) * (sum - 1)));
  }
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(diagonal, beside, Eigen::EigenvaluesOnly);
  std::vector<WeightedValue> rule;
  double others = 0;
  for (int i = 0; i < nodes; ++i) {
    const double x = solver.eigenvalues()[i];
    double before = 0;
    double polynomial = 1;
    double squares = 1;
    for (int k = 0; k + 1 < nodes; ++k) {
      const double next = ((x - diagonal[k]) * polynomial - (k > 0 ? beside[k - 1] * before : 0)) / beside[k];
      before = polynomial;
      polynomial = next;
      squares += polynomial * polynomial;
    }
    rule.push_back({(1 + x) / 2, 1 / (squares * (power + 1))});
    others += i > 0 ? rule.back().weight : 0;
  }
  if (power < 0) {  // polynomials are steep at the first node, where rounding of it is felt
    rule.front().weight = 1 / (power + 1) - others;
  }
  return rule;
}

}  // namespace

const std::vector<WeightedValue>& gauss_rule(int nodes, double power) {
  thread_local std::map<std::pair<int, double>, std::vector<WeightedValue>> rules;
  constexpr std::size_t most = 1000;
  const auto found = rules.find({nodes, power});
  if (found != rules.end()) {
    return found->second;
  }
  if (rules.size() >= most) {  // a drawn spread of severity brings ever new powers
    rules.clear();
  }
  return rules[{nodes, power}] = new_rule(nodes, power);
}

}  // namespace convoyrisk::model
