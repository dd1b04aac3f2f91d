#include "catalog/proposal.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/format.h"
#include "base/words.h"
#include "catalog/goals.h"
#include "catalog/mapping_file.h"

namespace likely {

namespace {

constexpr double kLeastKeys = 0.3;      // share of an event's samples that must name a product
constexpr uint64_t kEnoughCells = 200;  // before that, ids that come once say nothing
constexpr int kProperKey = 30;          // fitness of names that are ids at all
constexpr int kOwnFitness = 45;         // above it, nobody doubts a key
constexpr double kLongText = 80;        // bytes: longer texts are no ids

bool has_word(std::string_view event, std::initializer_list<std::string_view> known) {
  const auto words = words_of(event);
  return std::ranges::any_of(
      known, [&](auto word) { return std::ranges::find(words, word) != words.end(); });
}

// How telling an event is, the lower the better.
int precedence(const std::string& event, bool search) {
  const InteractionKind kind = kind_of(event);
  if (search) return 6;
  if (has_word(event, {"list", "filtered", "impression", "impressions", "shown"})) return 9;
  if (has_word(event, {"shared", "share", "reviewed", "rated"})) return 7;
  if (kind == InteractionKind::kOrder) {
    return takes_back(event) ? 1 : has_word(event, {"updated", "shipped", "delivered"}) ? 8 : 0;
  }
  if (takes_back(event)) return 7;
  if (has_word(event, {"checkout"}) ||
      (kind == InteractionKind::kView && has_word(event, {"cart"}))) {
    return 8;
  }
  switch (kind) {
    case InteractionKind::kCart:
      return 2;
    case InteractionKind::kWish:
      return 3;
    case InteractionKind::kView:
      return 4;
    case InteractionKind::kClick:
      return 5;
    default:
      return 7;
  }
}

// Finds the property that names the product, for every event.
class KeyFinder {
 public:
  explicit KeyFinder(std::span<const EventShape> shapes) {
    for (const auto& shape : shapes) {
      for (const auto& path : shape.paths) {
        has_proper_key_ |= key_fitness(path.leaf()) >= kProperKey && fits(shape, path);
      }
    }
    for (const auto& shape : shapes) {
      std::map<std::string, bool> leaves;
      for (const auto& path : shape.paths) {
        if (fits(shape, path)) leaves[squash(path.leaf())] = true;
      }
      for (const auto& [leaf, there] : leaves) ++events_with_[leaf];
    }
    events_ = std::max<size_t>(1, shapes.size());
  }

  const PathShape* find(const EventShape& shape) const {
    const PathShape* best = nullptr;
    double best_score = 0;
    for (const auto& path : shape.paths) {
      if (!fits(shape, path)) continue;
      const double score = score_of(shape, path);
      if (score > best_score) {
        best = &path;
        best_score = score;
      }
    }
    return best;
  }

 private:
  bool fits(const EventShape& shape, const PathShape& path) const {
    const int fitness = key_fitness(path.leaf());
    // An id that hardly ever comes twice is of the event itself, unless its name says otherwise.
    if (fitness < kProperKey && has_proper_key_) return false;
    const bool unique = path.cells >= kEnoughCells && path.values.size() * 10 > path.cells * 9;
    return fitness > (unique ? kOwnFitness : 0) &&
           share(path.events, shape.samples) >= kLeastKeys &&
           share(path.letters, path.cells) < kLongText;
  }

  // A good name, on most events, that other events have too; elements of "products" before others.
  double score_of(const EventShape& shape, const PathShape& path) const {
    const int fitness = key_fitness(path.leaf());
    double score = fitness * share(path.events, shape.samples);
    if (fitness >= kProperKey) {
      score += 30 * share(events_with_.at(squash(path.leaf())), events_);
    }
    for (const auto& name : path.names) {
      const std::string plain = squash(name);
      if (plain == "products" || plain == "items" || plain == "lineitems") score += 2;
    }
    // Of two equally good ones the finer: a track rather than its artist.
    score += share(path.values.size(), path.cells);
    return score - 5 * static_cast<double>(path.depth() > 1);
  }

