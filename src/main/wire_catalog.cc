#include <iostream>
#include <istream>
#include <iterator>

#include "base/clock.h"
#include "catalog/mapping_file.h"
#include "main/wiring.h"
#include "store/atomic_file.h"

namespace likely {

namespace {

constexpr size_t kMaxBytes = 1 << 20;  // no mapping is longer

Result<std::string> read_text(const std::string& file) {
  if (file == "-") {
    std::string text(kMaxBytes + 1, '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(std::cin.gcount()));
    return text;
  }
  auto text = read_file(file);
  if (!text) return fail(ErrorCode::kUsage, text.error().message);
  return text;
}

Result<MappingReport> set_from(const cli::Context& context, const std::string& file,
                               Progress& progress) {
  const std::string name = file == "-" ? "standard input" : file;
  ASSIGN(std::string text, read_text(file));
  if (text.size() > kMaxBytes) {
    return fail(ErrorCode::kUsage, name + ": longer than 1 MiB; this is no mapping");
  }
  TRY(read_mapping(text, name));  // before the folder is asked for: what is wrong with the file
  ASSIGN(const auto space,
         Space::open({.path = context.data, .access = Access::kWrite, .threads = context.threads}));
  return set_mapping(*space,
                     {.text = std::move(text),
                      .name = name,
                      .threads = context.thread_count(),
                      .now = SystemClock().now()},
                     progress);
}

}  // namespace

void wire_catalog(const cli::Context& context, cli::Services& services) {
  services.catalog.set = [&context](const std::string& file, Progress& progress) {
    return set_from(context, file, progress);
  };
  services.catalog.show = [&context]() -> Result<MappingReport> {
    ASSIGN(const auto space, Space::open({.path = context.data, .threads = context.threads}));
    return show_mapping(*space);
  };
  services.catalog.suggest = [&context](Progress& progress) -> Result<Suggestion> {
    ASSIGN(const auto space, Space::open({.path = context.data, .threads = context.threads}));
    return suggest_mapping(*space, progress);
  };
}

}  // namespace likely
