#pragma once

#include <functional>
#include <string>

#include "pipeline/catalog_values.h"
#include "pipeline/event_shapes.h"
#include "pipeline/map.h"

namespace likely {

struct CatalogService {
  std::function<Result<Suggestion>(Progress&)> suggest;
  // Reads the mapping from a file, or from standard input when it is "-".
  std::function<Result<MappingReport>(const std::string& file, Progress&)> set;
  std::function<Result<MappingReport>()> show;
  std::function<Result<MappingReport>(const std::string& text, Progress&)> set_text;
  // What the mapping would make of the events, before it is set.
  std::function<Result<MappingCheck>(const std::string& text)> check;
  std::function<Result<std::vector<CatalogColumn>>()> columns;
  std::function<Result<CatalogValues>(const CatalogValueQuery&)> values;
  std::function<Result<CatalogItems>(const CatalogItemQuery&)> items;
  std::function<Result<CatalogItemPage>(const std::string& key)> item;
  std::function<Result<std::vector<SeenEvent>>(uint64_t skip, size_t limit)> seen_events;
  std::function<Result<EventShape>(const std::string& event)> event_shape;
};

}  // namespace likely
