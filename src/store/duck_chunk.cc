#include <duckdb.h>

#include <utility>

#include "base/check.h"
#include "store/duck.h"
#include "store/duck_types.h"

namespace likely {

namespace {

static_assert(sizeof(DuckText) == sizeof(duckdb_string_t));

constexpr std::pair<DuckType, duckdb_type> kTypes[] = {
    {DuckType::kBool, DUCKDB_TYPE_BOOLEAN},        {DuckType::kInt8, DUCKDB_TYPE_TINYINT},
    {DuckType::kInt16, DUCKDB_TYPE_SMALLINT},      {DuckType::kInt32, DUCKDB_TYPE_INTEGER},
    {DuckType::kInt64, DUCKDB_TYPE_BIGINT},        {DuckType::kUint8, DUCKDB_TYPE_UTINYINT},
    {DuckType::kUint16, DUCKDB_TYPE_USMALLINT},    {DuckType::kUint32, DUCKDB_TYPE_UINTEGER},
    {DuckType::kUint64, DUCKDB_TYPE_UBIGINT},      {DuckType::kFloat, DUCKDB_TYPE_FLOAT},
    {DuckType::kDouble, DUCKDB_TYPE_DOUBLE},       {DuckType::kText, DUCKDB_TYPE_VARCHAR},
    {DuckType::kTimestamp, DUCKDB_TYPE_TIMESTAMP},
};

}  // namespace

DuckType from_duckdb(duckdb_type type) {
  for (const auto& [ours, theirs] : kTypes) {
    if (theirs == type) return ours;
  }
  return DuckType::kOther;
}

duckdb_type to_duckdb(DuckType type) {
  for (const auto& [ours, theirs] : kTypes) {
    if (ours == type) return theirs;
  }
  return DUCKDB_TYPE_INVALID;
}

void DuckChunk::Destroy::operator()(_duckdb_data_chunk* chunk) const {
  duckdb_destroy_data_chunk(&chunk);
}

DuckChunk::DuckChunk(std::span<const DuckType> types) {
  std::vector<duckdb_logical_type> logical;
  for (const DuckType type : types) {
    CHECK(type != DuckType::kOther);
    logical.push_back(duckdb_create_logical_type(to_duckdb(type)));
  }
  chunk_.reset(duckdb_create_data_chunk(logical.data(), logical.size()));
  for (auto& type : logical) duckdb_destroy_logical_type(&type);
  look_up_columns();
}

DuckChunk::DuckChunk(_duckdb_data_chunk* chunk) : chunk_(chunk) {
  size_ = duckdb_data_chunk_get_size(chunk);
  look_up_columns();
}

void DuckChunk::look_up_columns() {
  columns_.resize(duckdb_data_chunk_get_column_count(chunk_.get()));
  for (size_t i = 0; i < columns_.size(); ++i) {
    const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk_.get(), i);
    columns_[i] = {vector, duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)};
  }
}

void DuckChunk::set_text(size_t column, size_t row, std::string_view text) {
  duckdb_vector_assign_string_element_len(static_cast<duckdb_vector>(columns_[column].vector), row,
                                          text.data(), text.size());
}

void DuckChunk::set_null(size_t column, size_t row) {
  auto& [vector, data, validity] = columns_[column];
  if (validity == nullptr) {
    duckdb_vector_ensure_validity_writable(static_cast<duckdb_vector>(vector));
    validity = duckdb_vector_get_validity(static_cast<duckdb_vector>(vector));
  }
  duckdb_validity_set_row_invalid(validity, row);
}

void DuckChunk::resize(size_t rows) {
  CHECK(rows <= kCapacity);
  size_ = rows;
  duckdb_data_chunk_set_size(chunk_.get(), rows);
}

void DuckChunk::clear() {
  duckdb_data_chunk_reset(chunk_.get());
  size_ = 0;
  look_up_columns();
}

}  // namespace likely
