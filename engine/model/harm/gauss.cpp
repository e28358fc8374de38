#include "model/harm/gauss.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <map>
#include <utility>

namespace convoyrisk::model {
namespace {

/// Monic Jacobi polynomials for the weight (1 + x)^power on (-1, 1).
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
  solver.computeFromTridiagonal(diagonal, beside);
  std::vector<WeightedValue> rule;
  for (int i = 0; i < nodes; ++i) {
    const double first = solver.eigenvectors()(0, i);
    rule.push_back({(1 + solver.eigenvalues()[i]) / 2, first * first / (power + 1)});
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
