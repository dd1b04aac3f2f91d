#include "catalog/suggest.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/format.h"
#include "base/words.h"
#include "catalog/belonging.h"
#include "catalog/goals.h"
#include "catalog/mapping_file.h"
#include "catalog/path.h"
#include "catalog/property_names.h"
#include "catalog/proposal.h"
#include "catalog/suggestion_text.h"

namespace likely {

namespace {

constexpr double kLeastFilled = 0.05;  // share of interactions that a column must have
constexpr uint64_t kEnoughPairs = 50;  // before that, nothing is said about belonging
constexpr double kBelongs = 0.5;       // a column of its own, or one with a common name
constexpr double kForeign = 0.05;      // below: of people or orders, whatever its name
constexpr size_t kMostOwnColumns = 4;  // besides Brand, Product Name, Price, Category
constexpr size_t kMostValues = 2000;   // of a column of its own
constexpr double kLongText = 80;       // bytes: longer texts are no values of a column

constexpr std::pair<Role, const char*> kRoles[] = {{Role::kBrand, "Brand"},
                                                   {Role::kName, "Product Name"},
                                                   {Role::kPrice, "Price"},
                                                   {Role::kCategory, "Category"}};

// Chooses the columns of all proposals together, so that one name means one thing.
class ColumnChooser {
 public:
  ColumnChooser(std::span<const Proposal> proposals, std::span<const SampledEvents> events)
      : proposals_(proposals), events_(events) {}

  // The rules, with their columns.
  Result<std::vector<InteractionRule>> choose() {
    Mapping tentative = map_everything();
    ASSIGN(const auto measured, measure_belonging(tentative, events_));
    for (size_t i = 1; i < measured.size(); ++i) {
      leaves_[tentative.columns[i].name].belonging = measured[i];
    }
    std::vector<InteractionRule> rules = std::move(tentative.rules);
    for (auto& rule : rules) rule.columns.clear();
    for (const auto& [role, column] : kRoles) take_role(role, column, rules);
    take_others(rules);
    return rules;
  }

 private:
  struct Leaf {
    std::vector<const PathShape*> at;  // per proposal, or nullptr
    Belonging belonging;
    uint64_t cells = 0, numbers = 0, letters = 0;
    size_t values = 0;
    size_t first = 0;  // order of appearance
    bool taken = false;
  };

  // Every property beside the key as a column named by its squashed leaf; elements' own first.
  Mapping map_everything() {
    Mapping mapping;
    for (size_t i = 0; i < proposals_.size(); ++i) {
      const auto& [shape, key, query, order, round] = proposals_[i];
      InteractionRule rule{.event = shape->name};
      if (takes_back(shape->name)) rule.effect = Effect::kRemoves;
      if (query != nullptr) {
        rule.query = query->text();
      } else {
        rule.key = key->text();
        const PathShape* quantity = find_role(*shape, Role::kQuantity, key->depth(), 0.3);
        if (quantity == nullptr) quantity = find_role(*shape, Role::kQuantity, 0, 0.3);
        if (quantity != nullptr && share(quantity->numbers, quantity->cells) > 0.9) {
          rule.quantity = quantity->text();
        }
        collect(i, rule);
      }
      mapping.rules.push_back(std::move(rule));
    }
    mapping.columns = columns_of(mapping.rules, {});
    return mapping;
  }

  void collect(size_t proposal, InteractionRule& rule) {
    const auto& shape = *proposals_[proposal].shape;
    const PathShape* key = proposals_[proposal].key;
    const auto key_path = Path::parse(rule.key);
    for (const auto& path : shape.paths) {
      const auto parsed = Path::parse(path.text());
      if (&path == key || !key_path || !parsed || !parsed->arrays_begin(*key_path)) continue;
      if (path.text() == rule.quantity || path.names.back() == "$") continue;
      const std::string name = squash(path.leaf());
      if (name.empty() || name == squash(kProductColumn)) continue;
      Leaf& leaf = leaves_[name];
      if (leaf.at.empty()) leaf.first = leaves_.size();
      leaf.at.resize(proposals_.size());
      const PathShape*& known = leaf.at[proposal];
      if (known == nullptr || path.depth() > known->depth()) known = &path;
    }
    for (const auto& [name, leaf] : leaves_) {
      const PathShape* path = proposal < leaf.at.size() ? leaf.at[proposal] : nullptr;
      if (path == nullptr) continue;
      rule.columns.push_back({name, path->text()});
      Leaf& counted = leaves_[name];
      counted.cells += path->cells;
      counted.numbers += path->numbers;
      counted.letters += path->letters;
      counted.values = std::max(counted.values, path->values.size());
    }
  }

