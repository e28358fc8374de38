#include "model/harm/harm_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace convoyrisk::model {
namespace {

constexpr std::size_t greatest_size = 4'000'000;  // numbers, 32 MB

}  // namespace

HarmTable::HarmTable(const std::vector<ModeTable>& attackers) : attackers_(attackers) {
  for (const ModeTable& table : attackers) {
    const auto same =
        std::ranges::find_if(attackers, [&](const ModeTable& other) { return other.modes() == table.modes(); });
    like_.push_back(static_cast<std::uint32_t>(same - attackers.begin()));
  }
}

HarmTable::TargetKey HarmTable::intern(const Target& target) {
  words_.clear();
  words_.push_back((static_cast<std::uint64_t>(target.guards) << 1U) | (target.is_site ? 1U : 0U));
  words_.push_back(std::bit_cast<std::uint64_t>(target.suppress));
  for (const Vehicle& vehicle : target.vehicles) {
    words_.push_back(std::bit_cast<std::uint64_t>(vehicle.protection));
    words_.push_back(std::bit_cast<std::uint64_t>(vehicle.profile));
    words_.push_back((static_cast<std::uint64_t>(vehicle.alive()) << 1U) | (vehicle.escort ? 1U : 0U));
  }
  const auto [place, is_new] = keys_.try_emplace(words_, static_cast<TargetKey>(targets_.size()));
  if (is_new) {
    targets_.push_back(target);
    target_hashes_.push_back(Hash{}(words_));
    size_ += 8 * (target.vehicles.size() + 1);
  }
  return place->second;
}

HarmTable::Entry& HarmTable::find_or_make(std::uint32_t attackers, TargetKey key, double help_h) {
  const HarmKey whole{(static_cast<std::uint64_t>(attackers) << 32U) | key, std::bit_cast<std::uint64_t>(help_h)};
  const auto found = entries_.find(whole);
  Entry& entry = found != entries_.end() ? found->second : make(whole, attackers, key, help_h);
  if (std::isinf(help_h)) {
    without_help_.resize(std::max(without_help_.size(), targets_.size() * attackers_.size()), nullptr);
    without_help_[key * attackers_.size() + attackers] = &entry;
  }
  return entry;
}

HarmTable::Entry& HarmTable::make(const HarmKey& whole, std::uint32_t attackers, TargetKey key, double help_h) {
  const std::uint32_t like = like_[attackers];
  const auto [model, is_new] =
      models_.try_emplace((static_cast<std::uint64_t>(like) << 32U) | key, attackers_[like].modes(), targets_[key]);
  Entry& made = entries_[whole];
  made = {.harm = model->second.means(help_h, risks_),
          .on_site = targets_[key].is_site,
          .model = &model->second,
          .help_h = help_h,
          .order = Hash{}(HarmKey{target_hashes_[key] + attackers, std::bit_cast<std::uint64_t>(help_h)}),
          .noted = false,
          .attacks = {}};
  size_ += (is_new ? 10 * targets_[key].vehicles.size() : 0) + 20;
  return made;
}

const std::vector<double>& HarmTable::law(Entry& entry) {
  std::vector<double>& law = entry.harm.killed_probability;
  if (law.empty()) {
    const std::size_t before = entry.model->size() + hit_laws_.size();
    law = entry.model->law(entry.help_h, hit_laws_);
    size_ += entry.model->size() + hit_laws_.size() - before + law.size();
  }
  return law;
}

bool HarmTable::clear_if_large() {
  if (size_ < greatest_size) {
    return false;
  }
  size_ = 0;
  keys_.clear();
  targets_.clear();
  target_hashes_.clear();
  models_.clear();
  risks_.clear();
  hit_laws_.clear();
  entries_.clear();
  without_help_.clear();
  return true;
}

}  // namespace convoyrisk::model
