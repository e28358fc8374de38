#include "app/text/front_text.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "api/verdict_words.hpp"
#include "app/text/number_format.hpp"
#include "app/text/text_table.hpp"

namespace convoyrisk::app {
namespace {

/// Shown where no number can be given.
constexpr const char* nothing_shown = "-";

/// An outcome within a sentence: "killed" for killed_total.
std::string harm_in_words(const std::string& of) {
  std::string words = api::title_of(*model::find_outcome(of));
  words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  return words;
}

/// From numbers of one horizon to sentences of a year.
class FrontText {
 public:
  explicit FrontText(const FoundFront& run)
      : run_(run), found_(run.found), scale_(hours_per_year / run.scenario.horizon_h) {}

  [[nodiscard]] std::string text() const {
    std::string text = wrapped(promise_in_words(run_), page_width);
    if (found_.choice) {
      text += "\n" + wrapped(choice_sentence(), page_width);
    }
    text += "\n" + wrapped(fmt::format("For each budget the best plan. {} and budgets are a year's{}; intervals hold "
                                       "together; the last column is {} for one more averted.",
                                       api::title_of(*model::find_outcome(run_.of)), of_the_worst(), currency()),
                           page_width);
    text += "\n" + table() + wrapped("What each step is, added to '" + base() + "':", page_width);
    for (std::size_t i = 0; i < found_.front.size(); ++i) {
      text += wrapped(fmt::format("{}  {}", i + 1, plan_in_words(run_, found_.front[i].plan)), page_width, 2);
    }
    if (run_.inner > 0) {
      text += over_draws();
    }
    return text + (found_.choice ? runners_up(*found_.choice) + anatomy(*found_.choice) : "");
  }

 private:
  [[nodiscard]] const std::string& base() const {
    return run_.scenario.policies[run_.scenario.search->base.index()].name;
  }
  [[nodiscard]] std::string currency() const {
    return run_.scenario.costs.currency.empty() ? "of cost" : run_.scenario.costs.currency;
  }
  [[nodiscard]] std::string budget(double amount) const { return grouped(std::ceil(amount * scale_ - 1e-6)); }
  [[nodiscard]] std::string mean(const stats::Estimate& estimate) const {
    const bool never_seen = estimate.mean == 0 && estimate.standard_error == 0;
    return never_seen ? "0" : with_half_width(estimate.mean, estimate.interval, scale_);
  }

  /// "0.3 ± 0.1 more", or "less", without a sign.
  [[nodiscard]] std::string more_or_less(const stats::Estimate& difference) const {
    stats::Estimate amount = difference;
    amount.mean = std::abs(difference.mean);
    if (difference.mean < 0) {
      amount.interval = {-difference.interval.high, -difference.interval.low};
    }
    return mean(amount) + (difference.mean < 0 ? " less" : " more");
  }

  [[nodiscard]] std::string choice_sentence() const {
    const search::FrontStep& step = found_.front[found_.choice->step];
    std::string text = fmt::format("For {} {} a year: {}. It costs {} and leaves {} {} a year, where '{}' has {}.",
                                   budget(*run_.query.budget), currency(), plan_in_words(run_, step.plan),
                                   mean(step.cost), mean(step.harm), harm_in_words(run_.of), base(), mean(found_.base));
    if (found_.choice->step + 1 < found_.front.size()) {
      const search::FrontStep& next = found_.front[found_.choice->step + 1];
      text += fmt::format(" The next step needs {}.", budget(next.from));
      if (next.cost.mean <= *run_.query.budget) {
        text += fmt::format(" It costs {} on average, but it is not shown that the budget can pay for it.",
                            rounded(next.cost.mean * scale_));
      }
    }
    return text;
  }

  [[nodiscard]] std::string marginal(std::size_t step) const {
    const stats::CostPerDeathAverted& more = found_.front[step].more;
    return step > 0 && more.ratio ? rounded(*more.ratio) : nothing_shown;
  }

  [[nodiscard]] std::string table() const {
    TextTable table(6,
                    {"step", "from a budget of", harm_in_words(run_.of), "averted by it", "delivered", "for one more"});
    for (std::size_t i = 0; i < found_.front.size(); ++i) {
      const search::FrontStep& step = found_.front[i];
      table.add({std::to_string(i + 1), budget(step.from), mean(step.harm), i == 0 ? nothing_shown : mean(step.averted),
                 percent(step.delivered_share), marginal(i)});
    }
    return table.text();
  }