  bool can_be(Role role, const std::string& name, const Leaf& leaf) const {
    if (leaf.taken || role_fitness(role, name) == 0) return false;
    if (role == Role::kPrice) return share(leaf.numbers, leaf.cells) >= 0.5;
    const bool known = leaf.belonging.pairs >= kEnoughPairs && leaf.values > 1;
    if (known && leaf.belonging.strength < kForeign) return false;
    // "name", "title" … may be of a page or a person.
    if (role == Role::kName && known && leaf.belonging.strength < kBelongs) return false;
    return role == Role::kName || share(leaf.letters, leaf.cells) < kLongText;
  }

  void take_role(Role role, const char* column, std::vector<InteractionRule>& rules) {
    std::vector<Leaf*> taken;
    for (size_t i = 0; i < rules.size(); ++i) {
      Leaf* best = nullptr;
      double best_score = 0;
      for (auto& [name, leaf] : leaves_) {
        if (i >= leaf.at.size() || leaf.at[i] == nullptr || !can_be(role, name, leaf)) continue;
        const double covered = share(leaf.at[i]->events, proposals_[i].shape->samples);
        if (covered < kLeastFilled) continue;
        const double score = role_fitness(role, name) * covered;
        if (score > best_score) {
          best = &leaf;
          best_score = score;
        }
      }
      if (best == nullptr) continue;
      rules[i].columns.push_back({column, best->at[i]->text()});
      taken.push_back(best);
    }
    for (Leaf* leaf : taken) leaf->taken = true;
  }

  bool is_own_column(const std::string& name, const Leaf& leaf) const {
    if (leaf.taken || leaf.belonging.pairs < kEnoughPairs || leaf.belonging.strength < kBelongs) {
      return false;
    }
    const PathShape& path = **std::ranges::find_if(leaf.at, [](auto* at) { return at != nullptr; });
    if (is_no_column(path.leaf()) || leaf.values < 2 || leaf.values > kMostValues) return false;
    for (const auto& [role, column] : kRoles) {
      if (role_fitness(role, name) > 0 && role != Role::kCategory) return false;
    }
    return share(leaf.numbers, leaf.cells) < 0.5 && share(leaf.letters, leaf.cells) < kLongText &&
           share(leaf.belonging.filled, leaf.belonging.rows) >= kLeastFilled &&
           leaf.values * 2 <= most_products();
  }

  size_t most_products() const {
    size_t most = 0;
    for (const auto& proposal : proposals_) {
      if (proposal.key != nullptr) most = std::max(most, proposal.key->values.size());
    }
    return most;
  }

  void take_others(std::vector<InteractionRule>& rules) {
    std::vector<const Leaf*> chosen;
    for (const auto& [name, leaf] : leaves_) {
      if (is_own_column(name, leaf)) chosen.push_back(&leaf);
    }
    std::ranges::sort(chosen, [](const Leaf* a, const Leaf* b) {
      return std::pair(b->belonging.filled, a->first) < std::pair(a->belonging.filled, b->first);
    });
    chosen.resize(std::min(chosen.size(), kMostOwnColumns));
    std::ranges::sort(chosen, {}, &Leaf::first);
    for (const Leaf* leaf : chosen) {
      const auto there = std::ranges::find_if(leaf->at, [](auto* at) { return at != nullptr; });
      const std::string column = column_name((*there)->leaf());
      for (size_t i = 0; i < leaf->at.size(); ++i) {
        if (leaf->at[i] != nullptr) rules[i].columns.push_back({column, leaf->at[i]->text()});
      }
    }
  }

  std::span<const Proposal> proposals_;
  std::span<const SampledEvents> events_;
  std::map<std::string, Leaf> leaves_;
};

std::vector<SuggestedRule> describe(std::span<const Proposal> proposals,
                                    const std::vector<InteractionRule>& rules) {
  std::vector<SuggestedRule> out;
  for (size_t i = 0; i < rules.size(); ++i) out.push_back({&rules[i], proposals[i].shape});
  return out;
}

}  // namespace

Result<Suggestion> suggest(std::span<const SampledEvents> events) {
  std::vector<EventShape> shapes;
  for (const auto& sampled : events) shapes.push_back(shape_of(sampled));
  Suggestion made;
  const auto proposals = choose_events(shapes, made.left_out);
  const bool any = std::ranges::any_of(proposals, [](const auto& p) { return p.key != nullptr; });
  if (!any) {
    return fail(ErrorCode::kNotFound,
                format("none of the {} events names a product: no property is called product_id, "
                       "sku, id or the like. Write the mapping by hand: see docs/catalog.md",
                       shapes.size()));
  }
  ASSIGN(made.mapping.rules, ColumnChooser(proposals, events).choose());
  const auto goals = goals_of(made.mapping.rules);
  for (size_t i = 0; i < goals.size(); ++i) {
    if (goals[i]) made.mapping.rules[i].goal = true;
  }
  made.mapping.columns = columns_of(made.mapping.rules, {});
  made.toml = suggestion_toml(describe(proposals, made.mapping.rules), made.left_out);
  made.json = write_mapping_json(made.mapping);
  return made;
}

}  // namespace likely
