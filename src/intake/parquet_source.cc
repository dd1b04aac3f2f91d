#include "intake/parquet_source.h"

#include <utility>
#include <vector>

#include "base/format.h"
#include "intake/chunk_cells.h"
#include "store/flat_table.h"

namespace likely {

namespace {

constexpr size_t kChunksABlock = 8;

class ParquetSource : public RowSource {
 public:
  ParquetSource(std::unique_ptr<DuckConnection> connection, ParquetTable table, FlatRoles roles,
                TimeUs received_at)
      : connection_(std::move(connection)),
        table_(std::move(table)),
        roles_(std::make_shared<FlatRoles>(std::move(roles))),
        received_at_(received_at) {}

  Result<Block> next() override {
    auto chunks = std::make_shared<std::vector<DuckChunk>>();
    const uint64_t first_row = done_ + 1;
    while (chunks->size() < kChunksABlock) {
      DuckChunk chunk;
      ASSIGN(const bool more, table_.next(chunk));
      if (!more) break;
      done_ += chunk.size();
      chunks->push_back(std::move(chunk));
    }
    if (chunks->empty()) return Block();
    return Block([this, chunks, first_row, roles = roles_] {
      Reading out;
      FlatReader reader(table_.columns(), *roles, received_at_);
      ChunkCells cells(table_.kinds(), table_.types());
      uint64_t row_number = first_row;
      for (const DuckChunk& chunk : *chunks) {
        for (size_t row = 0; row < chunk.size(); ++row) {
          reader.read(cells.row(chunk, row), row_number++, out);
        }
      }
      return out;
    });
  }

  uint64_t done() const override { return done_; }
  uint64_t total() const override { return table_.row_count(); }
  std::string_view unit() const override { return "rows"; }
  std::vector<std::string> notes() const override { return roles_->guessed; }

 private:
  std::unique_ptr<DuckConnection> connection_;  // before what reads from it
  ParquetTable table_;
  std::shared_ptr<const FlatRoles> roles_;
  TimeUs received_at_;
  uint64_t done_ = 0;
};

}  // namespace

Result<std::unique_ptr<RowSource>> open_parquet_source(Space& space, const SourceOptions& options) {
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(DuckConnection opened, warehouse->connect());
  auto connection = std::make_unique<DuckConnection>(std::move(opened));
  ASSIGN(ParquetTable table, ParquetTable::open(*connection, options.path));
  auto roles = find_roles(table.columns(), options.flat);
  if (!roles) {
    const Error& wrong = roles.error();
    return fail_field(wrong.code, wrong.field, format("{} (in {})", wrong.message, options.path));
  }
  return std::make_unique<ParquetSource>(std::move(connection), std::move(table), std::move(*roles),
                                         options.received_at);
}

}  // namespace likely
