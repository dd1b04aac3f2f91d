#include "intake/source.h"

#include <utility>

#include "base/format.h"
#include "intake/parquet_source.h"
#include "intake/text_source.h"
#include "store/files_below.h"
#include "store/input_stream.h"

namespace likely {

namespace {

std::optional<FileFormat> format_of_file(std::string_view path) {
  for (const std::string_view compressed : {".gz", ".zst"}) {
    if (path.ends_with(compressed)) path.remove_suffix(compressed.size());
  }
  static constexpr std::pair<std::string_view, FileFormat> kEndings[] = {
      {".ndjson", FileFormat::kNdjson}, {".jsonl", FileFormat::kNdjson},
      {".json", FileFormat::kNdjson},   {".csv", FileFormat::kCsv},
      {".tsv", FileFormat::kCsv},       {".parquet", FileFormat::kParquet},
  };
  for (const auto& [ending, format] : kEndings) {
    if (path.ends_with(ending)) return format;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(FileFormat format) {
  return format == FileFormat::kNdjson ? "ndjson" : format == FileFormat::kCsv ? "csv" : "parquet";
}

std::optional<FileFormat> file_format_of(std::string_view name) {
  if (name == "ndjson") return FileFormat::kNdjson;
  if (name == "csv") return FileFormat::kCsv;
  if (name == "parquet") return FileFormat::kParquet;
  return std::nullopt;
}

Result<FileFormat> detect_format(const SourceOptions& options, InputStream& stream) {
  if (options.format) return *options.format;
  ASSIGN(const std::string* head, stream.peek());
  if (head->starts_with("PAR1")) return FileFormat::kParquet;
  if (const auto format = format_of_file(options.path)) return *format;
  const size_t first = head->find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (first != std::string::npos && (*head)[first] == '{') return FileFormat::kNdjson;
  return fail_field(ErrorCode::kUsage, "format",
                    format("that of {} cannot be told from its name or its beginning; give ndjson, "
                           "csv or parquet",
                           path_for_people(options.path)));
}

Result<std::unique_ptr<RowSource>> open_source(Space& space, const SourceOptions& options) {
  ASSIGN(InputStream stream, InputStream::open(options.path));
  ASSIGN(const std::string* head, stream.peek());
  if (head->empty()) {
    return fail(ErrorCode::kUnusable,
                path_for_people(options.path) + ": the file is empty, there is nothing to import");
  }
  ASSIGN(const FileFormat file_format, detect_format(options, stream));
  switch (file_format) {
    case FileFormat::kNdjson:
      return open_ndjson_source(std::move(stream), options);
    case FileFormat::kCsv:
      return open_csv_source(std::move(stream), options);
    case FileFormat::kParquet:
      break;
  }
  if (!head->starts_with("PAR1")) {
    return fail(ErrorCode::kUnusable,
                path_for_people(options.path) +
                    ": this is no Parquet file; if it is something else, say which format it has");
  }
  if (stream.size() == 0) {
    return fail(ErrorCode::kUsage,
                path_for_people(options.path) +
                    ": Parquet cannot be read from a pipe; name the file itself");
  }
  return open_parquet_source(space, options);
}

Result<std::vector<std::string>> list_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (is_standard_input(path)) {
      files.push_back(path);
      continue;
    }
    ASSIGN(FilesBelow below, files_below(path));
    if (below.is_folder) {
      std::erase_if(below.files, [](const std::string& file) { return !format_of_file(file); });
    }
    if (below.files.empty()) {
      return fail(ErrorCode::kUnusable,
                  path +
                      ": this folder holds no .ndjson, .jsonl, .json, .csv, .tsv or .parquet "
                      "file (.gz and .zst included)");
    }
    files.insert(files.end(), below.files.begin(), below.files.end());
  }
  return files;
}

}  // namespace likely
