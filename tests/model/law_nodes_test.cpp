#include "model/harm/law_nodes.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "model/harm/dead_law.hpp"
#include "support/harm.hpp"

namespace convoyrisk::model {
namespace {

constexpr double without_help = std::numeric_limits<double>::infinity();

TEST_CASE("a Gauss rule is exact up to its degree and not beyond") {
  for (const double power : {-0.99, -0.9, -0.5, 0.0, 1.0, 2.6, 7.9}) {
    for (const int nodes : {2, 8, 40, 120}) {
      INFO("power " << power << ", nodes " << nodes);
      const auto error = [&](int degree) {
        double sum = 0;
        for (const WeightedValue& node : gauss_rule(nodes, power)) {
          sum += node.weight * std::pow(node.value, degree);
        }
        return std::abs(sum * (power + degree + 1) - 1);
      };
      for (int degree = 0; degree < 2 * nodes; ++degree) {
        CHECK(error(degree) < 1e-12);
      }
      if (nodes < 8) {  // the negative control: of many nodes the error of the next degree is below rounding
        CHECK(error(2 * nodes) > 1e-4);
      }
    }
  }
}

double binomial(const std::vector<PeopleAtRisk>& classes, const std::vector<double>& risks,
                const std::vector<int>& dead) {
  double product = 1;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    std::vector<double> law;
    binomial_probabilities(classes[i].people, risks[i], law);
    product *= law[static_cast<std::size_t>(dead[i])];
  }
  return product;
}

/// The greatest difference between an average over nodes and Boost's integral, over some numbers of dead.
template <class Risk, class Average>
double error_of_nodes(const std::vector<PeopleAtRisk>& classes, const std::vector<WeightedValue>& nodes,
                      const Risk& risk, const Average& average) {
  double greatest = 0;
  for (const double share : {0.0, 0.03, 0.3, 0.7, 1.0}) {
    std::vector<int> dead;
    for (const PeopleAtRisk& of : classes) {
      dead.push_back(static_cast<int>(share * of.people));
    }
    const auto probability = [&](double value) {
      std::vector<double> risks;
      for (const PeopleAtRisk& of : classes) {
        risks.push_back(risk(of.rate, value));
      }
      return binomial(classes, risks, dead);
    };
    double sum = 0;
    for (const WeightedValue& node : nodes) {
      sum += node.weight * probability(node.value);
    }
    greatest = std::max(greatest, std::abs(sum - average(probability)));
  }
  return greatest;
}

const std::vector<std::vector<PeopleAtRisk>> mixed_fleets{{{1, 0.3}},
                                                          {{60, 0.11}},
                                                          {{60, 0.9}},
                                                          {{200, 0.02}},
                                                          {{24, 0.044}, {8, 0.033}},
                                                          {{60, 0.2}, {50, 0.15}, {40, 0.1}, {20, 0.05}},
                                                          {{10, 5}, {10, 0}}};

TEST_CASE("nodes of severity average the sharpest laws to 1e-9") {
  const auto risk = [](double rate, double severity) { return std::min(1.0, rate * severity); };
  for (const double cv : {0.1, 0.3, 0.35, 0.4, 0.49, 0.5, 0.8, 1.0, 1.5, 3.0}) {
    for (const auto& classes : mixed_fleets) {
      INFO("cv " << cv << ", people " << classes.front().people << ", rate " << classes.front().rate);
      const auto average = [&](const test::Function& of) {
        std::vector<double> kinks;
        for (auto i = classes.begin(); i != classes.end(); ++i) {
          if (i->rate > 0) {
            kinks.push_back(1 / i->rate);
          }
        }
        return test::over_severity(cv, kinks, of);
      };
      const auto nodes = severity_nodes(cv, classes);
      CHECK(error_of_nodes(classes, nodes, risk, average) < 1e-9);
      // Negative control: a spread of severity that is a thousandth off is told apart, where people are many and it
      // matters.
      if (classes.size() == 1 && classes.front().people == 60 && cv >= 0.4) {
        CHECK(error_of_nodes(classes, severity_nodes(cv * 1.001, classes), risk, average) > 1e-8);
      }
    }
  }
}

TEST_CASE("nodes of an assault average the sharpest laws to 1e-9") {
  const std::vector<spec::Duration> laws{
      spec::Fixed{0.5},          spec::Exponential{0.4},    spec::Gamma{0.4, 0.3},   spec::Gamma{0.4, 2},
      spec::Lognormal{0.7, 0.8}, spec::Lognormal{0.4, 0.1}, spec::Uniform{0.2, 0.9}, spec::Triangular{0.1, 0.3, 1.2}};
  const auto risk = [](double rate, double hours) { return -std::expm1(-rate * hours); };
  for (std::size_t i = 0; i < laws.size(); ++i) {
    for (const auto& classes : mixed_fleets) {
      for (const double help_h : {0.0, 0.05, 0.4, 3.0, without_help}) {
        INFO("law " << i << ", help " << help_h << ", people " << classes.front().people << ", rate "
                    << classes.front().rate);
        const auto average = [&](const test::Function& of) {
          return std::visit(test::OverDuration{help_h, of}, laws[i]);
        };
        CHECK(error_of_nodes(classes, assault_nodes(laws[i], help_h, classes), risk, average) < 1e-9);
      }
    }
  }
}

TEST_CASE("those of fewer people follow from the binomial laws of all") {
  constexpr int people = 7;
  const std::vector<WeightedValue> risks{{0.2, 0.25}, {0.9, 0.75}};
  const std::vector<double> at_risk{0, 0.1, 0.2, 0, 0.3, 0.1, 0.1, 0.2};
  std::vector<std::size_t> visited;
  for_each_number(
      at_risk, averaged_binomial(people, risks),
      [&](std::size_t alive, double probability, std::span<const double> law) {
        visited.push_back(alive);
        CHECK(probability == at_risk[alive]);
        REQUIRE(law.size() == alive + 1);
        for (std::size_t dead = 0; dead <= alive; ++dead) {
          double expected = 0;
          for (const WeightedValue& risk : risks) {
            expected += risk.weight * binomial({{static_cast<int>(alive), 0}}, {risk.value}, {static_cast<int>(dead)});
          }
          CHECK(law[dead] == Approx(expected).margin(1e-15));
        }
      });
  CHECK(visited == std::vector<std::size_t>{7, 6, 5, 4, 2, 1});
}

}  // namespace
}  // namespace convoyrisk::model