  [[nodiscard]] std::string of_the_worst() const {
    return run_.query.criterion == search::Criterion::worst ? ", harm the mean over the worst tenth of draws" : "";
  }

  [[nodiscard]] std::string over_draws() const {
    TextTable table(6, {"step", "nine tenths of draws", "spread", "near the best", "regret", "worst regret"});
    for (std::size_t i = 0; i < found_.front.size(); ++i) {
      const search::OverDraws& over = *found_.front[i].over_draws;
      table.add({std::to_string(i + 1),
                 fmt::format("{} to {}", rounded(over.middle.low * scale_), rounded(over.middle.high * scale_)),
                 rounded(over.spread * scale_), percent(over.chance), mean(over.regret),
                 rounded(over.worst_regret * scale_)});
    }
    return "\n" + table.text() +
           wrapped(
               fmt::format(
                   "Over {} draws of what is not known, {} replications each: where nine tenths of them lie; the "
                   "standard deviation between draws; how often the step is within {} of the best step that its "
                   "budget can pay; what it is worse than that one, on average and in the worst twentieth of draws. "
                   "The luck of a draw's replications is in all but the spread.",
                   grouped(static_cast<std::int64_t>(found_.draws.front().size())), grouped(run_.inner),
                   rounded(found_.within * scale_)),
               page_width);
  }

  [[nodiscard]] std::string runners_up(const search::Choice& choice) const {
    if (choice.runners_up.empty()) {
      return "\nNo other plan comes near the chosen one for this budget.\n";
    }
    const auto amount = [this](double harm) { return rounded(harm * scale_); };
    std::string text = "\n" + wrapped(fmt::format("Other plans for the budget, against the chosen one; they were seen "
                                                  "to be worse by {} at most:",
                                                  amount(choice.near)),
                                      page_width);
    bool matched = false;
    for (const search::RunnerUp& other : choice.runners_up) {
      if (other.matched && !std::exchange(matched, true)) {
        text += wrapped(
            fmt::format("Likewise, though for each there is a plan that costs no more and is as good within {}:",
                        amount(search::part_for_removal * found_.within)),
            page_width);
      }
      text += wrapped(fmt::format("{} {}, {} {}: {}", more_or_less(other.worse), harm_in_words(run_.of),
                                  more_or_less(other.more_cost), currency(), plan_in_words(run_, other.plan)),
                      page_width, 2);
    }
    return text;
  }

  [[nodiscard]] std::string anatomy(const search::Choice& choice) const {
    if (choice.anatomy.empty()) {
      return "";
    }
    TextTable table(40, {"what each part averts", "in the plan", "alone"});
    for (const search::Part& part : choice.anatomy) {
      const spec::Lever& lever = run_.scenario.search->levers[part.lever];
      table.add({fmt::format("{}: {}", lever.name, lever.options[static_cast<std::size_t>(part.option) - 1].name),
                 mean(part.in_plan), mean(part.alone)});
    }
    return "\n" + table.text() +
           wrapped(
               "In the plan: what would be lost if the plan left this part out. Alone: what it averts when nothing "
               "else is done. Less in the plan than alone: others save the same people.",
               page_width);
  }

  const FoundFront& run_;
  const search::Found& found_;
  double scale_;
};

[[nodiscard]] nlohmann::ordered_json json_of(const stats::Estimate& estimate, double scale) {
  const auto bound = [scale](double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value * scale) : nlohmann::ordered_json(nullptr);
  };
  return {{"mean", estimate.mean * scale},
          {"se", estimate.standard_error * scale},
          {"low", bound(estimate.interval.low)},
          {"high", bound(estimate.interval.high)}};
}

[[nodiscard]] nlohmann::ordered_json json_of(const search::OverDraws& over, double scale) {
  return {
      {"spread", over.spread * scale},
      {"low", over.middle.low * scale},
      {"high", over.middle.high * scale},
      {"chance_near", {{"mean", over.chance}, {"low", over.chance_interval.low}, {"high", over.chance_interval.high}}},
      {"regret", json_of(over.regret, scale)},
      {"worst_regret", over.worst_regret * scale}};
}

[[nodiscard]] nlohmann::ordered_json json_of(const FoundFront& run, search::PlanNumber plan) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  const std::vector<int> choice = run.space.choice(plan);
  for (std::size_t lever = 0; lever < choice.size(); ++lever) {
    const spec::Lever& pulled = run.scenario.search->levers[lever];
    if (choice[lever] > 0) {
      json[pulled.name] = pulled.options[static_cast<std::size_t>(choice[lever]) - 1].name;
    }
  }
  return json;
}

}  // namespace