  bool has_proper_key_ = false;  // then names and titles are no keys
  std::map<std::string, size_t> events_with_;
  size_t events_ = 1;
};

// The events whose ids name what most events' ids name, by the leaf of their key.
class Things {
 public:
  explicit Things(std::span<const Proposal> proposals) {
    std::map<std::string, uint64_t> events;
    for (const auto& proposal : proposals) {
      if (proposal.key != nullptr) events[squash(proposal.key->leaf())] += proposal.shape->count;
    }
    uint64_t most = 0;
    for (const auto& [leaf, count] : events) {
      if (count > most) leaf_ = leaf;
      most = std::max(most, count);
    }
    for (const auto& proposal : proposals) {
      if (proposal.key == nullptr || squash(proposal.key->leaf()) != leaf_) continue;
      for (uint32_t i = 0; i < proposal.key->values.size(); ++i) {
        values_.emplace(proposal.key->values.text(i));
      }
    }
  }

  // An id of another name, none of whose values the others know: a playlist, a promotion.
  bool are_others(const PathShape& key) const {
    if (squash(key.leaf()) == leaf_ || key_fitness(key.leaf()) > kOwnFitness) return false;
    for (uint32_t i = 0; i < key.values.size(); ++i) {
      if (values_.contains(key.values.text(i))) return false;
    }
    return true;
  }

 private:
  std::string leaf_;
  std::set<std::string, std::less<>> values_;
};

// The first of every kind, then the second of every kind …; at most kManyInteractions.
void keep_the_most_telling(std::vector<Proposal>& proposals,
                           std::vector<Suggestion::LeftOut>& left_out) {
  std::map<int, int> of_kind;
  for (auto& proposal : proposals) proposal.round = of_kind[proposal.order]++;
  std::ranges::stable_sort(proposals, {}, &Proposal::round);
  for (size_t i = kManyInteractions; i < proposals.size(); ++i) {
    left_out.push_back({proposals[i].shape->name,
                        "7 interactions are recommended at most; it tells less than they do"});
  }
  proposals.resize(std::min(proposals.size(), kManyInteractions));
}

}  // namespace

const PathShape* find_role(const EventShape& shape, Role role, size_t depth, double least) {
  const PathShape* best = nullptr;
  double best_score = 0;
  for (const auto& path : shape.paths) {
    const double covered = share(path.events, shape.samples);
    if (path.depth() != depth || covered < least) continue;
    const double score = role_fitness(role, path.leaf()) * covered;
    if (score > best_score) {
      best = &path;
      best_score = score;
    }
  }
  return best;
}

std::vector<Proposal> choose_events(std::span<const EventShape> shapes,
                                    std::vector<Suggestion::LeftOut>& left_out) {
  const KeyFinder keys(shapes);
  std::vector<Proposal> found;
  for (const auto& shape : shapes) {
    Proposal proposal{.shape = &shape};
    if (is_search(shape.name)) proposal.query = find_role(shape, Role::kQuery, 0, kLeastKeys);
    if (proposal.query == nullptr) proposal.key = keys.find(shape);
    proposal.order = precedence(shape.name, proposal.query != nullptr);
    found.push_back(proposal);
  }
  const Things things(found);
  std::vector<Proposal> proposals;
  for (const auto& proposal : found) {
    if (proposal.query == nullptr && proposal.key == nullptr) {
      left_out.push_back({proposal.shape->name, "no property names a product"});
    } else if (proposal.key != nullptr && things.are_others(*proposal.key)) {
      left_out.push_back({proposal.shape->name, format("its `{}` names other things than products",
                                                       proposal.key->text())});
    } else {
      proposals.push_back(proposal);
    }
  }
  const auto place = [](const Proposal& proposal) {
    return std::pair(proposal.order, ~proposal.shape->count);
  };
  std::ranges::stable_sort(proposals, {}, place);
  keep_the_most_telling(proposals, left_out);
  std::ranges::stable_sort(proposals, {}, place);
  return proposals;
}

}  // namespace likely
