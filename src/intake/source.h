#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "events/flat_reader.h"
#include "events/reading.h"
#include "store/input_stream.h"
#include "store/space.h"

namespace likely {

enum class FileFormat { kNdjson, kCsv, kParquet };
std::string_view name_of(FileFormat format);
// Of "ndjson", "csv", "parquet".
std::optional<FileFormat> file_format_of(std::string_view name);

struct SourceOptions {
  std::string path;                  // "-": standard input
  std::optional<FileFormat> format;  // none: by the name, else by how the content begins
  FlatOptions flat;
  TimeUs received_at = 0;
};

// One file of events, read in blocks. next() is for one thread; what it gives may run on any.
class RowSource {
 public:
  // Reads the rows of one block. May run once, on any thread.
  using Block = std::function<Reading()>;

  virtual ~RowSource() = default;
  // The next rows; an empty function at the end. After an error there is nothing more.
  virtual Result<Block> next() = 0;
  // How far it is, in units of the source; total 0: not known.
  virtual uint64_t done() const = 0;
  virtual uint64_t total() const = 0;
  virtual std::string_view unit() const = 0;
  // What was assumed, for people.
  virtual std::vector<std::string> notes() const { return {}; }
};

// The format that was asked for, else by how the content begins, else by the name.
Result<FileFormat> detect_format(const SourceOptions& options, InputStream& stream);

// Opens a file by its format. Errors: kUnusable (empty, binary, damaged), kUsage (columns that are
// not there, a format that cannot be told).
Result<std::unique_ptr<RowSource>> open_source(Space& space, const SourceOptions& options);

// The files that the paths stand for: a folder gives the files in it (also in folders below) whose
// names say that they hold events, by name. Errors: kNotFound; kUnusable: a folder without any.
Result<std::vector<std::string>> list_files(const std::vector<std::string>& paths);

}  // namespace likely