std::string plan_in_words(const FoundFront& run, search::PlanNumber plan) {
  std::string words;
  const std::vector<int> choice = run.space.choice(plan);
  for (std::size_t lever = 0; lever < choice.size(); ++lever) {
    const spec::Lever& pulled = run.scenario.search->levers[lever];
    if (choice[lever] > 0) {
      words += fmt::format("{}{}: {}", words.empty() ? "" : "; ", pulled.name,
                           pulled.options[static_cast<std::size_t>(choice[lever]) - 1].name);
    }
  }
  return words.empty() ? "nothing" : words;
}

std::string promise_in_words(const FoundFront& run) {
  const search::Found& found = run.found;
  const double scale = hours_per_year / run.scenario.horizon_h;
  const std::string confidence = percent(run.query.promise.confidence, 0);
  std::string count = grouped(run.space.plan_count()) + " plans";
  if (found.explored) {
    const auto tried = static_cast<std::int64_t>(found.plans.size());
    const double share = static_cast<double>(tried) / static_cast<double>(run.space.plan_count());
    count = fmt::format("{} plans that were tried, {:.2g} % of a space of {}", grouped(tried), 100 * share, count);
  }
  const std::string of =
      harm_in_words(run.of) + (run.query.criterion == search::Criterion::worst ? " in the worst tenth of draws" : "");
  if (found.reached) {
    return fmt::format(
        "Of {}, and for every budget at once: with {} confidence no plan that the budget can pay is better than the "
        "plan named by more than {} {} a year.",
        count, confidence, rounded(found.within * scale), of);
  }
  const std::string reached = std::isfinite(found.shortfall)
                                  ? fmt::format("only {} a year is reached", rounded(found.shortfall * scale))
                                  : "nothing is promised";
  return fmt::format(
      "Of {}, after {} replications: it cannot be said with {} confidence that no plan is better than the one named by "
      "more than {} {} a year; {}.",
      count, grouped(found.screened), confidence, rounded(found.within * scale), of, reached);
}

std::string front_text(const FoundFront& run) { return FrontText(run).text(); }

std::string front_json(const FoundFront& run) {
  const search::Found& found = run.found;
  const double scale = hours_per_year / run.scenario.horizon_h;
  nlohmann::ordered_json json{{"of", run.of},
                              {"plans", run.space.plan_count()},
                              {"simulated_plans", found.plans.size()},
                              {"left", found.left},
                              {"rounds", found.rounds},
                              {"replications", found.screened},
                              {"simulated", found.simulated},
                              {"reached", found.reached},
                              {"confidence", run.query.promise.confidence},
                              {"within", found.within * scale},
                              {"base", json_of(found.base, scale)}};
  for (const search::FrontStep& step : found.front) {
    nlohmann::ordered_json entry{{"plan", json_of(run, step.plan)},         {"from_budget", step.from * scale},
                                 {"harm", json_of(step.harm, scale)},       {"cost", json_of(step.cost, scale)},
                                 {"delivered_share", step.delivered_share}, {"averted", json_of(step.averted, scale)}};
    entry["cost_per_death_averted"] = step.more.ratio ? nlohmann::ordered_json(*step.more.ratio) : nullptr;
    if (step.over_draws) {
      entry["over_draws"] = json_of(*step.over_draws, scale);
    }
    json["front"].push_back(std::move(entry));
  }
  if (found.choice) {
    nlohmann::ordered_json choice{{"budget", *run.query.budget * scale}, {"step", found.choice->step}};
    choice["runners_up"] = nlohmann::ordered_json::array();
    for (const search::RunnerUp& other : found.choice->runners_up) {
      choice["runners_up"].push_back({{"plan", json_of(run, other.plan)},
                                      {"matched", other.matched},
                                      {"worse", json_of(other.worse, scale)},
                                      {"more_cost", json_of(other.more_cost, scale)}});
    }
    choice["anatomy"] = nlohmann::ordered_json::array();
    for (const search::Part& part : found.choice->anatomy) {
      const spec::Lever& lever = run.scenario.search->levers[part.lever];
      choice["anatomy"].push_back({{"lever", lever.name},
                                   {"option", lever.options[static_cast<std::size_t>(part.option) - 1].name},
                                   {"in_plan", json_of(part.in_plan, scale)},
                                   {"alone", json_of(part.alone, scale)}});
    }
    json["choice"] = std::move(choice);
  }
  return json.dump(2) + "\n";
}

}  // namespace convoyrisk::app
