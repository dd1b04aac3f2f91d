#include "store/interaction_codes.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/format.h"
#include "base/threads.h"
#include "store/interaction_store.h"
#include "store/item_feed.h"

namespace likely {

namespace {

constexpr float kNoNumber = std::numeric_limits<float>::quiet_NaN();

// The rank of every code when values are sorted by bytes.
std::vector<uint32_t> ranks_of(const Dictionary& values) {
  std::vector<uint32_t> order(values.size()), rank(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, [&](uint32_t a, uint32_t b) { return values.text(a) < values.text(b); });
  for (uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
  return rank;
}

// What the feed says of each product, by its rank.
void tell_of_items(const InteractionCodes& codes, Interactions& out) {
  const auto by_product = [&](const auto& of_item, auto none) {
    std::vector<decltype(none)> cells(out.texts[0].values.size(), none);
    for (size_t product = 0; product < cells.size(); ++product) {
      const uint32_t item = codes.item_of_value[product];
      if (item != InteractionCodes::kNoItem) cells[product] = of_item[item];
    }
    return cells;
  };
  for (size_t i = 1; i < out.texts.size(); ++i) {
    out.texts[i].of_item = by_product(codes.texts[i].of_item, kNoValue);
  }
  for (size_t i = 0; i < out.numbers.size(); ++i) {
    out.numbers[i].of_item = by_product(codes.numbers[i].of_item, kNoNumber);
  }
}

}  // namespace

Result<InteractionCodes> rank_codes(Space& space, DuckConnection& connection,
                                    const InteractionSource& source, int threads,
                                    Interactions& out) {
  InteractionCodes codes;
  codes.rules = source.rules;
  codes.rule.resize(source.rules.size());
  std::iota(codes.rule.begin(), codes.rule.end(), uint8_t{0});
  for (const auto& column : source.columns) {
    if (column.type == ColumnType::kNumber) {
      out.numbers.push_back({.name = column.name});
      codes.numbers.push_back({column.name, codes.numbers.size(), {}});
    } else {
      out.texts.push_back({.name = column.name});
      codes.texts.push_back({column.name, codes.texts.size(), {}, {}});
    }
  }
  ASSIGN(auto values, read_values(connection, source.version, out.texts.size()));
  const Dictionary queries = std::move(values.back());
  values.pop_back();
  ASSIGN(ItemFeed feed, read_item_feed(space.state(), source.columns, values));
  for (size_t i = 0; i < values.size(); ++i) {
    auto& text = codes.texts[i];
    text.code = ranks_of(values[i]);
    out.texts[i].values.resize(values[i].size());
    for (uint32_t code = 0; code < values[i].size(); ++code) {
      out.texts[i].values[text.code[code]] = values[i].text(code);
    }
    for (const uint32_t code : feed.texts[i]) {
      text.of_item.push_back(code == kNoValue ? kNoValue : text.code[code]);
    }
  }
  for (size_t i = 0; i < codes.numbers.size(); ++i) {
    codes.numbers[i].of_item = std::move(feed.numbers[i]);
  }
  codes.item_of_code.assign(values[0].size(), InteractionCodes::kNoItem);
  codes.item_of_value = codes.item_of_code;
  for (uint32_t item = 0; item < feed.product.size(); ++item) {
    codes.item_of_code[feed.product[item]] = item;
    codes.item_of_value[codes.texts[0].code[feed.product[item]]] = item;
  }
  if (!feed.product.empty()) tell_of_items(codes, out);
  codes.matches.resize(queries.size());
  if (queries.size() == 0 || !source.searches) return codes;
  const SearchMatcher matcher = source.searches(out.texts);
  parallel_for(threads, queries.size(), 256, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end; ++i) {
      codes.matches[i] = matcher(queries.text(static_cast<uint32_t>(i)));
    }
  });
  return codes;
}

Result<ModelCodes> ModelCodes::make(Space& space, InteractionSource source, KnownColumns known) {
  ModelCodes codes(std::move(source), std::move(known));
  codes.map_rules();
  codes.map_columns();
  TRY(codes.take_feed(space.state()));
  ASSIGN(Warehouse * warehouse, space.warehouse());
  TRY(codes.extend(warehouse->connection()));
  return codes;
}

// The mapping may be another one than the model was trained under: a rule of the same event that
// does the same is the same rule.
void ModelCodes::map_rules() {
  codes_.rules = known_.rules;
  std::vector<bool> taken(known_.rules.size());
  for (const auto& rule : source_.rules) {
    size_t same = 0;
    while (same < known_.rules.size() &&
           (taken[same] || known_.rules[same].event != rule.event ||
            known_.rules[same].removes != rule.removes || known_.rules[same].query != rule.query)) {
      ++same;
    }
    const bool found = same < known_.rules.size();
    if (found) taken[same] = true;
    codes_.rule.push_back(found ? static_cast<uint8_t>(same) : InteractionCodes::kNoRule);
  }
}

