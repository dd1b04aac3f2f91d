#include "pipeline/interactions.h"

#include <algorithm>
#include <memory>
#include <string>

#include "base/words.h"
#include "catalog/goals.h"
#include "catalog/mapping_file.h"
#include "catalog/path.h"
#include "catalog/search.h"
#include "store/mapping_store.h"

namespace likely {

namespace {

// How an item feed may call a column: as the column is called, as the property it is read from is
// called, and both with or without "product" before them.
std::vector<std::string> feed_names(const Mapping& mapping, const std::string& column) {
  std::vector<std::string> names;
  const auto add = [&](std::string name) {
    if (!name.empty() && std::ranges::find(names, name) == names.end()) {
      names.push_back(std::move(name));
    }
  };
  add(squash(column));
  for (const auto& rule : mapping.rules) {
    for (const auto& mapped : rule.columns) {
      if (mapped.column != column) continue;
      if (const auto path = Path::parse(mapped.path)) add(squash(path->leaf()));
    }
  }
  const std::string product = "product";
  for (size_t i = 0, plain = names.size(); i < plain; ++i) {
    add(names[i].starts_with(product) ? names[i].substr(product.size()) : product + names[i]);
  }
  return names;
}

}  // namespace

Result<ServingMapping> serving_mapping(Space& space) {
  ASSIGN(const auto stored, current_mapping(space.state()));
  if (!stored) {
    return fail_until(NextStep::kCatalog, "there is no catalog yet");
  }
  ASSIGN(Mapping mapping, read_mapping(stored->toml, "the stored catalog"));
  return ServingMapping{stored->version, stored->created_at, std::move(mapping)};
}

Result<InteractionSource> interaction_source(Space& space) {
  ASSIGN(const ServingMapping serving, serving_mapping(space));
  const Mapping& mapping = serving.mapping;
  InteractionSource source{.version = serving.version};
  const auto goals = goals_of(mapping.rules);
  for (size_t i = 0; i < mapping.rules.size(); ++i) {
    const InteractionRule& rule = mapping.rules[i];
    source.rules.push_back({.event = rule.event,
                            .goal = goals[i],
                            .removes = rule.effect == Effect::kRemoves,
                            .query = !rule.query.empty()});
  }
  for (const auto& column : mapping.columns) {
    source.columns.push_back({column.name, column.type, feed_names(mapping, column.name)});
  }
  source.searches = [](const std::vector<Interactions::TextColumn>& texts) -> SearchMatcher {
    return [index = std::make_shared<const SearchIndex>(texts)](std::string_view query) {
      return index->match(query);
    };
  };
  return source;
}

Result<Interactions> read_interactions(Space& space, int threads) {
  ASSIGN(const InteractionSource source, interaction_source(space));
  return load_interactions(space, source, threads);
}

Result<ModelCodes> model_codes(Space& space, const Model& model) {
  ASSIGN(InteractionSource source, interaction_source(space));
  KnownColumns known{.rules = {model.rules().begin(), model.rules().end()}};
  for (const auto& column : model.columns()) {
    if (column->numeric()) {
      known.numbers.emplace_back(column->name());
      continue;
    }
    known.texts.push_back(
        {.name = std::string(column->name()),
         .values = static_cast<uint32_t>(column->value_count()),
         .value = [one = column.get()](uint32_t code) { return one->value(code); },
         .code = [one = column.get()](std::string_view value) { return one->code_of(value); }});
  }
  return ModelCodes::make(space, std::move(source), std::move(known));
}

}  // namespace likely
