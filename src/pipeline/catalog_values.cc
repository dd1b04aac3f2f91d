#include "pipeline/catalog_values.h"

#include <algorithm>

#include "base/format.h"
#include "pipeline/interactions.h"
#include "pipeline/loaded_model.h"
#include "store/interaction_store.h"

namespace likely {

namespace {

constexpr size_t kMostSimilar = 5;
constexpr double kAlike = 0.8;  // Jaro-Winkler

// Which t<i> or n<i> of the interactions a column of the mapping is.
size_t slot_of(const Mapping& mapping, size_t column) {
  size_t slot = 0;
  for (size_t i = 0; i < column; ++i)
    slot += mapping.columns[i].type == mapping.columns[column].type;
  return slot;
}

Result<size_t> find_column(const Mapping& mapping, const std::string& name) {
  std::vector<std::string> mapped;
  for (const auto& column : mapping.columns) mapped.push_back(column.name);
  const auto found = std::ranges::find(mapped, name);
  if (found != mapped.end()) return static_cast<size_t>(found - mapped.begin());
  return std::unexpected(no_such_column(name, mapped));
}

// Per code of text column `slot` its rows and the time of the last one.
std::string uses_sql(int64_t version, size_t slot) {
  return format(
      "SELECT t{0} AS code, count(*) AS uses, max(at_us) AS last FROM {1} WHERE t{0} IS "
      "NOT NULL GROUP BY 1",
      slot, interactions_table(version));
}

Result<void> read_values(DuckConnection& connection, const ServingMapping& serving, size_t slot,
                         const CatalogValueQuery& query, CatalogValues& found) {
  ASSIGN(auto select,
         connection.prepare(format(
             "SELECT value, coalesce(uses, 0), last FROM {} LEFT JOIN ({}) USING (code) WHERE text "
             "= {} AND contains(lower(value), lower($1)) ORDER BY coalesce(uses, 0) DESC, value "
             "LIMIT {} OFFSET {}",
             values_table(serving.version), uses_sql(serving.version, slot), slot, query.limit + 1,
             query.skip)));
  select.bind(1, std::string_view(query.search));
  ASSIGN(auto rows, select.stream());
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool any, rows.next(chunk));
    if (!any) return {};
    for (size_t row = 0; row < chunk.size(); ++row) {
      if (found.values.size() == query.limit) {
        found.more = true;
        continue;
      }
      found.values.push_back(
          {std::string(chunk.text(0, row)), static_cast<uint64_t>(chunk.cells<int64_t>(1)[row]),
           chunk.is_null(2, row) ? std::nullopt
                                 : std::optional<TimeUs>(chunk.cells<int64_t>(2)[row])});
    }
  }
}

// Whether the search is a value; if not, which values are spelt nearly so.
Result<void> read_similar(DuckConnection& connection, const ServingMapping& serving, size_t slot,
                          const CatalogValueQuery& query, CatalogValues& found) {
  ASSIGN(auto select,
         connection.prepare(format(
             "SELECT value, value = $1 FROM (SELECT value, "
             "jaro_winkler_similarity(lower(trim(value)), lower(trim($1))) AS alike FROM {} WHERE "
             "text = {}) WHERE alike >= {} OR value = $1 ORDER BY value <> $1, alike DESC, value "
             "LIMIT {}",
             values_table(serving.version), slot, kAlike, kMostSimilar)));
  select.bind(1, std::string_view(query.search));
  ASSIGN(auto rows, select.stream());
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool any, rows.next(chunk));
    if (!any) break;
    for (size_t row = 0; row < chunk.size(); ++row) {
      found.known = found.known || chunk.cells<bool>(1)[row];
      found.similar.emplace_back(chunk.text(0, row));
    }
  }
  if (found.known) found.similar.clear();
  return {};
}

// The bands of a number column, as the model that serves has them.
Result<void> read_bands(Space& space, const CatalogValueQuery& query, CatalogValues& found) {
  const auto model = CurrentModel::open(space, {});
  if (!model) return {};  // not trained yet: there are no bands
  const ColumnModel* column = model->model->column(query.column);
  if (column == nullptr) return {};
  uint64_t seen = 0;
  for (uint32_t code = 0; code < column->value_count(); ++code) {
    const std::string band(column->value(code));
    if (!band.contains(query.search)) continue;
    found.known = found.known || band == query.search;
    if (seen++ < query.skip) continue;
    if (found.values.size() == query.limit) {
      found.more = true;
      break;
    }
    found.values.push_back({band, column->touched_by(code), std::nullopt});
  }
  return {};
}

}  // namespace

Result<std::vector<CatalogColumn>> catalog_columns(Space& space) {
  ASSIGN(const ServingMapping serving, serving_mapping(space));
  ASSIGN(Warehouse * warehouse, space.warehouse());
  std::string counts;
  std::vector<CatalogColumn> columns;
  const auto& mapped = serving.mapping.columns;
  for (size_t i = 0; i < mapped.size(); ++i) {
    const size_t slot = slot_of(serving.mapping, i);
    const bool number = mapped[i].type == ColumnType::kNumber;
    counts += format("{}count({}{})", i > 0 ? ", " : "", number ? 'n' : 't', slot);
    columns.push_back({.name = mapped[i].name, .type = mapped[i].type});
    if (number) continue;
    ASSIGN(const int64_t values,
           warehouse->connection().number(format("SELECT count(*) FROM {} WHERE text = {}",
                                                 values_table(serving.version), slot)));
    columns.back().values = static_cast<uint64_t>(values);
  }
  ASSIGN(auto rows, warehouse->connection().stream(
                        format("SELECT {} FROM {}", counts, interactions_table(serving.version))));
  DuckChunk chunk;
  ASSIGN(const bool any, rows.next(chunk));
  for (size_t i = 0; any && i < columns.size(); ++i) {
    columns[i].interactions = static_cast<uint64_t>(chunk.cells<int64_t>(i)[0]);
  }
  return columns;
}

Result<CatalogValues> catalog_values(Space& space, const CatalogValueQuery& query) {
  ASSIGN(const ServingMapping serving, serving_mapping(space));
  ASSIGN(const size_t column, find_column(serving.mapping, query.column));
  CatalogValues found;
  if (serving.mapping.columns[column].type == ColumnType::kNumber) {
    TRY(read_bands(space, query, found));
    return found;
  }
  ASSIGN(Warehouse * warehouse, space.warehouse());
  const size_t slot = slot_of(serving.mapping, column);
  TRY(read_values(warehouse->connection(), serving, slot, query, found));
  if (!query.search.empty()) {
    TRY(read_similar(warehouse->connection(), serving, slot, query, found));
  }
  return found;
}

}  // namespace likely