void ModelCodes::map_columns() {
  for (const auto& text : known_.texts) codes_.texts.push_back({.name = text.name});
  for (const auto& number : known_.numbers) codes_.numbers.push_back({.name = number});
  size_t texts = 0, numbers = 0;
  const auto find = [](auto& columns, const std::string& name) {
    return static_cast<size_t>(
        std::ranges::find(columns, name, [](const auto& column) { return column.name; }) -
        columns.begin());
  };
  for (const auto& column : source_.columns) {
    if (column.type == ColumnType::kNumber) {
      const size_t at = find(codes_.numbers, column.name);
      if (at < codes_.numbers.size()) codes_.numbers[at].from = numbers;
      ++numbers;
    } else {
      const size_t at = find(codes_.texts, column.name);
      const bool found = at < codes_.texts.size();
      if (found) codes_.texts[at].from = texts;
      text_of_.push_back(found ? at : InteractionCodes::kNoColumn);
      ++texts;
    }
  }
}

Result<void> ModelCodes::take_feed(Sqlite& state) {
  std::vector<Dictionary> values(text_of_.size());
  ASSIGN(ItemFeed feed, read_item_feed(state, source_.columns, values));
  const size_t items = feed.product.size();
  for (auto& text : codes_.texts) text.of_item.assign(items, kNoValue);
  for (auto& number : codes_.numbers) number.of_item.assign(items, kNoNumber);
  for (size_t from = 0; from < text_of_.size(); ++from) {
    const size_t text = text_of_[from];
    if (text == InteractionCodes::kNoColumn) continue;
    std::vector<uint32_t> code(values[from].size());
    for (uint32_t i = 0; i < code.size(); ++i) {
      code[i] = known_.texts[text].code(values[from].text(i));
    }
    for (size_t item = 0; item < items; ++item) {
      const uint32_t of_item = feed.texts[from][item];
      if (of_item != kNoValue) codes_.texts[text].of_item[item] = code[of_item];
    }
  }
  for (auto& number : codes_.numbers) {
    if (number.from != InteractionCodes::kNoColumn) {
      number.of_item = std::move(feed.numbers[number.from]);
    }
  }
  // Item and code are one: the first codes of an empty dictionary are the feed's products.
  codes_.item_of_value.assign(known_.texts[0].values, InteractionCodes::kNoItem);
  for (uint32_t item = 0; item < items; ++item) {
    const std::string_view product = values[0].text(feed.product[item]);
    items_.add(product);
    const uint32_t code = known_.texts[0].code(product);
    if (code != kNoValue) codes_.item_of_value[code] = item;
  }
  return {};
}

Result<void> ModelCodes::extend(DuckConnection& connection) {
  std::string newer = format("(text = {} AND code >= {})", kQueryColumn, codes_.matches.size());
  counts_.resize(text_of_.size());
  for (size_t from = 0; from < text_of_.size(); ++from) {
    newer += format(" OR (text = {} AND code >= {})", from, counts_[from]);
  }
  ASSIGN(auto rows, connection.stream(format("SELECT text, code, value FROM {} WHERE {} "
                                             "ORDER BY 1, 2",
                                             values_table(source_.version), newer)));
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) break;
    for (size_t i = 0; i < chunk.size(); ++i) {
      TRY(add_value(chunk.cells<uint8_t>(0)[i], chunk.cells<uint32_t>(1)[i], chunk.text(2, i)));
    }
  }
  return {};
}

void ModelCodes::make_matcher() {
  matcher_ = [](std::string_view) { return SearchMatch(); };
  if (!source_.searches) return;
  searched_ = std::make_unique<std::vector<Interactions::TextColumn>>();
  for (const auto& text : known_.texts) {
    auto& known = searched_->emplace_back();
    known.name = text.name;
    for (uint32_t code = 0; code < text.values; ++code) known.values.emplace_back(text.value(code));
  }
  matcher_ = source_.searches(*searched_);
}

Result<void> ModelCodes::add_value(uint8_t column, uint32_t code, std::string_view value) {
  const bool is_query = column == kQueryColumn;
  const bool fits = is_query                  ? code == codes_.matches.size()
                    : column < counts_.size() ? code == counts_[column]
                                              : false;
  if (!fits) {
    return fail(ErrorCode::kUnusable,
                format("warehouse: {} is damaged (code {} of column {}); run `likely catalog set` "
                       "again with your mapping",
                       values_table(source_.version), code, column));
  }
  if (is_query) {
    if (!matcher_) make_matcher();
    codes_.matches.push_back(matcher_(value));
    return {};
  }
  ++counts_[column];
  const size_t text = text_of_[column];
  if (text != InteractionCodes::kNoColumn) {
    codes_.texts[text].code.push_back(known_.texts[text].code(value));
  }
  if (column == 0) {
    const auto item = items_.find(value);
    codes_.item_of_code.push_back(item.value_or(InteractionCodes::kNoItem));
  }
  return {};
}

}  // namespace likely
