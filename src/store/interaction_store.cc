#include "store/interaction_store.h"

#include <cmath>

#include "base/format.h"

namespace likely {

namespace {

// The columns of interactions_<v> before those of the mapping.
enum Fixed { kProfile, kAt, kId, kElement, kRule, kEffect, kQuantity, kQuery, kFirstText };

std::string create_sql(int64_t version, InteractionLayout layout) {
  std::string columns;
  for (size_t i = 0; i < layout.texts; ++i) columns += format(", t{} UINTEGER", i);
  for (size_t i = 0; i < layout.numbers; ++i) columns += format(", n{} DOUBLE", i);
  return format(
      "CREATE TABLE {} (profile UINTEGER NOT NULL, at_us BIGINT NOT NULL, id UBIGINT NOT NULL, "
      "element UINTEGER NOT NULL, rule UTINYINT NOT NULL, effect TINYINT NOT NULL, "
      "quantity FLOAT NOT NULL, query UINTEGER{});"
      "CREATE TABLE {} (text UTINYINT NOT NULL, code UINTEGER NOT NULL, value VARCHAR NOT NULL)",
      interactions_table(version), columns, values_table(version));
}

}  // namespace

std::string interactions_table(int64_t version) { return format("interactions_{}", version); }
std::string values_table(int64_t version) { return format("values_{}", version); }

Result<void> create_interactions(DuckConnection& connection, int64_t version,
                                 InteractionLayout layout) {
  return connection.run(create_sql(version, layout));
}

InteractionLayout InteractionLayout::of(const Mapping& mapping) {
  InteractionLayout layout;
  for (const auto& column : mapping.columns) {
    ++(column.type == ColumnType::kNumber ? layout.numbers : layout.texts);
  }
  return layout;
}

InteractionWriter::InteractionWriter(InteractionLayout layout, DuckAppender rows,
                                     DuckAppender values)
    : layout_(layout),
      rows_(std::move(rows)),
      new_values_(std::move(values)),
      row_chunk_(rows_.types()),
      value_chunk_(new_values_.types()),
      values_(layout.texts),
      uses_(layout.texts) {}

Result<InteractionWriter> InteractionWriter::create(DuckConnection& connection, int64_t version,
                                                    InteractionLayout layout) {
  TRY(create_interactions(connection, version, layout));
  return open(connection, version, layout);
}

Result<InteractionWriter> InteractionWriter::open(DuckConnection& connection, int64_t version,
                                                  InteractionLayout layout) {
  ASSIGN(auto known, read_values(connection, version, layout.texts));
  ASSIGN(auto rows, DuckAppender::open(connection, interactions_table(version)));
  ASSIGN(auto values, DuckAppender::open(connection, values_table(version)));
  InteractionWriter writer(layout, std::move(rows), std::move(values));
  writer.queries_ = std::move(known.back());
  known.pop_back();
  writer.values_ = std::move(known);
  for (size_t i = 0; i < layout.texts; ++i) writer.uses_[i].resize(writer.values_[i].size());
  return writer;
}

Result<void> InteractionWriter::write_values() {
  if (value_count_ == 0) return {};
  value_chunk_.resize(value_count_);
  TRY(new_values_.append(value_chunk_));
  value_chunk_.clear();
  value_count_ = 0;
  return {};
}

Result<void> InteractionWriter::add_value(uint8_t column, uint32_t code, std::string_view value) {
  value_chunk_.set<uint8_t>(0, value_count_, column);
  value_chunk_.set<uint32_t>(1, value_count_, code);
  value_chunk_.set_text(2, value_count_, value);
  return ++value_count_ == DuckChunk::kCapacity ? write_values() : Result<void>();
}

// The codes of the tables for the codes of a batch.
Result<std::vector<uint32_t>> InteractionWriter::number(uint8_t column, Dictionary& known,
                                                        const DerivedBatch::Text& text) {
  std::vector<uint32_t> codes(text.values.size());
  for (uint32_t i = 0; i < codes.size(); ++i) {
    const size_t before = known.size();
    codes[i] = known.add(text.values.text(i));
    if (known.size() > before) TRY(add_value(column, codes[i], text.values.text(i)));
  }
  return codes;
}

Result<void> InteractionWriter::append(const DerivedBatch& batch) {
  std::vector<std::vector<uint32_t>> codes;
  for (size_t i = 0; i < layout_.texts; ++i) {
    ASSIGN(auto column, number(static_cast<uint8_t>(i), values_[i], batch.texts[i]));
    uses_[i].resize(values_[i].size());
    for (const uint32_t code : batch.texts[i].code) {
      if (code != kNoValue) ++uses_[i][column[code]];
    }
    codes.push_back(std::move(column));
  }
  ASSIGN(const auto queries, number(kQueryColumn, queries_, batch.query));

  DuckChunk& chunk = row_chunk_;
  for (size_t begin = 0; begin < batch.size(); begin += DuckChunk::kCapacity) {
    const size_t count = std::min(DuckChunk::kCapacity, batch.size() - begin);
    const auto set_code = [&](size_t column, size_t row, uint32_t code, const auto& numbers) {
      if (code == kNoValue) {
        chunk.set_null(column, row);
      } else {
        chunk.set<uint32_t>(column, row, numbers[code]);
      }
    };
    for (size_t i = 0; i < count; ++i) {
      const size_t row = begin + i;
      chunk.set<uint32_t>(kProfile, i, batch.profile[row]);
      chunk.set<int64_t>(kAt, i, batch.at[row]);
      chunk.set<uint64_t>(kId, i, batch.id[row]);
      chunk.set<uint32_t>(kElement, i, batch.element[row]);
      chunk.set<uint8_t>(kRule, i, batch.rule[row]);
      chunk.set<int8_t>(kEffect, i, batch.effect[row]);
      chunk.set<float>(kQuantity, i, batch.quantity[row]);
      set_code(kQuery, i, batch.query.code[row], queries);
    }
    for (size_t text = 0; text < layout_.texts; ++text) {
      for (size_t i = 0; i < count; ++i) {
        set_code(kFirstText + text, i, batch.texts[text].code[begin + i], codes[text]);
      }
    }
    for (size_t number = 0; number < layout_.numbers; ++number) {
      const size_t column = kFirstText + layout_.texts + number;
      for (size_t i = 0; i < count; ++i) {
        const double value = batch.numbers[number][begin + i];
        std::isnan(value) ? chunk.set_null(column, i) : chunk.set<double>(column, i, value);
      }
    }
    chunk.resize(count);
    TRY(rows_.append(chunk));
    chunk.clear();
  }
  return {};
}

Result<void> InteractionWriter::flush() {
  TRY(write_values());
  TRY(new_values_.flush());
  return rows_.flush();
}

Result<void> drop_interactions(DuckConnection& connection, int64_t keep) {
  std::vector<std::string> tables;
  {
    ASSIGN(auto names, connection.stream("SELECT table_name FROM duckdb_tables() WHERE "
                                         "regexp_matches(table_name, "
                                         "'^(interactions|values)_[0-9]+$') ORDER BY 1"));
    DuckChunk chunk;
    while (true) {
      ASSIGN(const bool more, names.next(chunk));
      if (!more) break;
      for (size_t i = 0; i < chunk.size(); ++i) tables.emplace_back(chunk.text(0, i));
    }
  }
  for (const std::string& table : tables) {
    if (keep > 0 && (table == interactions_table(keep) || table == values_table(keep))) continue;
    TRY(connection.run("DROP TABLE " + sql_name(table)));
  }
  return {};
}

Result<std::vector<Dictionary>> read_values(DuckConnection& connection, int64_t version,
                                            size_t texts) {
  std::vector<Dictionary> values(texts + 1);
  ASSIGN(auto rows, connection.stream(format("SELECT text, code, value FROM {} ORDER BY 1, 2",
                                             values_table(version))));
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, rows.next(chunk));
    if (!more) return values;
    for (size_t i = 0; i < chunk.size(); ++i) {
      const uint8_t column = chunk.cells<uint8_t>(0)[i];
      Dictionary& known = values[column == kQueryColumn ? texts : column];
      if ((column >= texts && column != kQueryColumn) ||
          known.add(chunk.text(2, i)) != chunk.cells<uint32_t>(1)[i]) {
        return fail(ErrorCode::kUnusable,
                    format("warehouse: {} is damaged (code {} of column {}); run `likely catalog "
                           "set` again with your mapping",
                           values_table(version), chunk.cells<uint32_t>(1)[i], column));
      }
    }
  }
}

}  // namespace likely
