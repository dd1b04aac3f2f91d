#include "intake/text_source.h"

#include <utility>
#include <vector>

#include "base/format.h"
#include "base/utf8.h"
#include "events/call_reader.h"
#include "events/csv.h"
#include "intake/text_blocks.h"

namespace likely {

namespace {

// Both kinds: blocks of rows, progress in bytes of the file.
class TextSource : public RowSource {
 public:
  explicit TextSource(TextBlocks blocks) : blocks_(std::move(blocks)) {}
  uint64_t done() const override { return blocks_.stream().position(); }
  uint64_t total() const override { return blocks_.stream().size(); }
  std::string_view unit() const override { return "bytes"; }

 protected:
  TextBlocks blocks_;
};

class NdjsonSource : public TextSource {
 public:
  NdjsonSource(TextBlocks blocks, TimeUs received_at)
      : TextSource(std::move(blocks)), received_at_(received_at) {}

  Result<Block> next() override {
    ASSIGN(auto rows, blocks_.next());
    if (!rows) return Block();
    return Block([block = std::make_shared<RowBlock>(std::move(*rows)), at = received_at_] {
      Reading out;
      CallReader reader({.received_at = at, .history = true});
      for (size_t i = 0; i < block->rows.size(); ++i) {
        reader.read(block->row(i), block->rows[i].line, out);
      }
      for (Discard& discard : block->discards) out.discards.push_back(std::move(discard));
      return out;
    });
  }

 private:
  TimeUs received_at_;
};

// What every block of a CSV file needs to know.
struct CsvShape {
  char delimiter = ',';
  std::vector<std::string> columns;
  FlatRoles roles;
  TimeUs received_at = 0;
};

void read_csv_row(const CsvShape& shape, FlatReader& reader, std::string_view row, uint64_t line,
                  CsvRow& fields, std::vector<Cell>& cells, Reading& out) {
  if (row.find_first_not_of("\r\n") == std::string_view::npos) return;
  if (!is_valid_utf8(row)) {
    out.discards.push_back(
        refuse(DiscardReason::kInvalidUtf8, "the row is not text in UTF-8", row, line));
    return;
  }
  if (const auto parsed = parse_csv_row(row, shape.delimiter, fields); !parsed) {
    out.discards.push_back(refuse(DiscardReason::kBadRow, parsed.error().message, row, line));
    return;
  }
  if (fields.fields.size() != shape.columns.size()) {
    out.discards.push_back(refuse(
        DiscardReason::kBadRow,
        format("the row has {} fields, the header {}", fields.fields.size(), shape.columns.size()),
        row, line));
    return;
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string_view text = fields.fields[i];
    cells[i] = {.kind = text.empty() ? Cell::Kind::kNull : Cell::Kind::kText, .text = text};
  }
  reader.read(cells, line, out);
}

class CsvSource : public TextSource {
 public:
  CsvSource(TextBlocks blocks, CsvShape shape)
      : TextSource(std::move(blocks)), shape_(std::make_shared<CsvShape>(std::move(shape))) {}

  Result<Block> next() override {
    ASSIGN(auto rows, blocks_.next());
    if (!rows) return Block();
    const size_t first = std::exchange(header_, false) ? 1 : 0;
    return Block([block = std::make_shared<RowBlock>(std::move(*rows)), shape = shape_, first] {
      Reading out;
      FlatReader reader(shape->columns, shape->roles, shape->received_at);
      CsvRow fields;
      std::vector<Cell> cells(shape->columns.size());
      for (size_t i = first; i < block->rows.size(); ++i) {
        read_csv_row(*shape, reader, block->row(i), block->rows[i].line, fields, cells, out);
      }
      for (Discard& discard : block->discards) out.discards.push_back(std::move(discard));
      return out;
    });
  }

  std::vector<std::string> notes() const override { return shape_->roles.guessed; }

 private:
  std::shared_ptr<const CsvShape> shape_;
  bool header_ = true;
};

}  // namespace

Result<std::unique_ptr<RowSource>> open_ndjson_source(InputStream stream,
                                                      const SourceOptions& options) {
  // A little more than allowed, so that the reader says what is wrong with a long line.
  TextBlocks blocks(std::move(stream), RowSplitter::kNoDelimiter, kMaxBatchBytes + 2);
  return std::make_unique<NdjsonSource>(std::move(blocks), options.received_at);
}

Result<std::unique_ptr<RowSource>> open_csv_source(InputStream stream,
                                                   const SourceOptions& options) {
  ASSIGN(const std::string header, peek_line(stream));
  const std::string name = path_for_people(options.path);
  CsvShape shape;
  shape.delimiter = guess_csv_delimiter(header);
  shape.received_at = options.received_at;
  auto columns = parse_csv_header(header, shape.delimiter);
  if (!columns) {
    return fail(ErrorCode::kUnusable, name + ": this is no CSV file with a header in UTF-8 (" +
                                          columns.error().message +
                                          "); check the file, or say which format it has");
  }
  auto roles = find_roles(*columns, options.flat);
  if (!roles) {
    const Error& wrong = roles.error();
    return fail_field(wrong.code, wrong.field, wrong.message + " (in " + name + ")");
  }
  shape.columns = std::move(*columns);
  shape.roles = std::move(*roles);
  TextBlocks blocks(std::move(stream), shape.delimiter, kMaxBatchBytes);
  return std::make_unique<CsvSource>(std::move(blocks), std::move(shape));
}

}  // namespace likely
